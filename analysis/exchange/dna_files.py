"""Dossiers as a database that Discourse Network Analyzer (DNA) opens."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import permutations
from typing import TYPE_CHECKING, Any

from analysis.dossier import TABLES, Dossier, QuestionError, shorten
from analysis.dossier.tables import is_free_text
from analysis.exchange.coded_databases import ADMIN, CLAIM
from analysis.exchange.coded_texts import FURTHER, CodedText, coded_text, require_day
from analysis.exchange.dna_tables import LONGEST, RELEASED, VERSION, creation, password_hash
from analysis.exchange.statement_roles import REPORTED_BY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PASSWORD = "dossier"  # noqa: S105 (a database needs one; it protects nothing)
"""With it DNA opens every database that is written here, under any coder's name."""
_TYPES = {
    "DNA Statement": (239, 208, 51),
    "NPF Story Element": (100, 200, 190),
    "Annotation": (211, 211, 211),
}
"""The types that every database begins with, and their colours."""
_CLAIM_COLOUR = (120, 170, 220)
_VARIABLES = (
    *((1, name, "short text") for name in ("person", "organization", "concept")),
    (1, "agreement", "boolean"),
    *(
        (2, name, "short text")
        for name in ("narrator", "victim", "villain", "plot", "hero", "policy solution")
    ),
    (3, "note", "long text"),
)
_ACTORS = ("person", "organization", REPORTED_BY)
"""Variables whose values are actors."""
_ATTRIBUTES = ("Type", "Alias", "Notes")
_ACTOR_ATTRIBUTES = (
    "actor_id",
    "role",
    "affiliation",
    "country",
    "sector",
    "in_sentence",
    "cow_code",
)
_BLACK = (0, 0, 0)
_EPOCH = dt.date(1970, 1, 1)
_DAY_S = 86_400


def dna_database(dossiers: Dossier | Iterable[Dossier]) -> bytes:
    """Write the claims of dossiers as a database of DNA 3 (SQLite), the same bytes each time.

    Every dossier is a document: its article, or without ``article.txt`` the paraphrases of its
    claims, a line each. A claim with a stance is a ``DNA Statement`` (person, organisation,
    concept, agreement), one without is a ``Claim``; further cells of claims are variables of their
    names. Actors are entities, of which attributes say the rest. The date of a statement in DNA is
    that of its document: the day of the article, else the first on which something in it was said;
    ``said_on`` is a variable. The password of every coder is "dossier".

    Parameters
    ----------
    dossiers
        A dossier, or several, such as those of a corpus.

    Returns
    -------
    bytes
        The content of a ``.dna`` file; versions 3.0 and 3.1 open it.

    Raises
    ------
    QuestionError
        A name is longer than DNA allows, or a claim has no day.
    AnchorError
        The words of a claim are not in the article.

    Examples
    --------
    >>> import analysis
    >>> dna_database(analysis.example())[:15]
    b'SQLite format 3'
    """
    writing = _Writing(dossiers)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        for statement in creation():
            database.execute(statement)
        for table, rows in writing.tables().items():
            for row in rows:
                marks = ", ".join("?" * len(row))
                database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 (ours)
        database.commit()
        return database.serialize()


def dna_notes(dossiers: Dossier | Iterable[Dossier]) -> list[str]:
    """Say what a database of `dna_database` has in another way than the dossiers.

    Examples
    --------
    >>> import analysis
    >>> for note in dna_notes(analysis.example()):
    ...     print(note)
    the password of every coder is "dossier"
    DNA dates statements by their document: 4 claims were said on another day, in said_on
    ferry-crisis: the weapons of 10 claims are left out
    """
    writing = _Writing(dossiers)
    writing.tables()
    return writing.notes


def _every(dossiers: Dossier | Iterable[Dossier]) -> list[Dossier]:
    found: list[Any] = [dossiers]
    if not isinstance(dossiers, Dossier) and isinstance(dossiers, Iterable):
        found = list(dossiers)
    for one in found:
        if not isinstance(one, Dossier):
            raise QuestionError(f"a database is of dossiers, not of {type(one).__name__}")
    return found


