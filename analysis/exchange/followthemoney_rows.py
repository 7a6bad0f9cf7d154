"""Actors, ties and sources out of entities of FollowTheMoney: Aleph, OpenSanctions and others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from analysis.dossier import TABLES
from analysis.dossier.countries import short_codes
from analysis.dossier.vocabularies import labels
from analysis.evidence import Foreign
from analysis.exchange.followthemoney import AFFILIATION, PROPERTIES, VOCABULARIES, WORDED
from analysis.exchange.foreign_rows import CoinedIds, LeftOut, fitting
from analysis.exchange.ftm_entities import DOCUMENTS, KINDS, Entities, grouped, merged
from analysis.exchange.untrusted import as_path, content_of, decoded, json_lines_of, shown_name

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from analysis.exchange.ftm_entities import Entity

_ENDS = {
    "UnknownLink": ("subject", "object"),
    "Employment": ("employee", "employer"),
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Representation": ("agent", "client"),
}
"""Links that can be a tie or an affiliation, and the properties of their ends."""
_BELONGING = frozenset(("Employment", "Directorship", "Membership", "Representation"))
"""Links by which one actor speaks for the other or belongs to it."""
_COUNTRIES = ("nationality", "jurisdiction", "country", "mainCountry")
_TAKEN = frozenset(("name", "alias", "previousName", "position", *_COUNTRIES))
_OURS = frozenset(("classification", "sector", "description"))
"""Properties of actors that say something in a row only where this package wrote them."""

Row = dict[str, str]


def read_followthemoney(path: str | os.PathLike[str]) -> Foreign:
    """Read actors, ties and sources from entities of FollowTheMoney, one of JSON a line.

    Nothing beyond this package is needed to read them.

    Parameters
    ----------
    path
        The file, such as ``entities.ftm.json`` of OpenSanctions or an export of Aleph; entities
        within entities are read as well.

    Returns
    -------
    Foreign
        ``actors``: persons, companies, public bodies and organisations, with their other and
        former names as aliases, and the country if it is one; who is employed, director, member or
        agent, without an end and of one actor only, is affiliated to it. Entities are one actor
        only by what is stated: one id, an id that ``referents`` lists, or one identifier
        (``wikidataId``, ``leiCode``, ``ogrnCode``, ``imoNumber``, or ``registrationNumber`` within
        a country); never by a name. ``ties``: links whose ``role`` is the word or label of a kind
        of tie; ``sources``: documents with a kind of source as their keyword. What
        `followthemoney_entities` wrote comes back whole. All else is counted in ``left_out``.

    Raises
    ------
    QuestionError
        A line is not JSON, or is not an entity.

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> names = ["Ada Reyes", "A. Reyes"]
    >>> entity = {"id": "Q1", "schema": "Person", "properties": {"name": names}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "entities.ftm.json")
    ...     _ = file.write_text(json.dumps(entity))
    ...     read_followthemoney(file).rows["actors"]
    [{'actor_id': 'ada-reyes', 'name': 'Ada Reyes', 'kind': 'person', 'aliases': 'A. Reyes'}]
    """
    file = as_path(path)
    name = shown_name(file)
    left_out = LeftOut()
    entities = Entities(left_out)
    for line in json_lines_of(decoded(content_of(file), name), name):
        entities.take(line)
    rows = _Rows(entities, left_out).rows()
    return Foreign(rows=rows, left_out=tuple(left_out.sentences()))


class _Rows:
    """The entities of a file on their way into rows."""

    def __init__(self, entities: Entities, left_out: LeftOut) -> None:
        self._entities = entities
        self._left_out = left_out
        self._actor_ids = dict[str, str]()
        """Id of the row of each entity that is an actor."""
        self._source_ids = dict[str, str]()

    def rows(self) -> dict[str, list[Row]]:
        """Give the rows of each table."""
        groups = grouped(self._entities.of_schema(KINDS))
        actors = [merged(group) for group in groups]
        self._actor_ids = _ids(actors, "actor", [e.name or e.key for e in actors])
        for group in groups:
            for one in group:
                for key in (one.key, *one.others):
                    self._actor_ids.setdefault(key, self._actor_ids[group[0].key])
        documents = []
        for one in self._entities.of_schema(DOCUMENTS):
            title = _title(one)
            if title and _word("sources", one):
                documents.append(one)
            else:
                self._left_out.add("document", "without a title and a kind of source", title)
        titles = [_title(one) for one in documents]
        self._source_ids = _ids(documents, "source", titles)
        rows = {self._actor_ids[one.key]: self._actor(one) for one in actors}
        sources = [self._source(one, title) for one, title in zip(documents, titles, strict=True)]
        ties = self._links(rows)
        self._say_rest(actors)
        return {"actors": list(rows.values()), "sources": sources, "ties": ties}

    def _actor(self, entity: Entity) -> Row:
        row = {"actor_id": self._actor_ids[entity.key], "name": entity.name or entity.key}
        kind = _word("actors", entity) if entity.is_ours else KINDS[entity.schema]
        others = ("alias",) if entity.is_ours else ("name", "alias", "previousName")
        names = (one for name in others for one in entity.stated.get(name, []))
        aliases = dict.fromkeys(one for one in names if entity.is_ours or one != row["name"])
        for alias in [one for one in aliases if "|" in one]:
            self._left_out.add("name", "with the character | that separates aliases", alias)
            del aliases[alias]
        positions = entity.stated.get("position", [])
        if len(positions) > 1:
            self._left_out.add("actor", "with several positions", ", ".join(positions))
        row |= {
            "kind": kind or "",
            "aliases": "|".join(aliases),
            "country": self._country(entity),
            "role": positions[0] if len(positions) == 1 else "",
        }
        if entity.is_ours:
            words = {label: word for word, label in labels("sectors").items()}
            row |= {"sector": words.get(entity.one("sector"), "")} | _of_lines("actors", entity)
        return {name: cell for name, cell in row.items() if cell}

    def _country(self, entity: Entity) -> str:
        codes = next((entity.stated[n] for n in _COUNTRIES if entity.stated.get(n)), [])
        known = {short.lower(): code for code, short in short_codes().items()}
        if len(codes) == 1 and (found := known.get(codes[0].lower())):
            return found
        if codes:
            several = "several countries" if codes[1:] else "a country that ISO 3166 does not have"
            self._left_out.add("actor", f"with {several}", ", ".join(codes))
        return ""

    def _source(self, entity: Entity, title: str) -> Row:
        kind = _word("sources", entity)
        row = {"source_id": self._source_ids[entity.key], "title": title, "kind": kind or ""}
        return row | _of_properties("sources", entity) | _of_lines("sources", entity)

    def _links(self, actors: dict[str, Row]) -> list[Row]:
        links = self._entities.of_schema(_ENDS)
        ids, ties = CoinedIds("tie"), list[Row]()
        own = {e.key: key for e in links if e.is_ours and ids.take(key := e.one("recordId"))}
        belonging: dict[str, dict[str, Counter[str]]] = {}
        for entity in links:
            source, target = (self._actor_ids.get(entity.one(e)) for e in _ENDS[entity.schema])
            kind = _word("ties", entity)
            if source is None or target is None or source == target:
                why = "that do not join two actors of the file"
            elif kind:
                key = own.get(entity.key) or ids.coin(source, target, kind)
                ties.append(self._tie(entity, key, source, target) | {"kind": kind})
                continue
            elif entity.is_ours and entity.one("role") == AFFILIATION:
                continue  # the actor's description says it
            elif entity.schema in _BELONGING and not entity.stated.get("endDate"):
                above = belonging.setdefault(source, {})
                above.setdefault(target, Counter())[entity.schema] += 1
                continue
            elif entity.schema in _BELONGING:
                why = "that have ended"
            else:
                why = "whose role is not a kind of tie"
            self._left_out.add("entity", f"of {entity.schema} {why}", entity.one("role") or None)
        for actor, above in belonging.items():
            (target, _), *more = above.items()
            if not more and actors[actor].setdefault("affiliation", target) == target:
                continue
            for schema, number in sum(above.values(), Counter[str]()).items():
                why = f"of {schema} of actors that belong to several"
                self._left_out.add("entity", why, number=number)
        return ties

    def _tie(self, entity: Entity, key: str, source: str, target: str) -> Row:
        row = {"tie_id": key, "source": source, "target": target}
        statuses = {label: word for word, label in labels("tie_statuses").items()}
        proofs = [self._source_ids.get(one, "") for one in entity.stated.get("proof", [])]
        row |= {
            "status": statuses.get(entity.one("status"), ""),
            "sources": "|".join(filter(None, proofs)),
        }
        row = {name: cell for name, cell in row.items() if cell}
        return row | _of_properties("ties", entity) | _of_lines("ties", entity)

    def _say_rest(self, actors: Iterable[Entity]) -> None:
        """Count the entities that are in no row, and the properties that no column has."""
        known = {*KINDS, *_ENDS, *DOCUMENTS}
        for entity in self._entities.by_id.values():
            if entity.schema not in known:
                self._left_out.add("entity", f"of {entity.schema}, which no table has rows of")
        properties = Counter(
            name
            for entity in actors
            for name, values in entity.stated.items()
            if values and name not in (_TAKEN | _OURS if entity.is_ours else _TAKEN)
        )
        for name, number in sorted(properties.items(), key=lambda one: (-one[1], one[0])):
            why = f"with {name}, for which actors have no column"
            self._left_out.add("actor", why, number=number)


def _ids(entities: list[Entity], noun: str, names: list[str]) -> dict[str, str]:
    """Give each entity the id of its row: what our own description says, else made of its name."""
    ids, found = CoinedIds(noun), dict[str, str]()
    for entity in entities:
        if ids.take(key := entity.lines().get(f"{noun}_id", "")):
            found[entity.key] = key
    for entity, name in zip(entities, names, strict=True):
        if entity.key not in found:
            found[entity.key] = ids.coin(name)
    return found


def _title(entity: Entity) -> str:
    return entity.one("title", "name") or entity.lines().get("title", "")


def _of_properties(table: str, entity: Entity) -> Row:
    """Give the cells that properties say, where they can be one."""
    values = ((column, entity.one(prop)) for column, prop in PROPERTIES[table].items())
    key = TABLES[table].primary_key()[0]
    fit = {n: fitting(table, n, text) for n, text in values if text and n not in (key, "title")}
    return {column: cell for column, cell in fit.items() if cell}


def _of_lines(table: str, entity: Entity) -> Row:
    """Give the cells that our own description says."""
    columns = {*TABLES[table].column_names()} - {*TABLES[table].primary_key()}
    return {column: cell for column, cell in entity.lines().items() if column in columns}


def _word(table: str, entity: Entity) -> str | None:
    """Give the kind of a row that an entity names, by its label or its word."""
    text = entity.one(WORDED[table])
    by_label = {label: word for word, label in labels(VOCABULARIES[table]).items()}
    return by_label.get(text, text if text in by_label.values() else None)
