"""A few of what ``make hostile`` tries by the thousand, and that it sees what it is to see."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import hostile_answers
import hostile_imports
import judging_tables
import polars as pl
import pytest
from damaged_tables import Damaged, damaged
from judging_tables import Workshop, judged

import analysis

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis import Dossier

READ = list(range(60))


@pytest.mark.parametrize(
    ("kind", "numbers"), [(hostile_answers, range(10)), (hostile_imports, range(34))]
)
def test_what_others_wrote_is_taken_whole_or_refused_in_a_sentence(
    kind: object, numbers: range, tmp_path: Path
) -> None:
    hows, wrong = Counter[str](), list[str]()
    for number in numbers:
        said = kind.tried(number, tmp_path)  # type: ignore[attr-defined]
        hows[said["how"]] += 1
        wrong += [f"{number}: {finding}" for finding in said["findings"]]
    assert wrong == []
    assert {"refused", "taken"} <= hows.keys()


def test_a_number_always_makes_the_same() -> None:
    assert [damaged(number) for number in READ] == [damaged(number) for number in READ]
    assert hostile_answers.made(7) == hostile_answers.made(7)


def _without_a_row(loaded: Dossier) -> Dossier:
    from dataclasses import replace

    return replace(loaded, places=loaded.places.slice(1))


def _with_another_word(loaded: Dossier) -> Dossier:
    from dataclasses import replace

    note = pl.lit("Another")
    return replace(loaded, places=loaded.places.with_columns(note=note))


@pytest.mark.parametrize("change", [_without_a_row, _with_another_word])
def test_what_is_lost_in_silence_is_seen(
    change: Callable[[Dossier], Dossier], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Damaged(4, "example")
    rows = made.rows("places.csv")
    rows[1][1] += " and more"
    made.write("places.csv", rows)
    workshop = Workshop(tmp_path)
    assert judged(made, workshop).findings == []
    load = judging_tables.loaded_by_parts
    monkeypatch.setattr(judging_tables, "loaded_by_parts", lambda *words: change(load(*words)))
    assert any(one.startswith("silent") for one in judged(made, workshop).findings)


def test_a_problem_at_another_place_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Damaged(4, "example")
    rows = made.rows("places.csv")
    rows[2][2] = "nowhere"
    made.write("places.csv", rows)
    workshop = Workshop(tmp_path)
    told = judged(made, workshop)
    assert (told.how, told.findings) == ("refused", [])

    def elsewhere(*_: object) -> Dossier:
        where = analysis.Problem("places.csv", 5, "country", "nowhere", "regex", "write a country")
        raise analysis.DossierError([where])

    monkeypatch.setattr(judging_tables, "loaded_by_parts", elsewhere)
    assert any(one.startswith("place") for one in judged(made, workshop).findings)
