"""Actors, ties and sources as entities of FollowTheMoney, the model of Aleph and OpenSanctions."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from analysis.dossier import TABLES, QuestionError, shorten
from analysis.dossier.countries import short_codes
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.dossier import Dossier

OURS = "dossier-"
"""How the ids of entities begin that this package wrote."""
AFFILIATION = "affiliation"
"""Role of the link from an actor to the one it speaks for or belongs to."""
_SCHEMATA = {
    "person": "Person",
    "state": "PublicBody",
    "armed_force": "PublicBody",
    "organisation": "Organization",
    "armed_group": "Organization",
    "medium": "Organization",
    "bloc": "Organization",
    "group": "LegalEntity",
}
"""Schema of each kind of actor; speakers left unnamed may be anybody, which a legal entity may."""
_PUBLIC = frozenset(("GOV", "MIL", "SPY", "LEG", "JUD", "COP"))
"""Sectors of organisations that are bodies of a state."""
_LONGEST_ID = 200
_QUOTE = '"'
"""How a line begins whose cell is JSON."""
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "actors": {"name": "name", "aliases": "alias", "country": "country", "sector": "sector"},
    "ties": {"start": "startDate", "end": "endDate", "instrument": "summary", "tie_id": "recordId"},
    "sources": {
        "title": "title",
        "publisher": "publisher",
        "url": "sourceUrl",
        "published": "publishedAt",
        "retrieved": "retrievedAt",
    },
}
"""Properties that say what a column says; every other cell is a line of the ``description``."""
_OF_PERSONS = {"role": "position"}
WORDED = {"actors": "classification", "ties": "role", "sources": "keywords"}
"""Property that names the kind of a row, by its label."""
VOCABULARIES = {"actors": "actor_kinds", "ties": "tie_kinds", "sources": "source_kinds"}
_DOCUMENTS = {"article": "Article"}


def followthemoney_entities(dossier: Dossier) -> str:
    """Write actors, ties and sources as entities of FollowTheMoney, one of JSON a line.

    A person is a ``Person``; a state, an armed force and an organisation of government a
    ``PublicBody``; a firm a ``Company``; other organisations, media and blocs an
    ``Organization``; speakers left unnamed a ``LegalEntity``. Of the model's links none says
    alliance, sanctions or war, so a tie is an ``UnknownLink`` with its kind as ``role``, its days,
    its instrument as ``summary`` and its sources as ``proof`` and ``sourceUrl``; so is an
    affiliation. What the model has no property for, or does not take as a value of one, is in the
    ``description``, one ``column: cell`` a line. Ids are made of the names of dossier and row.

    Raises
    ------
    QuestionError
        The package followthemoney, which cleans and checks every value, is not installed, or a
        row has more text than it takes.

    Examples
    --------
    >>> from analysis.exchange import FORMATS
    >>> FORMATS["followthemoney"][0]
    'actors, ties and sources as entities of FollowTheMoney, for Aleph (JSON lines)'
    """
    try:
        from followthemoney import model
    except ImportError:
        raise QuestionError(
            "entities of FollowTheMoney are checked by a package that is not installed: "
            "pip install 'article-dossier[followthemoney]'"
        ) from None
    writing = _Writing(dossier, model)
    lines = (json.dumps(entity, ensure_ascii=False) for entity in writing.entities())
    return "".join(f"{line}\n" for line in lines)


class _Writing:
    def __init__(self, dossier: Dossier, model: Any) -> None:  # noqa: ANN401 (its types are not ours)
        self._dossier = dossier
        self._model = model
        self._urls = dict(dossier.sources.select("source_id", "url").iter_rows())

    def entities(self) -> Iterator[dict[str, Any]]:
        """Give every entity, in the order of the tables."""
        for actor in self._dossier.actors.iter_rows(named=True):
            yield self._actor(actor)
        for actor in self._dossier.actors.iter_rows(named=True):
            if above := actor["affiliation"]:
                yield self._affiliation(actor["actor_id"], above)
        for source in self._dossier.sources.iter_rows(named=True):
            yield self._source(source)
        for tie in self._dossier.ties.iter_rows(named=True):
            yield self._tie(tie)

    def _actor(self, row: dict[str, Any]) -> dict[str, Any]:
        schema = _SCHEMATA[row["kind"]]
        if row["kind"] == "organisation" and row["sector"] == "BUS":
            schema = "Company"
        if row["kind"] == "organisation" and row["sector"] in _PUBLIC:
            schema = "PublicBody"
        if country := row["country"]:
            row["country"] = short_codes().get(country, country).lower()
        row["sector"] = row["sector"] and labels("sectors")[row["sector"]]
        return self._entity("actors", schema, row, {}, {"country": country})

    def _source(self, row: dict[str, Any]) -> dict[str, Any]:
        # Only a document with an address is known to be a page.
        schema = _DOCUMENTS.get(row["kind"], "HyperText" if row["url"] else "Pages")
        return self._entity("sources", schema, row, {}, {})

    def _tie(self, row: dict[str, Any]) -> dict[str, Any]:
        sources = row.pop("sources")
        status = labels("tie_statuses")[row["status"]]
        stated = {
            "status": status,
            "proof": [self._id("source", source) for source in sources],
            "sourceUrl": [url for source in sources if (url := self._urls.get(source))],
            "subject": self._id("actor", row.pop("source")),
            "object": self._id("actor", row.pop("target")),
        }
        return self._entity("ties", "UnknownLink", row, stated, {})

    def _affiliation(self, actor: str, above: str) -> dict[str, Any]:
        ends = {"subject": self._id("actor", actor), "object": self._id("actor", above)}
        name = self._id(AFFILIATION, f"{actor}-{above}")
        return self._checked(name, "UnknownLink", {**ends, "role": AFFILIATION}, [])

    def _entity(
        self,
        table: str,
        schema: str,
        row: dict[str, Any],
        stated: dict[str, Any],
        written: dict[str, Any],
    ) -> dict[str, Any]:
        """Give the entity of a row: properties, and a line for each cell that none says."""
        key = TABLES[table].primary_key()[0]
        name = self._id(table.removesuffix("s"), row[key])
        stated[WORDED[table]] = labels(VOCABULARIES[table])[row.pop("kind")]
        properties = {**PROPERTIES[table], **(_OF_PERSONS if schema == "Person" else {})}
        lines = []
        for column, cell in row.items():
            if cell is None or cell == []:
                continue
            kept = self._kept(schema, properties.get(column), cell)
            if kept:
                stated[properties[column]] = kept
            if kept != _texts(cell):
                lines.append(self._line(column, written.get(column) or cell))
        return self._checked(name, schema, stated, lines)

    def _kept(self, schema: str, name: str | None, cell: object) -> list[str]:
        """Give what a property keeps of a cell: all of it, a cleaner text, or nothing."""
        if name is None:
            return []
        entity = self._model.make_entity(schema)
        entity.add(name, _texts(cell))
        valid = entity.schema.properties[name].type.validate
        return [text for text in entity.get(name) if valid(text)]

    def _line(self, column: str, cell: object) -> str:
        """Write a cell as a line: as it is, or as JSON where a line would not keep it."""
        text = "|".join(_texts(cell))
        entity = self._model.make_entity("LegalEntity")
        entity.add("description", f"x {text} x")
        plain = entity.get("description") == [f"x {text} x"] and text.splitlines() == [text]
        return f"{column}: {text if plain and not text.startswith(_QUOTE) else json.dumps(text)}"

    def _checked(
        self, name: str, schema: str, stated: Mapping[str, Any], lines: list[str]
    ) -> dict[str, Any]:
        entity = self._model.make_entity(schema)
        entity.id = name
        for prop, cell in stated.items():
            entity.add(prop, _texts(cell))
        entity.add("description", "\n".join(lines))
        data: dict[str, Any] = entity.to_dict()
        valid = {p: entity.schema.properties[p].type.validate for p in data["properties"]}
        for prop, texts in data["properties"].items():
            if long := next((text for text in texts if not valid[prop](text)), None):
                raise QuestionError(
                    f"{name}: FollowTheMoney does not take {shorten(long)} as {prop}; "
                    "shorten the cells of its row"
                )
        properties = {prop: data["properties"][prop] for prop in sorted(data["properties"])}
        return {"id": data["id"], "schema": data["schema"], "properties": properties}

    def _id(self, kind: str, key: str) -> str:
        name = f"{OURS}{self._dossier.study.name}-{kind}-{key}"
        if len(name) <= _LONGEST_ID:
            return name
        return f"{name[: _LONGEST_ID - 17]}-{sha256(name.encode()).hexdigest()[:16]}"


def _texts(cell: object) -> list[str]:
    """Give the items of a cell as text."""
    if isinstance(cell, bool):
        return [str(cell).lower()]
    return [str(one) for one in (cell if isinstance(cell, list) else [cell]) if one is not None]
