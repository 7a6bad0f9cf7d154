"""A whole database of Discourse Network Analyzer (DNA): documents, and what was coded in them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from analysis.dossier import TABLES, require_known
from analysis.dossier.vocabularies import words
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.databases import KINDS, NUMBER, TEXT, Database, Kind, opened
from analysis.exchange.offsets import Ruler
from analysis.exchange.placing import several
from analysis.exchange.statement_roles import REPORTED_BY, ROLES, said
from analysis.exchange.untrusted import as_path

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

DNA_STATEMENT = "DNA Statement"
ADMIN = (1, "Admin")
"""The account that every database of DNA begins with: whoever codes in it is not named."""
CLAIM = "Claim"
"""Type of the statements that are claims without a stance."""
KIND_ATTRIBUTE, ALIAS_ATTRIBUTE = "Type", "Alias"


def read_dna_database(
    file: str | os.PathLike[str],
    statement_type: str | None = None,
    *,
    person: str = "person",
    organization: str = "organization",
    concept: str = "concept",
    agreement: str = "agreement",
) -> Foreign:
    """Read documents and statements of a ``.dna`` file of DNA 3 (an SQLite database).

    Every document is a text, every statement a passage of it. What a statement says of a person,
    an organisation, a concept and agreement is taken from the variables of these names; other
    variables whose names are columns of ``claims.csv`` fill those, and all others are labels,
    ``variable: value``. Entities are rows of ``actors``: the attribute ``Type`` is their kind where
    it is a word of that vocabulary, ``Alias`` their aliases, separated by ``|``.

    Parameters
    ----------
    file
        The database. It is read, never written.
    statement_type
        Label of the one type of statements to read; by default all.
    `person`, `organization`, `concept`, `agreement`
        Names of the variables that say so.

    Returns
    -------
    Foreign
        Texts in the order of their ids, passages in that of their places (in characters; DNA
        counts UTF-16 units, and each end of a line as one).

    Raises
    ------
    QuestionError
        The file is not a database of DNA 3, or has no such type or variable.

    Examples
    --------
    >>> read_dna_database("missing.dna")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: missing.dna: there is no such file
    """
    roles = dict(zip(ROLES, (person, organization, concept, agreement), strict=True))
    with opened(as_path(file)) as database:
        types = database.types()
        if statement_type is not None:
            labels = [label for _, label in types]
            require_known(statement_type, labels, f"a type of statements in {database.name}")
            types = [(number, label) for number, label in types if label == statement_type]
        return _Reading(database, roles).foreign(types)


class _Reading:
    """What is read of a database, and what of it nothing here has a place for."""

    def __init__(self, database: Database, roles: Mapping[str, str]) -> None:
        self._database = database
        self._roles = roles
        self._documents = database.documents()
        self._rulers = {n: Ruler(cells["Text"], "utf16") for n, cells in self._documents.items()}
        self._coders = database.coders()
        self._values = {kind: database.values(kind) for kind in KINDS}
        self._passages: dict[int, list[tuple[int, int, int, Passage]]] = {}
        self._lost = Counter[tuple[str, str]]()
        """What is left out: a noun, and why."""
        self._nobody = 0

    def foreign(self, types: Iterable[tuple[int, str]]) -> Foreign:
        """Read the statements of some types with all documents and actors."""
        variables = {number: self._database.variables(number) for number, _ in types}
        names = {name for of_type in variables.values() for _, name, _ in of_type}
        for role, name in self._roles.items():
            if name != role:
                require_known(name, names, f"a variable of statements in {self._database.name}")
        for number, label in types:
            self._read(number, label, variables[number])
        known = [variable for of_type in variables.values() for variable in of_type]
        actors = self._actors([(number, name) for number, name, _ in known])
        titles = Counter(cells["Title"] for cells in self._documents.values())
        texts = tuple(
            self._text(number, cells, titles[cells["Title"]] > 1)
            for number, cells in self._documents.items()
        )
        self._count_beside()
        notes = []
        if self._nobody:
            of = "of Admin, the first account of any database, name"
            notes.append(f"{several(self._nobody, 'statement')} {of} no coder")
        left_out = (f"{several(n, noun)}: {why}" for (noun, why), n in self._lost.items() if n)
        rows = {"actors": actors} if actors else {}
        return Foreign(texts, rows, tuple(left_out), tuple(notes))

    def _read(self, number: int, label: str, variables: list[tuple[int, str, str]]) -> None:
        for statement, document, start, stop, coder in self._database.statements(number):
            if document not in self._documents:
                self._lost["statement", "its document is not in the database"] += 1
                continue
            first, last = self._rulers[document].characters([start, stop])
            if first is None or last is None or first >= last:
                self._lost["statement", "its place is not one of whole characters in its text"] += 1
                continue
            found = {
                name: value
                for variable, name, kind in variables
                if (value := self._values[kind].get((statement, variable))) not in (None, "")
            }
            saying = said(found, self._roles)
            of_type = () if label in (DNA_STATEMENT, CLAIM) else (f"type: {label}",)
            passage = Passage(
                f"statement {statement}",
                self._documents[document]["Text"][first:last],
                first,
                last,
                saying.cells,
                saying.person,
                saying.organization,
                (*of_type, *saying.labels),
                self._coder(coder),
            )
            place = (first, last, statement, passage)
            self._passages.setdefault(document, []).append(place)

    def _coder(self, number: int | None) -> str | None:
        name = self._coders.get(number or 0)
        if (number, name) != ADMIN:
            return name
        self._nobody += 1
        return None

    def _text(self, number: int, cells: Mapping[str, Any], is_shared: bool) -> ForeignText:  # noqa: FBT001
        passages = sorted(self._passages.get(number, []), key=lambda one: one[:3])
        title, when = cells["Title"] or "", cells["Date"]
        name = f"{title} {number}" if is_shared or not title else title
        for column in ("Section", "Type"):
            if cells[column]:
                self._lost["document", f"its {column.lower()}"] += 1
        if when.time() != when.min.time():
            self._lost["document", "the time of its day"] += 1
        return ForeignText(
            name.strip(),
            cells["Text"],
            tuple(passage for *_, passage in passages),
            title=title or None,
            author=cells["Author"] or None,
            source=cells["Source"] or None,
            date=when.date().isoformat(),
        )

    def _actors(self, variables: list[tuple[int, str]]) -> list[dict[str, str]]:
        """Rows of actors out of the entities of persons and organisations."""
        roles = {
            self._roles["person"]: "person",
            REPORTED_BY: "person",
            self._roles["organization"]: "organisation",
        }
        kinds = {number: roles.get(name, "") for number, name in variables}
        attributes = self._attributes()
        rows: dict[str, dict[str, str]] = {}
        for entity, (variable, name) in self._database.entities().items():
            kind, told = kinds.get(variable), attributes.get(entity, {})
            if not name or kind is None:
                continue
            if not kind:
                for attribute in told:
                    self._lost["name", f"its attribute {attribute}"] += 1
                continue
            row = rows.setdefault(name, {"name": name})
            for attribute, value in told.items():
                column = {ALIAS_ATTRIBUTE: "aliases"}.get(attribute, attribute)
                if attribute == KIND_ATTRIBUTE and value in words("actor_kinds"):
                    column = "kind"
                if column in TABLES["actors"].column_names():
                    row.setdefault(column, value)
                else:
                    self._lost["name", f"its attribute {attribute}"] += 1
            if kind == "organisation":
                row.setdefault("kind", kind)
        for row in rows.values():
            row.setdefault("kind", "person")
        return list(rows.values())

    def _attributes(self) -> dict[int, dict[str, str]]:
        """What attributes say of entities, where they say anything."""
        if not {"ATTRIBUTEVARIABLES", "ATTRIBUTEVALUES"} <= self._database.tables:
            return {}
        names = dict(
            self._database.rows("ATTRIBUTEVARIABLES", {"ID": int, "AttributeVariable": str})
        )
        columns: dict[str, Kind] = {"EntityId": int, "AttributeVariableId": int}
        rows = self._database.rows("ATTRIBUTEVALUES", columns | {"AttributeValue": TEXT})
        found: dict[int, dict[str, str]] = {}
        for entity, attribute, value in rows:
            if value and attribute in names:
                found.setdefault(entity, {})[names[attribute]] = value
        return found

    def _count_beside(self) -> None:
        """Count what no dossier has a place for."""
        for _, written in self._database.rows("DOCUMENTS", {"ID": int, "Notes": TEXT}):
            self._lost["document", "its notes"] += bool(written)
        for _, parent in self._database.rows("ENTITIES", {"ID": int, "ChildOf": NUMBER}):
            self._lost["name", "what it belongs to"] += parent is not None
        beside = {"REGEXES": ("Label", "highlighted word"), "VARIABLELINKS": ("ID", "link")}
        for table, (key, noun) in beside.items():
            if table in self._database.tables:
                kind: Kind = TEXT if key == "Label" else NUMBER
                for _ in self._database.rows(table, {key: kind}, key):
                    self._lost[noun, "a dossier has no such thing"] += 1
