"""Entities of FollowTheMoney out of lines of JSON, and those of them that are stated to be one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.exchange.followthemoney import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.exchange.foreign_rows import LeftOut
    from analysis.exchange.untrusted import Value

KINDS = {
    "LegalEntity": None,
    "Person": "person",
    "Organization": "organisation",
    "PublicBody": "organisation",
    "Company": "organisation",
}
"""Schemata of actors, the widest first, and what kind they are; a legal entity may be either."""
DOCUMENTS = frozenset(
    (
        *("Article", "Audio", "Document", "Email", "HyperText", "Image", "Message"),
        *("Package", "Pages", "PlainText", "Table", "Video", "Workbook"),
    )
)
_IDENTIFIERS = ("wikidataId", "leiCode", "ogrnCode", "imoNumber")
"""Identifiers that no two actors share wherever they are; registration numbers are a country's."""
_LINE = re.compile(r"([a-z_]+): (.*)")


@dataclass
class Entity:
    """What a file states of one id."""

    key: str
    schema: str
    stated: dict[str, list[str]] = field(default_factory=dict)
    """Values by property."""
    others: list[str] = field(default_factory=list)
    """Ids that are stated to be of the same thing."""
    caption: str = ""

    def one(self, *names: str) -> str:
        """Give the value of the first of these properties that has any, if it has one only."""
        values = next((self.stated[name] for name in names if self.stated.get(name)), [])
        return values[0] if len(values) == 1 else ""

    @property
    def name(self) -> str:
        """The first name, or the one that the file itself would show."""
        names = self.stated.get("name", [])
        return self.caption if self.caption in names or not names else names[0]

    @property
    def is_ours(self) -> bool:
        """Whether this package wrote it."""
        return self.key.startswith(OURS)

    def add(self, other: Entity) -> None:
        """Take what is stated of another part of the same thing."""
        self.schema = max(self.schema, other.schema, key=[*KINDS].index)
        self.caption = self.caption or other.caption
        self.others += other.others
        for name, values in other.stated.items():
            known = self.stated.setdefault(name, [])
            known += [value for value in values if value not in known]

    def lines(self) -> dict[str, str]:
        """Give the cells that our own description says, line by line."""
        found = {}
        for text in self.stated.get("description", []) if self.is_ours else []:
            for line in text.split("\n"):
                if match := _LINE.fullmatch(line):
                    found[match[1]] = _unquoted(match[2])
        return found


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text)) if text.startswith('"') else text
    except ValueError:
        return text


class Entities:
    """The entities of a file by id, those within others as well."""

    def __init__(self, left_out: LeftOut) -> None:
        self.by_id: dict[str, Entity] = {}
        self._left_out = left_out

    def of_schema(self, schemata: Iterable[str]) -> list[Entity]:
        """Give those of any of these schemata, in the order of the file."""
        known = {*schemata}
        return [entity for entity in self.by_id.values() if entity.schema in known]

    def take(self, value: Value) -> str:
        """Take an entity, and those in it; give its id."""
        key, schema = value["id"].word(), value["schema"].text()
        if not key or not schema:
            value.refuse("an entity with an id and a schema")
        part = Entity(key, schema, caption=value["caption"].text())
        whole = self.by_id.setdefault(key, part)
        part.others = [one.word() for one in value["referents"].items()]
        properties = value["properties"]
        for name in properties.fields() if properties else ():
            texts = part.stated.setdefault(name, [])
            for one in properties[name].one_or_more():
                text = self.take(one) if isinstance(one.value, dict) else one.word()
                if text and text not in texts:
                    texts.append(text)
        if whole is not part and (whole.schema == schema or {whole.schema, schema} <= {*KINDS}):
            whole.add(part)
        elif whole is not part:
            self._left_out.add("part", f"of an entity that is a {whole.schema} elsewhere", schema)
        return key


def grouped(entities: Sequence[Entity]) -> list[list[Entity]]:
    """Put together what is stated to be one: by ids and identifiers, never by names.

    A person and a body are two, whatever identifiers say.
    """
    by_key = {entity.key: entity for entity in entities}
    place = {key: number for number, key in enumerate(by_key)}
    above = {key: key for key in by_key}
    kinds = {key: {KINDS[entity.schema]} - {None} for key, entity in by_key.items()}

    def top(key: str) -> str:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    first: dict[tuple[str, ...], str] = {}
    for entity in entities:
        same = [other for other in entity.others if other in by_key]
        same += [first.setdefault(mark, entity.key) for mark in _marks(entity)]
        for other in same:
            one, two = sorted((top(entity.key), top(other)), key=place.__getitem__)
            if one != two and len(kinds[one] | kinds[two]) <= 1:
                above[two] = one
                kinds[one] |= kinds[two]
    groups: dict[str, list[Entity]] = {}
    for entity in entities:
        groups.setdefault(top(entity.key), []).append(entity)
    return list(groups.values())


def merged(group: Sequence[Entity]) -> Entity:
    """Make one entity of those that are one."""
    whole = Entity(group[0].key, group[0].schema)
    for one in group:
        whole.add(one)
    return whole


def _marks(entity: Entity) -> Iterator[tuple[str, ...]]:
    """Give what no other actor has."""
    for name in _IDENTIFIERS:
        for value in entity.stated.get(name, []):
            yield name, value.strip().upper()
    places = [
        place for name in ("jurisdiction", "country") for place in entity.stated.get(name, [])
    ]
    for country in dict.fromkeys(place.lower() for place in places):
        for value in entity.stated.get("registrationNumber", []):
            yield "registrationNumber", country, value.strip().upper()
