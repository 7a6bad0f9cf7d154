"""Names of a foreign file as actors: by exact name or stated alias, else new; never by guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.coding.exact_names import ExactNames, as_name, names_in, only
from analysis.coding.ids import Ids

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
        self._known = ExactNames()
        self.affiliations: dict[str, str | None] = {}
        """Of every actor that the dossier has: the one that it belongs to."""
        for actor, name, aliases, above in dossier.actors.select(columns).iter_rows():
            self.affiliations[actor] = above
            self._known.add(actor, [name, *aliases])
        self._ids = Ids("actors", list(self.affiliations))
        self._told: dict[str, Mapping[str, str]] = {}
        self._of_file = {row["actor_id"]: row for row in rows if row.get("actor_id")}
        self._sharing = ExactNames()
        """What the actors of the file are called."""
        for key, row in self._of_file.items():
            self._sharing.add(key, names_in(row))
        self._actors: dict[str, str] = {}
        """Whom the ids of the file are found to be."""
        for row in rows:
            for one in names_in(row):
                self._told.setdefault(as_name(one), row)
            if own := row.get("actor_id"):
                self._told.setdefault(own, row)
                self._ids.take(own, "the file")
        self.new: dict[str, dict[str, str]] = {}
        """Rows of the actors that were added, by id."""

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
            only(name, self._sharing.ids(name))
            return self._of_id(row["actor_id"], kind)
        found = self._known.ids(name) or self._known.ids(*names_in(row))
        return only(name, found) or self._added(row, kind)

    def _of_id(self, own: str, kind: str) -> str:
        """Give the actor of an id of the file, which is the file's own: its names say who it is.

        Two actors of the file are two, though they may have one name.
        """
        if own not in self._actors:
            row = self._of_file[own]
            named = self._known.ids(*names_in(row))
            known = [actor for actor in named if actor in self.affiliations]
            self._actors[own] = only(own, known) or self._added(row, kind)
        return self._actors[own]

    def actors(self, names: Iterable[str]) -> list[str]:
        """Give the ids of names of which the dossier or the file knows the sort; others stay."""
        return [self.actor(name, KINDS["speaker"]) if self._knows(name) else name for name in names]

    def _knows(self, name: str) -> bool:
        return name in self._known or name in self.affiliations or name in self._told

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
        self._known.add(actor, names_in(added))
        self.new[actor] = added | {"actor_id": actor}
        if above := added.get("affiliation"):
            self.new[actor]["affiliation"] = self.actor(above, KINDS["affiliation"])
        return actor
