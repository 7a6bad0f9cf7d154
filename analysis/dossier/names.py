"""Names of a dossier's actors, also as they are inside a sentence, and for whom each speaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from analysis.errors import QuestionError, require_known, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDER = pl.coalesce("nested_source", "speaker")
"""Whose view a claim gives: that of whoever the speaker reports on, else the speaker's own."""


class Names(Mapping[str, str]):
    """Name of each actor, by actor_id.

    Examples
    --------
    >>> import analysis
    >>> names = analysis.example().names
    >>> len(names) == analysis.example().actors.height
    True
    """

    def __init__(self, actors: pl.DataFrame, name: str | pl.Expr = "name") -> None:
        self._actors = actors
        self._names: dict[str, str] = dict(actors.select("actor_id", name).iter_rows())

    @cached_property
    def in_sentence(self) -> Names:
        """Names as they are inside a sentence: "the United Shires"."""
        return Names(self._actors, pl.coalesce("in_sentence", "name").alias("in_sentence"))

    @cached_property
    def chains(self) -> dict[str, list[str]]:
        """Each actor with those that it speaks for, from itself to the end of its affiliations."""
        above = dict(self._actors.select("actor_id", "affiliation").iter_rows())
        chains = {actor: [actor] for actor in above}
        for chain in chains.values():
            while (top := above[chain[-1]]) is not None:
                chain.append(top)
        return chains

    @cached_property
    def speaks_for(self) -> dict[str, str]:
        """Last actor of each actor's chain of affiliations: a spokeswoman's state."""
        return {actor: chain[-1] for actor, chain in self.chains.items()}

    @staticmethod
    def inside(names: Mapping[str, str] | None) -> Mapping[str, str]:
        """Names for a sentence out of what somebody gives: a dossier's, or any by id, or none."""
        return names.in_sentence if isinstance(names, Names) else names or {}

    def column(self, column: str | pl.Expr) -> pl.Expr:
        """Replace actor ids of a column by names; ids of no actor become null."""
        ids = pl.col(column) if isinstance(column, str) else column
        return ids.replace_strict(self._names, default=None, return_dtype=pl.String)

    def require(self, *actor_ids: str) -> None:
        """Refuse ids of no actor.

        Raises
        ------
        QuestionError
            One of them is not an actor of this dossier; a name or alias is answered with its id.
        """
        for actor_id in actor_ids:
            known = "an actor of this dossier"
            if called := self._called(actor_id):
                ids = " or ".join(f'"{one}"' for one in called)
                raise QuestionError(f"{shorten(actor_id)} is not the id of {known}; write {ids}")
            require_known(actor_id, self._names, known)

    def _called(self, words: object) -> list[str]:
        """Ids of those who have these words, which are not an id, as a name or alias."""
        if not isinstance(words, str) or words in self:
            return []
        listed = self._actors.explode("aliases") if "aliases" in self._actors else self._actors
        columns = [name for name in ("name", "in_sentence", "aliases") if name in listed]
        same = pl.any_horizontal(pl.col(columns).str.to_lowercase() == words.lower())
        return listed.filter(same)["actor_id"].unique(maintain_order=True).to_list()

    def __getitem__(self, actor_id: str) -> str:
        self.require(actor_id)
        return self._names[actor_id]

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
