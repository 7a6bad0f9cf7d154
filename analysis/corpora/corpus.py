"""Many dossiers as one lazy frame per table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.corpora.folders import at_home
from analysis.corpora.parquet import read_files, write_files
from analysis.dossier.collection import Dossier
from analysis.dossier.tables import CODED, TABLES
from analysis.errors import QuestionError, require_known, shorten
from analysis.prose import counted, in_words, listed, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from analysis.dossier.problems import Problem


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """Many dossiers: a lazy polars frame per table, named as the CSV files.

    Every frame has a first column ``dossier``, the name of the dossier that a row is from. Ids are
    as the dossiers have them: a row is known by ``dossier`` and its id together, and so are the
    rows that it names, so that tables are joined by both:
    ``corpus.claims.join(corpus.actors, left_on=["dossier", "speaker"],
    right_on=["dossier", "actor_id"])``.

    Attributes
    ----------
    dossiers
        A row per dossier: ``dossier`` (its name), ``folder``, ``title`` (of its study), ``source``
        (the source that is the article), ``article`` (its title), ``date`` (the article's day),
        ``claims`` (how many) and the rows that are proposed and left out until somebody accepts
        them: ``proposed_claims``, ``proposed_ties``, ``proposed_transfers``.
    actors
        Every actor of every dossier, with ``corpus_id``, which actors share that are one, and
        ``merged_by``, which says why: by the corpus's own actors ("file"), "id" or "alias".
    corpus_actors
        A row per actor of the corpus: ``corpus_id``, ``name``, ``kind``, ``dossiers`` (in how many
        it is), ``names`` (every spelling).
    unclear
        Actors that might be one and stay apart, and what would settle it: ``rule``, two actors,
        ``remedy``.
    choices
        What the ``study.toml`` of each dossier says, by the dossier's name.
    problems_by_dossier
        What is wrong with the dossiers that were left out, by name.
    review
        Which rows were loaded, "accepted" or "all".
    actors_file
        The corpus's own ``actors.csv``, if there is one.
    """

    dossiers: pl.DataFrame
    actors: pl.LazyFrame
    claims: pl.LazyFrame
    claim_links: pl.LazyFrame
    propositions: pl.LazyFrame
    commitments: pl.LazyFrame
    ties: pl.LazyFrame
    what_ifs: pl.LazyFrame
    clauses: pl.LazyFrame
    events: pl.LazyFrame
    weapons: pl.LazyFrame
    weapon_classes: pl.LazyFrame
    quantities: pl.LazyFrame
    figures: pl.LazyFrame
    transfers: pl.LazyFrame
    deliveries: pl.LazyFrame
    outcomes: pl.LazyFrame
    frontier: pl.LazyFrame
    places: pl.LazyFrame
    sources: pl.LazyFrame
    corpus_actors: pl.DataFrame
    unclear: pl.DataFrame
    choices: Mapping[str, Mapping[str, Any]]
    problems_by_dossier: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    review: str = "accepted"
    actors_file: str | None = None

    @property
    def skipped(self) -> tuple[str, ...]:
        """Names of the dossiers that were left out."""
        return tuple(self.problems_by_dossier)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the dossiers that were left out."""
        return tuple(p for found in self.problems_by_dossier.values() for p in found)

    def dossier(self, name: str) -> Dossier:
        """Take out one dossier, as `analysis.load` gives it.

        Raises
        ------
        QuestionError
            There is none of this name, or it was left out.
        """
        if isinstance(name, str) and (wrong := self.problems_by_dossier.get(name)):
            why = f"for {counted(len(wrong), 'problem')}, listed in .problems_by_dossier"
            first = f"the first: {wrong[0]}"
            raise QuestionError(f"the dossier {shorten(name)} was left out {plain(why)}; {first}")
        require_known(name, self.dossiers["dossier"], "a dossier of this corpus")
        row = self.dossiers.row(by_predicate=pl.col("dossier") == name, named=True)
        parts = pl.collect_all(
            getattr(self, table).filter(dossier=name).select(schema.column_names())
            for table, schema in TABLES.items()
        )
        tables: dict[str, Any] = dict(zip(TABLES, parts, strict=True))
        proposed = {table: row[f"proposed_{table}"] for table in CODED}
        waiting = {table: n for table, n in proposed.items() if n and self.review != "all"}
        return Dossier(Path(row["folder"]), self.choices[name], **tables, waiting=waiting)

    @cached_property
    def names(self) -> pl.DataFrame:
        """Name of each actor of each dossier, after merging, and of whom it speaks for there.

        Columns: ``dossier``, ``actor_id``, ``name``, ``speaks_for``: the last actor of the chain
        of affiliations in that dossier, or the actor itself. Two actors of the corpus that have
        one name have their ``corpus_id`` after it.
        """
        twice = pl.col("name").is_duplicated()
        apart = pl.concat_str("name", pl.lit(" ("), "corpus_id", pl.lit(")"))
        called = self.corpus_actors.select(
            "corpus_id", called=pl.when(twice).then(apart).otherwise("name")
        )
        actors = self.actors.select("dossier", "actor_id", "corpus_id", "affiliation").collect()
        named = actors.join(called, on="corpus_id", maintain_order="left")
        above = actors.select("dossier", last="actor_id", above="affiliation")
        tops = actors.select("dossier", "actor_id", last="actor_id")
        while True:
            step = tops.join(above, on=["dossier", "last"], maintain_order="left")
            if step["above"].null_count() == step.height:
                break
            tops = step.select("dossier", "actor_id", last=pl.coalesce("above", "last"))
        spoken = tops.join(
            named.select("dossier", last="actor_id", speaks_for="called"),
            on=["dossier", "last"],
            maintain_order="left",
        )
        joined = named.join(spoken, on=["dossier", "actor_id"], maintain_order="left")
        return joined.select("dossier", "actor_id", name="called", speaks_for="speaks_for")

    def write_parquet(self, folder: str | Path) -> None:
        """Write a file per table, and what else it takes to read the corpus again.

        Every program that reads Parquet reads the tables, such as DuckDB:
        ``select * from 'corpus/claims.parquet'``. The folder is written completely or not at all.

        Parameters
        ----------
        folder
            A folder that does not exist, is empty, or has another corpus, which is replaced; ``~``
            at its beginning is the home folder.

        Raises
        ------
        QuestionError
            The folder has anything else in it.
        OSError
            It cannot be written; what was there is as it was.
        """
        write_files(vars(self), at_home(folder))

    @classmethod
    def read_parquet(cls, folder: str | Path) -> Corpus:
        """Read what `write_parquet` wrote; tables are read when they are asked for.

        Rows were checked when the dossiers were loaded; here it is seen that every file has its
        columns and types.

        Raises
        ------
        QuestionError
            The folder has no such files, or they are not as they were written.
        """
        return cls(**read_files(at_home(folder)))

    def __repr__(self) -> str:
        """Say how many dossiers and claims it has."""
        claims = counted(int(self.dossiers["claims"].sum()), "claim")
        return plain(f"Corpus of {counted(self.dossiers.height, 'dossier')} with {claims}")

    def _sentences(self) -> list[str]:
        claims = counted(int(self.dossiers["claims"].sum()), "claim")
        found = [f"{counted(self.dossiers.height, 'dossier')} with {claims}{self._days()}."]
        rows, one = self.actors.select(pl.len()).collect().item(), self.corpus_actors.height
        found.append(
            f"{counted(rows, 'actor')} of dossiers are {counted(one, 'actor')} of the corpus"
            f"{self._merged_by()}."
        )
        if self.unclear.height:
            found.append(
                f"{counted(self.unclear.height, 'pair')} of actors might be one and stay apart."
            )
        if waiting := int(
            self.dossiers.select(pl.sum_horizontal(f"proposed_{t}" for t in CODED)).sum().item()
        ):
            found.append(f"{counted(waiting, 'row')} proposed and not accepted.")
        if self.skipped:
            found.append(
                f"{counted(len(self.skipped), 'dossier')} left out for "
                f"{counted(len(self.problems), 'problem')}: {listed(self.skipped)}."
            )
        return found

    def _merged_by(self) -> str:
        """Say what merged actors, as far as anything did."""
        used = set(self.actors.select("merged_by").unique().collect()["merged_by"])
        file = Path(self.actors_file).name if self.actors_file else "the actors that were given"
        called = {"file": escape(file), "id": "ids", "alias": "aliases"}
        *first, last = [words for reason, words in called.items() if reason in used] or [""]
        by = f"{', '.join(first)} and {last}" if first else last
        return f", by {by}" if by else ""

    def _days(self) -> str:
        days: list[dt.date] = sorted(self.dossiers["date"].drop_nulls())
        ends = dict.fromkeys(f"{day.day} {day:%B %Y}" for day in (*days[:1], *days[-1:]))
        return f", of {' to '.join(ends)}" if ends else ""
