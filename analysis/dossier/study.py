"""What a study shows first: its choices, and what the tables suggest where it makes none."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier.names import Names
from analysis.errors import QuestionError
from analysis.prose import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LANGUAGE = "en"
"""Language of an article whose likelihood words and sentences the package can read and write."""
_PAIR = 2
_SHOWN_DAYS = 9
_SHOWN_TREATIES = 8
_DAY_KINDS = ("war", "entry_into_force", "article")


@in_words
class Study:
    """What a study shows first; each choice is read from ``study.toml`` or derived.

    A choice that cannot be derived either is None or empty, and the figure that needs it says so.

    Examples
    --------
    >>> import analysis
    >>> study = analysis.example().study
    >>> study.date.isoformat() in study.day_labels
    True
    """

    def __init__(
        self, choices: Mapping[str, Any], folder: Path, tables: Mapping[str, pl.DataFrame]
    ) -> None:
        self._choices = choices
        self._folder = folder
        self._tables = tables

    def _sentences(self) -> list[str]:
        about = [self.title.rstrip("."), (self.description or "").rstrip(".")]
        day = self.day and f"{self.day.day} {self.day:%B %Y}"
        seen = self.seen_from and Names(self._tables["actors"]).in_sentence[self.seen_from]
        chosen = {"Day": day, "Seen from": seen}
        about += [f"{what}: {which}" for what, which in chosen.items() if which]
        return [f"{escape(one)}." for one in about if one]

    @cached_property
    def name(self) -> str:
        """Short name in kebab-case."""
        return str(self._choices.get("study.name") or name_of(self._folder))

    @cached_property
    def title(self) -> str:
        """Title of the study."""
        return str(self._choices.get("study.title", f"Dossier {self.name}"))

    @property
    def description(self) -> str | None:
        """What the study is about, in a sentence."""
        return self._choices.get("study.description")

    @property
    def licence(self) -> str | None:
        """Licence of the data."""
        return self._choices.get("study.licence")

    @property
    def contact(self) -> str | None:
        """Whom to write to."""
        return self._choices.get("study.contact")

    @property
    def marking(self) -> str | None:
        """Handling marking."""
        return self._choices.get("study.marking")

    @property
    def language(self) -> str:
        """Language of the article."""
        return str(self._choices.get("study.language", LANGUAGE))

    def require_english(self, what: str) -> None:
        """Refuse what depends on words, for an article in another language.

        Raises
        ------
        QuestionError
            The article is not in English.
        """
        if self.language != LANGUAGE:
            raise QuestionError(
                f'{what} are known in English only; study.toml has language = "{self.language}"'
            )

    @cached_property
    def as_of(self) -> dt.date | None:
        """Day the record was last looked at."""
        d = self._tables
        days = [
            d["outcomes"]["checked_on"],
            d["outcomes"]["evidence_until"],
            d["events"]["start"],
            d["ties"]["known_until"],
            d["ties"]["start"],
        ]
        return self._choices.get("study.as_of") or _latest(*days)

    @cached_property
    def source(self) -> str | None:
        """The text under study: a source_id."""
        articles = self._tables["sources"].filter(kind="article")["source_id"]
        return self._choices.get("article.source") or (articles[0] if articles.len() == 1 else None)

    @cached_property
    def author(self) -> str | None:
        """Whoever wrote the article: an actor_id."""
        narrated = self._tables["claims"].filter(attribution="narration")
        return self._choices.get("article.author") or _most(narrated["speaker"])

    @cached_property
    def date(self) -> dt.date | None:
        """Day the article appeared."""
        d = self._tables
        published = d["sources"].filter(source_id=self.source or "")["published"]
        return (
            self._choices.get("article.date")
            or _latest(d["events"].filter(kind="article")["start"])
            or _latest(d["claims"]["said_on"])
            or _latest(published.str.to_date("%Y-%m-%d", strict=False))
        )

    @cached_property
    def day(self) -> dt.date | None:
        """Day that figures open with: the article's, or else the latest on which a tie starts."""
        return self.date or _latest(self._tables["ties"]["start"])

    @cached_property
    def between(self) -> tuple[str, str] | None:
        """Two states whose acts towards each other are followed."""
        if chosen := self._choices.get("claims.between"):
            return (chosen[0], chosen[1])
        speaks_for = Names(self._tables["actors"]).speaks_for
        states = set(self._tables["actors"].filter(kind="state")["actor_id"])
        dated = self._tables["claims"].drop_nulls("said_on").select("speaker", "targets")
        pairs = [
            tuple(sorted((a, b)))
            for speaker, targets in dated.iter_rows()
            for b in {speaks_for[target] for target in targets}
            if (a := speaks_for[speaker]) != b and {a, b} <= states
        ]
        most = _most(pl.Series([f"{a}|{b}" for a, b in pairs], dtype=pl.String))
        if most is None:
            return None
        one, _, other = most.partition("|")
        return (one, other)

    @cached_property
    def seen_from(self) -> str | None:
        """Actor from whose side camps are named."""
        if chosen := self._choices.get("alliances.seen_from"):
            return str(chosen)
        ties = self._tables["ties"].drop_nulls("sign")
        if ties.is_empty():
            return None
        ends = pl.concat(
            [
                ties.select("basis", actor="source", other="target"),
                ties.select("basis", actor="target", other="source"),
            ]
        ).unique()
        counts = ends.group_by("actor").agg(
            (pl.col("basis") == basis).sum().alias(basis) for basis in ("treaty", "event")
        )
        kinds = self._tables["actors"].select("actor_id", "name", state=pl.col("kind") == "state")
        ranked = counts.join(kinds, left_on="actor", right_on="actor_id")
        down = [True, True, True, False]
        return str(ranked.sort("state", "treaty", "event", "name", descending=down)["actor"][0])

    @cached_property
    def days(self) -> list[str]:
        """Events whose days a reader can choose, by day."""
        events = self._tables["events"].sort("start", "event_id")
        if (chosen := self._choices.get("alliances.days")) is not None:
            return events.filter(pl.col("event_id").is_in(chosen))["event_id"].to_list()
        latest = pl.int_range(pl.len()) == pl.len() - 1
        kept = events.filter(pl.col("kind").is_in(_DAY_KINDS) | latest)
        return kept["event_id"].tail(_SHOWN_DAYS).to_list()

    @cached_property
    def day_labels(self) -> dict[str, str]:
        """Days a reader can choose, in ISO 8601, each with what happened on it."""
        events = self._tables["events"].filter(pl.col("event_id").is_in(self.days))
        found = dict(events.select("start", "name").iter_rows())
        if self.day is not None and self.day not in found:
            found[self.day] = "the article" if self.date else "the latest tie"
        return {
            day.isoformat(): f"{day.day} {day:%B %Y}: {name}" for day, name in sorted(found.items())
        }

    @cached_property
    def treaties(self) -> list[str]:
        """Treaties to compare, in order."""
        if (chosen := self._choices.get("alliances.treaties")) is not None:
            return list(chosen)
        d = self._tables
        with_clause = pl.col("tie_id").is_in(d["clauses"]["tie_id"].unique().implode())
        obliging = d["ties"].filter(
            pl.col("basis") == "treaty", with_clause | (pl.col("obligations").list.len() > 0)
        )
        latest = obliging.sort("start", "tie_id", descending=[True, False], nulls_last=True)
        return latest["tie_id"].head(_SHOWN_TREATIES).to_list()

    @cached_property
    def worlds(self) -> list[str]:
        """Two speakers whose pictures of the ties are drawn side by side, or none."""
        if (chosen := self._choices.get("alliances.worlds")) is not None:
            return list(chosen)
        d = self._tables
        claimed = (
            d["ties"]
            .filter(pl.col("basis") == "claim")
            .join(d["claims"].select("claim_id", "speaker"), on="claim_id")
        )
        count = dict(claimed["speaker"].value_counts().iter_rows())
        speaker = dict(d["claims"].select("claim_id", "speaker").iter_rows())
        opposed = (
            d["claim_links"].filter(relation="contradicts").select("claim_id", "other_claim_id")
        )
        pairs = [
            pair
            for one, other in opposed.select("claim_id", "other_claim_id").iter_rows()
            if len(pair := {speaker[one], speaker[other]}) == _PAIR and pair <= count.keys()
        ]
        ranked = sorted(count, key=lambda actor: (-count[actor], actor))
        if pairs:
            best = max(pairs, key=lambda pair: (sum(count[a] for a in pair), sorted(pair)))
            return [actor for actor in ranked if actor in best]
        return ranked[:_PAIR] if len(ranked) >= _PAIR else []

    @cached_property
    def weapon_class(self) -> str | None:
        """Class that figures open with."""
        figures = self._tables["figures"].join(self._tables["weapons"], on="weapon_id")
        return self._choices.get("weapons.weapon_class") or _most(figures["weapon_class"])

    @cached_property
    def quantity(self) -> str | None:
        """Quantity that figures open with."""
        return self._choices.get("weapons.quantity") or _most(self._tables["figures"]["quantity"])

    @cached_property
    def fired_from(self) -> str | None:
        """Place that weapons are fired from as figures open: a place_id."""
        places = self._tables["places"]["place_id"]
        first = None if places.is_empty() else str(places[0])
        return self._choices.get("weapons.fired_from") or first


def name_of(folder: Path) -> str:
    """Name of a study that does not say one: that of its folder, in kebab-case."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower())
    return name.strip("-") or "dossier"


def _latest(*columns: pl.Series) -> dt.date | None:
    days = [day for column in columns if isinstance(day := column.max(), dt.date)]
    return max(days, default=None)


def _most(values: pl.Series) -> str | None:
    """Most frequent value; the first by name where several are."""
    counted = values.drop_nulls().value_counts(name="n")
    if counted.is_empty():
        return None
    return str(counted.sort("n", values.name, descending=[True, False])[values.name][0])
