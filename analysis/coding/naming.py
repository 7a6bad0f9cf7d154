"""Names of a foreign file as actors: by exact name or stated alias, else new; never by guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.coding.ids import Ids
from analysis.errors import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.dossier import Dossier

KINDS = {"speaker": "person", "affiliation": "organisation"}
"""What sort of actor a name in a column is, where the file does not say it of the name."""


class Naming:
    """The actors of a dossier, and those that a file adds to them.

    Parameters
    ----------
    dossier
        Whose actors are known.
    rows
        Rows of ``actors`` that the file has: what it says of a name.

    Examples
    --------
    >>> import analysis
    >>> naming = Naming(analysis.example(), [{"name": "Ada Reyes", "kind": "person"}])
    >>> naming.actor("Mira Tolvane", "person"), naming.actor("Ada Reyes", "group")
    ('mira-tolvane', 'ada-reyes')
    >>> list(naming.new)
    ['ada-reyes']
    """

    def __init__(self, dossier: Dossier, rows: Sequence[Mapping[str, str]]) -> None:
        columns = ("actor_id", "name", "aliases", "affiliation")
        self._known: dict[str, set[str]] = {}
        self.affiliations: dict[str, str | None] = {}
        """Of every actor that the dossier has: the one that it belongs to."""
        for actor, name, aliases, above in dossier.actors.select(columns).iter_rows():
            self.affiliations[actor] = above
            for one in (name, *aliases):
                self._known.setdefault(as_name(one), set()).add(actor)
        self._ids = Ids("actors", list(self.affiliations))
        self._told: dict[str, Mapping[str, str]] = {}
        self._of_file = {row["actor_id"]: row for row in rows if row.get("actor_id")}
        self._sharing: dict[str, list[str]] = {}
        """Ids of the file by name."""
        for key, row in self._of_file.items():
            for one in dict.fromkeys(map(as_name, _names(row))):
                self._sharing.setdefault(one, []).append(key)
        self._actors: dict[str, str] = {}
        """Whom the ids of the file are found to be."""
        for row in rows:
            for one in _names(row):
                self._told.setdefault(as_name(one), row)
            if own := row.get("actor_id"):
                self._told.setdefault(own, row)
                self._ids.take(own, "the file")
        self.new: dict[str, dict[str, str]] = {}
        """Rows of the actors that were added, by id."""

    def known(self, *names: str) -> list[str]:
        """Ids of the actors of the dossier that have one of these names, in order."""
        return sorted({actor for name in names for actor in self._known.get(as_name(name), ())})

    def actor(self, name: str, kind: str) -> str:
        """Give the id of the actor of a name; one that nobody has is added.

        Raises
        ------
        LookupError
            Several actors have it; the message names them.
        """
        if name in self._of_file:
            return self._of_id(name, kind)
        if name in self.affiliations or name in self.new:
            return name
        row = self._told.get(as_name(name), {"name": as_name(name)})
        if row.get("actor_id"):
            self._one(name, self._sharing.get(as_name(name), []))
            return self._of_id(row["actor_id"], kind)
        found = self._one(name, self.known(name) or self.known(*_names(row)))
        return found or self._added(row, kind)

    def _of_id(self, own: str, kind: str) -> str:
        """Give the actor of an id of the file, which is the file's own: its names say who it is.

        Two actors of the file are two, though they may have one name.
        """
        if own not in self._actors:
            row = self._of_file[own]
            known = [actor for actor in self.known(*_names(row)) if actor in self.affiliations]
            self._actors[own] = self._one(own, known) or self._added(row, kind)
        return self._actors[own]

    @staticmethod
    def _one(name: str, found: list[str]) -> str | None:
        if len(found) > 1:
            raise LookupError(f"{shorten(name)} is a name of {' and of '.join(found)}")
        return found[0] if found else None

    def actors(self, names: Iterable[str]) -> list[str]:
        """Give the ids of names of which the dossier or the file knows the sort; others stay."""
        return [self.actor(name, KINDS["speaker"]) if self._knows(name) else name for name in names]

    def _knows(self, name: str) -> bool:
        return as_name(name) in self._known or name in self.affiliations or name in self._told

    def belongs_to(self, actor: str, other: str) -> bool:
        """Whether an actor is another one, or belongs to it at the end of its affiliations."""
        at: str | None = actor
        seen = set[str]()
        while at is not None and at != other and at not in seen:
            seen.add(at)
            at = self.new[at].get("affiliation") if at in self.new else self.affiliations.get(at)
        return at == other

    def _added(self, row: Mapping[str, str], kind: str) -> str:
        added = {"kind": kind} | {name: cell for name, cell in row.items() if cell}
        actor = added.get("actor_id", "")
        if not actor or actor in self.affiliations or actor in self.new:
            actor = self._ids.coined(added)
        for one in _names(added):
            self._known.setdefault(as_name(one), set()).add(actor)
        self.new[actor] = added | {"actor_id": actor}
        if above := added.get("affiliation"):
            self.new[actor]["affiliation"] = self.actor(above, KINDS["affiliation"])
        return actor


def as_name(text: str) -> str:
    """Give a name with single blanks, as names are compared.

    Examples
    --------
    >>> as_name(" Ann  Lee")
    'Ann Lee'
    """
    return " ".join(text.split())


def _names(row: Mapping[str, str]) -> Iterable[str]:
    """Name and aliases of a row."""
    return [one for one in (row.get("name", ""), *row.get("aliases", "").split("|")) if one]
