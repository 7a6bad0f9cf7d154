"""Choices nobody made are derived from the tables, plainly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis import QuestionError
from analysis.dossier.choices import KEYS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDossier

    from analysis import Dossier

STATES = [{"actor_id": a, "name": a.upper(), "kind": "state"} for a in "abcd"]
PEOPLE = [
    {"actor_id": "ann", "name": "Ann", "kind": "person", "affiliation": "a"},
    {"actor_id": "ben", "name": "Ben", "kind": "person", "affiliation": "b"},
    {"actor_id": "writer", "name": "Writer", "kind": "person"},
]
PAGE = {"source_id": "page", "title": "A page", "kind": "article", "published": "2031-02-03"}


def claim(number: int, speaker: str, **more: object) -> dict[str, object]:
    span = {"paragraph": 0, "start": number, "end": number + 1, "digest": "0" * 16, "quote": "x"}
    return {"claim_id": f"c{number}", "speaker": speaker, "statement": "So"} | span | more


def tie(name: str, source: str, target: str, **more: object) -> dict[str, object]:
    plain = {"directed": False, "kind": "treaty", "sign": 1, "status": "in_force"}
    ends = {"tie_id": name, "source": source, "target": target, "basis": "treaty"}
    return ends | plain | {"sources": ["page"], "start": "2030-01-01"} | more


def event(name: str, day: str, kind: str = "other") -> dict[str, object]:
    return {"event_id": name, "name": name, "start": day, "kind": kind, "sources": ["page"]}


def without_choices(dossier: Dossier) -> Dossier:
    return replace(dossier, choices={})


def test_every_key_is_a_choice_of_the_study(dossier: Dossier) -> None:
    assert all(hasattr(dossier.study, key.key) for key in KEYS)


def test_what_the_file_says_comes_first(folder: Path) -> None:
    lines = ["[study]", "as_of = 2040-01-02", "[alliances]", 'seen_from = "felland"']
    (folder / "study.toml").write_text("\n".join(lines), encoding="utf-8")
    study = analysis.load(folder).study
    assert (study.as_of, study.seen_from) == (dt.date(2040, 1, 2), "felland")


def test_a_study_without_a_name_is_called_after_its_folder(folder: Path) -> None:
    (folder / "study.toml").unlink()
    study = analysis.load(folder).study
    assert (study.name, study.title) == ("dossier", "Dossier dossier")
    assert study.licence is study.contact is study.marking is study.description is None
    assert study.language == "en"


def test_the_record_is_as_of_its_latest_day(dossier: Dossier) -> None:
    bare = without_choices(dossier)
    latest = max(bare.outcomes["checked_on"].max(), bare.events["start"].max())
    assert bare.study.as_of == latest


def test_the_article_is_the_only_source_of_its_kind(make_dossier: MakeDossier) -> None:
    other = PAGE | {"source_id": "other"}
    assert make_dossier(sources=[PAGE]).study.source == "page"
    assert make_dossier(sources=[PAGE, other]).study.source is None


def test_the_author_narrates_most(make_dossier: MakeDossier) -> None:
    claims = [claim(n, "writer", attribution="narration") for n in range(2)]
    claims += [claim(n, "ann", attribution="direct_quote") for n in range(2, 6)]
    made = make_dossier(actors=STATES + PEOPLE, claims=claims)
    assert made.study.author == "writer"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"events": [event("e", "2031-03-01", "article")]}, dt.date(2031, 3, 1)),
        ({"claims": [claim(1, "ann", said_on="2031-01-31")]}, dt.date(2031, 1, 31)),
        ({}, dt.date(2031, 2, 3)),
    ],
    ids=["event", "latest claim", "source"],
)
def test_the_article_has_a_day_of_its_own_or_that_of_its_claims_or_source(
    tables: dict[str, list[dict[str, object]]], expected: dt.date, make_dossier: MakeDossier
) -> None:
    made = make_dossier(actors=STATES + PEOPLE, sources=[PAGE], **tables)
    assert made.study.date == made.study.day == expected


def test_figures_open_with_the_latest_tie_where_the_article_has_no_day(
    make_dossier: MakeDossier,
) -> None:
    undated = PAGE | {"published": ""}
    made = make_dossier(actors=STATES, sources=[undated], ties=[tie("t", "a", "b")])
    assert made.study.date is None
    assert made.study.day == dt.date(2030, 1, 1)
    assert list(made.study.day_labels) == ["2030-01-01"]


def test_the_pair_of_states_aims_most_dated_claims_at_each_other(make_dossier: MakeDossier) -> None:
    dated = {"said_on": "2031-01-01"}
    claims = [claim(n, "ann", targets=["ben"], **dated) for n in range(2)]
    claims += [claim(n, "ann", targets=["c"]) for n in range(2, 9)]
    claims += [claim(9, "c", targets=["d"], **dated)]
    made = make_dossier(actors=STATES + PEOPLE, claims=claims)
    assert made.study.between == ("a", "b")


def test_camps_are_seen_from_the_state_with_most_signed_treaty_ties(
    make_dossier: MakeDossier,
) -> None:
    ties = [tie("t1", "b", "c"), tie("t2", "b", "d", sign="")]
    ties += [tie(f"e{n}", "a", x, basis="event") for n, x in enumerate("bcd")]
    made = make_dossier(actors=STATES, sources=[PAGE], ties=ties)
    assert made.study.seen_from == "b"  # b and c have one treaty each, b has more events
    assert make_dossier(actors=STATES).study.seen_from is None


def test_days_to_choose_are_wars_entries_into_force_the_article_and_the_latest_event(
    make_dossier: MakeDossier,
) -> None:
    events = [
        event("war", "2001-01-01", "war"),
        event("visit", "2002-01-01", "visit"),
        event("force", "2003-01-01", "entry_into_force"),
        event("page", "2004-01-01", "article"),
        event("last", "2005-01-01"),
    ]
    study = make_dossier(sources=[PAGE], events=events).study
    assert study.days == ["war", "force", "page", "last"]
    assert study.day_labels["2003-01-01"] == "1 January 2003: force"


def test_treaties_to_compare_oblige_to_something_and_are_latest_first(
    make_dossier: MakeDossier,
) -> None:
    ties = [
        tie("old", "a", "b", obligations=["defense"], start="2001-01-01"),
        tie("new", "a", "c", obligations=["neutrality"], start="2002-01-01"),
        tie("empty", "a", "d"),
        tie("pledge", "b", "c", obligations=["defense"], basis="event"),
    ]
    assert make_dossier(actors=STATES, sources=[PAGE], ties=ties).study.treaties == ["new", "old"]


def test_worlds_are_those_of_two_who_contradict_each_other(make_dossier: MakeDossier) -> None:
    claims = [claim(1, "ann"), claim(2, "ben"), claim(3, "writer"), claim(4, "writer")]
    ties = [
        tie(f"t{n}", "a", "b", basis="claim", claim_id=f"c{n}", status="announced")
        for n in range(1, 5)
    ]
    tables = {"actors": STATES + PEOPLE, "sources": [PAGE], "claims": claims, "ties": ties}
    link = {"claim_id": "c2", "relation": "contradicts", "other_claim_id": "c1"}
    assert make_dossier(**tables, claim_links=[link]).study.worlds == ["ann", "ben"]
    assert make_dossier(**tables).study.worlds == ["writer", "ann"]
    assert make_dossier(**tables | {"ties": ties[2:]}).study.worlds == []


def test_weapons_open_with_what_has_most_figures_and_the_first_place(dossier: Dossier) -> None:
    study = without_choices(dossier).study
    figures = dossier.figures.join(dossier.weapons, on="weapon_id")
    most = figures["weapon_class"].value_counts().sort("count", descending=True)
    assert study.weapon_class == most["weapon_class"][0]
    assert study.quantity == figures["quantity"].mode()[0]
    assert study.fired_from == dossier.places["place_id"][0]


def test_nothing_is_derived_from_nothing(make_dossier: MakeDossier) -> None:
    study = make_dossier().study
    nothing = (study.as_of, study.source, study.author, study.date, study.day, study.between)
    assert nothing == (None,) * 6
    assert (study.seen_from, study.weapon_class, study.quantity, study.fired_from) == (None,) * 4
    assert (study.days, study.day_labels, study.treaties, study.worlds) == ([], {}, [], [])


def test_another_language_is_refused_where_words_matter(folder: Path) -> None:
    (folder / "study.toml").write_text('[study]\nlanguage = "fi"\n', encoding="utf-8")
    other = analysis.load(folder)
    with pytest.raises(QuestionError, match=r'likelihood words are known in English only.*"fi"'):
        analysis.claims.likelihood_words(other)


def test_names_and_citations_are_worded_once(dossier: Dossier) -> None:
    assert dossier.names["three-rivers"] == "Union of Three Rivers"
    assert dossier.names.in_sentence["three-rivers"] == "the Union of Three Rivers"
    assert dossier.names.speaks_for["mira-tolvane"] == "ardania"
    with pytest.raises(QuestionError, match='"ardanja" is not an actor of this dossier; did you'):
        dossier.names["ardanja"]


def test_a_row_is_cited_by_its_first_page_else_its_claim_else_its_first_source(
    dossier: Dossier,
) -> None:
    bare = dossier.sources.filter(pl.col("url").is_null())["source_id"][0]
    linked = dossier.sources.filter(pl.col("url").is_not_null())["source_id"][0]
    rows = pl.DataFrame(
        {
            "sources": [[bare, linked], [bare], [bare], []],
            "claim_id": ["c03", "c03", None, None],
        },
        schema_overrides={"sources": pl.List(pl.String)},
    )
    cited = dossier.cite(rows)
    assert cited["url"].is_not_null().to_list() == [True, False, False, False]
    assert cited["citation"][1] == "Article, paragraph 2, characters 371 to 447"
    assert cited["citation"][2].endswith(dossier.sources["title"][0])
    assert cited["citation"][3] is None
