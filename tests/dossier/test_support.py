from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError
from analysis.dossier.support import count_support, unsupported

if TYPE_CHECKING:
    from analysis import Dossier
    from tests.conftest import MakeDossier

ACTORS = [{"actor_id": a, "name": a.title(), "kind": "state"} for a in ("alba", "bor")]
SOURCES = [
    {"source_id": "a", "title": "A", "kind": "press", "reliability": "C", "voice": "wire"},
    {"source_id": "b", "title": "B", "kind": "press", "reliability": "D", "voice": "wire"},
    {"source_id": "c", "title": "C", "kind": "digest", "reliability": "D"},
    {"source_id": "d", "title": "D", "kind": "press"},
]
CLAIM = {
    "paragraph": 0,
    "start": 0,
    "end": 1,
    "digest": "0" * 16,
    "quote": "a",
    "speaker": "alba",
    "statement": "So it is.",
}


def looked_up(make_dossier: MakeDossier, *sources: list[str], **cells: object) -> Dossier:
    ids = [f"c{n}" for n in range(len(sources))]
    outcome = {"verdict": "happened", "summary": "So it was.", "checked_on": "2031-05-14"}
    rows = zip(ids, sources, strict=True)
    return make_dossier(
        actors=ACTORS,
        sources=SOURCES,
        claims=[{"claim_id": one, **CLAIM} for one in ids],
        outcomes=[{"claim_id": one, "sources": of, **outcome, **cells} for one, of in rows],
    )


def test_pages_of_one_voice_count_once(make_dossier: MakeDossier) -> None:
    rests_on = (["a", "b"], ["a", "d"], ["d"], ["c"], ["c", "d"])
    found = count_support(looked_up(make_dossier, *rests_on), "outcomes")
    assert found.rows() == [
        ("c0", 2, 1, "C", False),
        ("c1", 2, 2, "C", False),
        ("c2", 1, 1, None, False),
        ("c3", 1, 1, "D", True),
        ("c4", 2, 2, "D", False),
    ]


def test_a_table_without_sources_is_refused_by_name(dossier: Dossier) -> None:
    for table in ("actors", "sources"):
        with pytest.raises(QuestionError, match=f'"{table}" is not a table whose rows name source'):
            count_support(dossier, table)


def test_a_verdict_of_one_voice_is_marked_or_named(make_dossier: MakeDossier) -> None:
    one_voice = ["a", "b"]
    (said,) = unsupported(looked_up(make_dossier, one_voice, ["a", "d"]))
    assert said.startswith("outcomes: 1 row (c0) with one voice alone; ")
    assert not list(unsupported(looked_up(make_dossier, one_voice, single_voice=True)))
    (said,) = unsupported(looked_up(make_dossier, ["a", "d"], single_voice=True))
    assert said == "outcomes: 1 row (c0) marked single_voice, with several voices."


def test_what_was_not_tested_needs_no_voice(make_dossier: MakeDossier) -> None:
    assert not list(unsupported(looked_up(make_dossier, [], verdict="not_tested")))


def test_high_confidence_takes_more_than_one_voice(make_dossier: MakeDossier) -> None:
    marked = {"single_voice": True, "confidence": "high"}
    (said,) = unsupported(looked_up(make_dossier, ["a"], **marked))
    assert "of high confidence" in said


def test_digests_do_not_stand_alone(make_dossier: MakeDossier) -> None:
    (said,) = unsupported(looked_up(make_dossier, ["c"], single_voice=True))
    assert said == "outcomes: 1 row (c0) with digests of other texts alone."


def test_digests_are_not_graded_as_what_they_digest(make_dossier: MakeDossier) -> None:
    found = looked_up(make_dossier, ["a", "d"])
    better = pl.when(source_id="c").then(pl.lit("B")).otherwise("reliability")
    sources = found.sources.with_columns(reliability=better)
    (said,) = unsupported(replace(found, sources=sources))
    assert said == "sources: 1 row (c) as digests graded better than D."


def test_rows_without_a_source_and_duties_without_a_clause_are_named(dossier: Dossier) -> None:
    assert not list(unsupported(dossier))
    none = pl.lit([], pl.List(pl.String)).alias("sources")
    bare = replace(dossier, places=dossier.places.with_columns(none))
    number = dossier.places.height
    (said,) = unsupported(bare)
    assert said.startswith(f"places: {number} rows (")
    on_claims = dossier.deliveries.with_columns(none)
    (said,) = unsupported(replace(dossier, deliveries=on_claims))
    assert said.startswith(f"deliveries: {on_claims.height} rows (")
    claimed = on_claims.with_columns(claim_id=pl.lit("c03"))
    assert not list(unsupported(replace(dossier, deliveries=claimed)))
    (said,) = unsupported(replace(dossier, clauses=dossier.clauses.clear()))
    assert said == (
        "commitments: 1 row (union-must-assist) resting on a treaty of which no clause was read."
    )