class _Writing:
    """The rows of a database, numbered as they are made."""

    def __init__(self, dossiers: Dossier | Iterable[Dossier]) -> None:
        self._dossiers = _every(dossiers)
        self._texts = [coded_text(dossier) for dossier in self._dossiers]
        rows = [row for text in self._texts for row in text.rows]
        self._coders = {ADMIN[1]: ADMIN[0]}
        for name in sorted({row["coder"] for row in rows if row["coder"]} - {ADMIN[1]}):
            _require_room("coder", name)
            self._coders[name] = len(self._coders) + 1
        self._types = dict(_TYPES)
        if any(row["agreement"] is None for row in rows):
            self._types[CLAIM] = _CLAIM_COLOUR
        self._variables = self._all_variables(rows)
        self._entities: dict[tuple[int, str], int] = {}
        self._attributes: dict[int, dict[str, str]] = {}
        self.notes: list[str] = [f'the password of every coder is "{PASSWORD}"']

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give the rows of every table, in an order in which each names only what is there."""
        for number, (_, _, kind) in self._variables.items():
            if kind == "short text":
                self._entity(number, "")
        documents = [self._document(n, text) for n, text in enumerate(self._texts, 1)]
        statements, values = self._statements()
        self._describe_actors()
        self._say_what_differs()
        return {
            "SETTINGS": [("version", VERSION), ("date", RELEASED)],
            "CODERS": self._coder_rows(documents),
            "CODERRELATIONS": [
                (n, *pair, 1, 1, 1, 1)
                for n, pair in enumerate(permutations(self._coders.values(), 2), 1)
            ],
            "DOCUMENTS": documents,
            "STATEMENTTYPES": [
                (n, label, *colour) for n, (label, colour) in enumerate(self._types.items(), 1)
            ],
            "VARIABLES": [(n, name, kind, of) for n, (of, name, kind) in self._variables.items()],
            "STATEMENTS": statements,
            "ENTITIES": [
                (entity, variable, value, *_BLACK, None)
                for (variable, value), entity in self._entities.items()
            ],
            **values,
            **self._attribute_rows(),
        }

    def _all_variables(self, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[int, str, str]]:
        """Variables by number: type, name and kind; further ones only where they say anything."""
        every = list(_VARIABLES)
        types = [1, len(self._types)] if CLAIM in self._types else [1]
        columns = TABLES["claims"].columns()
        for of in types:
            own = [row for row in rows if (row["agreement"] is None) == (of > 1)]
            if of > 1:
                every += [(of, name, kind) for _, name, kind in _VARIABLES[:3]]
            if any(row["reporter"] for row in own):
                every.append((of, REPORTED_BY, "short text"))
            for name in FURTHER:
                if any(row[name] for row in own):
                    longs = is_free_text(columns[name]) or columns[name].dtype.is_nested()
                    every.append((of, name, "long text" if longs else "short text"))
        return dict(enumerate(every, 1))

    def _entity(self, variable: int, value: str) -> int:
        """Give the number of a value of a variable of short text."""
        _require_room(self._variables[variable][1], value)
        return self._entities.setdefault((variable, value), len(self._entities) + 1)

    def _document(self, number: int, text: CodedText) -> tuple[Any, ...]:
        """Give a document, with in its notes what its columns have no room for."""
        if text.rows:
            require_day(text)
        said = {"Title": text.title, "Author": text.author, "Source": text.source}
        notes = [f"{name}: {value}" for name, value in said.items() if len(value) > LONGEST]
        if not text.is_article:
            notes.append("A line for each claim, with its paraphrase: the article was not there.")
        title, author, source = (value[:LONGEST] for value in said.values())
        day = text.day or min((row["day"] for row in text.rows), default=_EPOCH)
        seconds = (day - _EPOCH).days * _DAY_S
        beside = (author, source, "", "\n".join(notes), "", seconds)
        return (number, title, text.text, ADMIN[0], *beside)

    def _statements(self) -> tuple[list[tuple[Any, ...]], dict[str, list[tuple[Any, ...]]]]:
        """Give the statements, and for each one row for every variable of its type."""
        statements = list[tuple[Any, ...]]()
        values: dict[str, list[tuple[Any, ...]]] = {
            name: [] for name in ("DATABOOLEAN", "DATASHORTTEXT", "DATALONGTEXT")
        }
        for document, text in enumerate(self._texts, 1):
            for row in text.rows:
                statement = len(statements) + 1
                of = 1 if row["agreement"] is not None else len(self._types)
                coder = self._coders[row["coder"] or ADMIN[1]]
                place = (row["first"], row["last"])
                statements.append((statement, of, document, *place, coder))
                for number, (own, name, kind) in self._variables.items():
                    if own != of:
                        continue
                    value: Any = row["reporter" if name == REPORTED_BY else name]
                    table = {"boolean": "DATABOOLEAN", "long text": "DATALONGTEXT"}.get(
                        kind, "DATASHORTTEXT"
                    )
                    if kind == "boolean":
                        said: Any = int(value)
                    elif kind == "long text":
                        said = value or ""
                    else:
                        said = self._entity(number, value or "")
                    values[table].append((len(values[table]) + 1, statement, number, said))
        return statements, values

    def _describe_actors(self) -> None:
        """Say of each entity that is an actor what its row says; add those that no claim names."""
        roles = {n for n, (_, name, _) in self._variables.items() if name in _ACTORS}
        known = dict[str, dict[str, str]]()
        for dossier in self._dossiers:
            for row in dossier.actors.iter_rows(named=True):
                above = row["affiliation"]
                said = {
                    "Type": row["kind"],
                    "Alias": "|".join(row["aliases"]),
                    **{name: str(row[name] or "") for name in _ACTOR_ATTRIBUTES},
                    "affiliation": dossier.names[above] if above else "",
                }
                before = known.setdefault(row["name"], said)
                if before != said:
                    self._note(f"several actors are named {shorten(row['name'])}: they are one")
        named = {name for (variable, name) in self._entities if variable in roles}
        person, organization = (
            next(n for n, (_, variable, _) in self._variables.items() if variable == role)
            for role in ("person", "organization")
        )
        for name, said in known.items():
            if name not in named:
                self._entity(person if said["Type"] in ("person", "group") else organization, name)
        for (of, actor), entity in self._entities.items():
            if of in roles and actor in known:
                self._attributes[entity] = {
                    name: self._fitting(actor, name, text) for name, text in known[actor].items()
                }

    def _fitting(self, actor: str, name: str, text: str) -> str:
        if len(text) <= LONGEST:
            return text
        self._note(f"{name} of {shorten(actor)} is longer than DNA allows, and left out")
        return ""

    def _attribute_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give every variable of short text its attributes, and every entity a value of each."""
        filled = {name for said in self._attributes.values() for name, text in said.items() if text}
        further = [name for name in _ACTOR_ATTRIBUTES if name in filled]
        attributes: dict[tuple[int, str], int] = {}
        for name in (*_ATTRIBUTES, *further):
            for number, (_, variable, kind) in self._variables.items():
                if kind == "short text" and (variable in _ACTORS or name in _ATTRIBUTES):
                    attributes[number, name] = len(attributes) + 1
        values = list[tuple[Any, ...]]()
        for (of_entity, _), entity in self._entities.items():
            said = self._attributes.get(entity, {})
            for (of, name), attribute in attributes.items():
                if of == of_entity:
                    values.append((len(values) + 1, entity, attribute, said.get(name, "")))
        return {
            "ATTRIBUTEVARIABLES": [(n, of, name) for (of, name), n in attributes.items()],
            "ATTRIBUTEVALUES": values,
        }

    def _coder_rows(self, documents: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        # A salt is not to be guessed; here it is to be the same each time.
        salt = hashlib.sha256(repr(documents).encode(errors="surrogatepass")).digest()[:16]
        password = password_hash(PASSWORD, salt)
        settings = (0, 14, password, 300, 0, 0, 1, *[1] * 16)
        return [(n, name, 255, 255, 0, *settings) for name, n in self._coders.items()]

    def _say_what_differs(self) -> None:
        other = sum(row["day"] != text.day for text in self._texts for row in text.rows)
        if other:
            one = f"{other:,} claim{' was' if other == 1 else 's were'} said on another day"
            self._note(f"DNA dates statements by their document: {one}, in said_on")
        for dossier, text in zip(self._dossiers, self._texts, strict=True):
            name = dossier.study.name
            if not text.is_article:
                self._note(f"{name} has no article.txt: its document is the paraphrases of claims")
            if any(character > "\uffff" for character in text.text):
                what = "characters beyond the 65,536 of UTF-16's first plane"
                self._note(
                    f"{name}: its text has {what}; places are right in DNA's window, but the text "
                    "in event lists that DNA exports is shifted"
                )
            if mentions := dossier.claims.filter(dossier.claims["weapons"].list.len() > 0).height:
                self._note(f"{name}: the weapons of {mentions:,} claims are left out")

    def _note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)


def _require_room(name: str, value: str) -> None:
    if len(value) > LONGEST:
        raise QuestionError(
            f"{name}: {shorten(value)} has {len(value)} characters; DNA has room for "
            f"{LONGEST}: shorten it"
        )
