"""Networks of many small random tables are what a slow, plain reading of the definitions gives."""

from __future__ import annotations

import math
import random
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from random_statements import KINDS, Row, day, question, table, things

from analysis import discourse
from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Weighed = list[tuple[Row, float]]


class Definition:
    """The definitions, read word by word."""

    def __init__(self, rows: list[Row], asked: Row) -> None:
        self.asked = asked
        self.dna = asked["compat"] == "dna"
        self.uses = asked["qualifier_aggregation"] != "ignore"
        self.kind = KINDS[asked["qualifier"]]
        self.given = sorted(rows, key=lambda r: (r["date"], r["document_id"], r["statement_id"]))
        self.within = [row for row in self.given if self.is_within(row)]
        self.usable = [row for row in self.within if not self.is_out(row)]
        self.kept = self.distinct(self.usable)
        levels = {self.level(row) for row in self.within} if self.kind != "document" else set()
        levels |= {self.level(row) for row in self.kept}
        self.levels = [False, True] if self.kind == "boolean" else sorted(levels)
        labelled = self.kept
        if asked["isolates"]:
            labelled = self.within if self.dna else self.given
        order = (lambda s: s.encode("utf-16-be")) if self.dna else None
        self.rows = sorted({row["organization"] for row in labelled} - {""}, key=order)
        self.columns = sorted({row["concept"] for row in labelled} - {""}, key=order)

    @property
    def is_answered(self) -> bool:
        return bool(self.usable) and ("time_window" not in self.asked or bool(self.spans()))

    def level(self, row: Row) -> Any:  # noqa: ANN401 (of any type)
        return row[self.asked["qualifier"]]

    def is_within(self, row: Row) -> bool:
        if "start" not in self.asked:
            return True
        stop = day(2020, 1, 21) if self.asked["stop"] == "20.01.2020" else day(2021, 1, 1)
        return bool(day(2019, 12, 25) <= row["date"] < stop)

    def is_out(self, row: Row) -> bool:
        invert = self.asked.get("invert_values", False)
        for name, values in self.asked.get("exclude_values", {}).items():
            if (row[name] in values) != invert:
                return True
        texts = self.kind in ("text", "document") and self.uses
        return "" in (row["organization"], row["concept"]) or (texts and self.level(row) == "")

    def distinct(self, rows: list[Row]) -> list[Row]:
        kept: list[Row] = []
        for row in rows:
            if not any(self.blocks(one, row) for one in kept):
                kept.append(row)
        return kept

    def blocks(self, one: Row, row: Row) -> bool:
        week, other = one["date"].isocalendar(), row["date"].isocalendar()
        month, another = one["date"], row["date"]
        same_bucket = {
            "include": False,
            "document": one["document_id"] == row["document_id"],
            "week": week.week == other.week and (self.dna or week.year == other.year),
            "month": month.month == another.month and (self.dna or month.year == another.year),
            "year": month.year == another.year,
            "acrossrange": True,
        }[self.asked["duplicates"]]
        same = all(one[name] == row[name] for name in ("organization", "concept"))
        if self.uses:
            same = same and self.level(one) == self.level(row)
            if self.dna and self.kind == "integer":
                same = same and -128 <= self.level(row) <= 127
        return same_bucket and same

    def matrix(self, said: Weighed) -> list[list[float]]:
        """Weights of rows by columns."""
        if self.asked["network_type"] == "twomode":
            return [[self.position(said, a, j) for j in self.columns] for a in self.rows]
        return [[0.0 if a == b else self.tie(said, a, b) for b in self.rows] for a in self.rows]

    def count(self, said: Weighed, **by: Any) -> float:  # noqa: ANN401
        return sum(w for row, w in said if all(row[name] == value for name, value in by.items()))

    def position(self, said: Weighed, a: str, j: str) -> float:
        aggregation, norm = self.asked["qualifier_aggregation"], self.asked["normalization"]
        here = [(row, w) for row, w in said if (row["organization"], row["concept"]) == (a, j)]
        if aggregation == "combine":
            used = {self.level(row) for row, _ in here}
            return sum(2.0 ** (len(self.levels) - 1 - self.levels.index(k)) for k in used)
        value = sum(w for _, w in here)
        if aggregation == "subtract" and self.kind == "boolean":
            value = sum(w if self.level(row) else -w for row, w in here)
        elif aggregation == "subtract" and self.kind == "integer":
            value = sum(w * self.level(row) for row, w in here)
        size = {
            "no": 1.0,
            "activity": self.count(said, organization=a),
            "prominence": self.count(said, concept=j),
        }[norm]
        return value / size if size else 0.0

    def tie(self, said: Weighed, a: str, b: str) -> float:
        shared = self.shared(said, a, b)
        size = self.size(said, a, b)
        return shared / size if size else 0.0

    def shared(self, said: Weighed, a: str, b: str) -> float:
        aggregation = self.asked["qualifier_aggregation"]
        if self.dna and self.kind in ("text", "document") and self.uses:
            cells = self.cells(said, a, b, by_level=True)
            congruence = sum(x * y for x, y in cells)
            conflict = sum((x if y == 0 else 0) + (y if x == 0 else 0) for x, y in cells)
            return {"congruence": congruence, "conflict": conflict}.get(
                aggregation, congruence - conflict
            )
        f: Callable[[float], float] = {
            "ignore": lambda s: 1.0,  # noqa: ARG005
            "congruence": lambda s: s,
            "conflict": lambda s: 1 - s,
            "subtract": lambda s: 2 * s - 1,
        }[aggregation]
        if self.dna and self.kind == "integer" and self.uses and self.width() == 0:
            return math.nan
        return sum(
            w * v * f(self.likeness(self.level(one), self.level(other)))
            for one, w in said
            for other, v in said
            if one["organization"] == a
            and other["organization"] == b
            and one["concept"] == other["concept"]
        )

    def width(self) -> float:
        values = [self.level(row) for row in (self.within if self.dna else self.given)]
        return float(max(values) - min(values))

    def likeness(self, one: Any, other: Any) -> float:  # noqa: ANN401
        if self.kind != "integer":
            return float(one == other)
        return 1 - abs(one - other) / self.width() if self.width() else 1.0

    def cells(self, said: Weighed, a: str, b: str, *, by_level: bool) -> list[tuple[float, float]]:
        def of(actor: str, concept: str, level: object) -> float:
            return sum(
                w
                for row, w in said
                if (row["organization"], row["concept"]) == (actor, concept)
                and (not by_level or self.level(row) == level)
            )

        levels = {self.level(row) for row, _ in said} if by_level else {None}
        return [(of(a, j, k), of(b, j, k)) for j in self.columns for k in levels]

    def size(self, said: Weighed, a: str, b: str) -> float:
        norm = self.asked["normalization"]
        if norm == "no":
            return 1.0
        n_a, n_b = (self.count(said, organization=actor) for actor in (a, b))
        if norm == "average":
            return (n_a + n_b) / 2
        if self.dna and norm == "cosine":
            return n_a * n_b
        cells = self.cells(said, a, b, by_level=self.dna or self.uses)
        if self.dna:
            return sum(x * y + (x if y == 0 else 0) + (y if x == 0 else 0) for x, y in cells)
        xx, yy = sum(x * x for x, _ in cells), sum(y * y for _, y in cells)
        if norm == "cosine":
            return math.sqrt(xx) * math.sqrt(yy)
        return xx + yy - sum(x * y for x, y in cells)

    def spans(self) -> list[tuple[datetime, datetime, datetime, Weighed]]:
        unit, n = self.asked["time_window"], self.asked["window_size"]
        if unit == "events":
            return self.events(n // 2)
        if self.dna:
            return self.steps(unit, n // 2)
        starts = [floor(self.usable[0]["date"], unit)]
        while starts[-1] <= self.usable[-1]["date"]:
            starts.append(plus(starts[-1], unit, 1))
        spans = []
        for begin, end in zip(starts, starts[n:], strict=False):
            stop = end - timedelta(seconds=1)
            middle = begin + (stop - begin) / 2
            if "kernel" in self.asked:
                days = {"days": 1, "weeks": 7, "months": 30.4375}[unit]
                said = self.smoothed(middle, n * days / 2)
            else:
                inside = [row for row in self.usable if begin <= row["date"] < end]
                said = [(row, 1.0) for row in self.distinct(inside)]
            spans.append((begin, middle, stop, said))
        return spans

    def smoothed(self, middle: datetime, half_days: float) -> Weighed:
        said = []
        root = 0.5 if self.asked["network_type"] == "onemode" else 1.0
        for row in self.kept:
            x = (row["date"] - middle) / timedelta(days=half_days)
            weight = {
                "uniform": 0.5,
                "triangular": 1 - abs(x),
                "epanechnikov": 0.75 * (1 - x * x),
                "gaussian": math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
            }[self.asked["kernel"]]
            if self.asked["kernel"] == "gaussian" or abs(x) <= 1:
                said.append((row, weight**root))
        return said

    def events(self, half: int) -> list[tuple[datetime, datetime, datetime, Weighed]]:
        spans = []
        for t in range(half, len(self.usable) - half):
            first, last = self.usable[t - half]["date"], self.usable[t + half]["date"]
            inside = [row for row in self.usable if first <= row["date"] <= last]
            said = [(row, 1.0) for row in self.distinct(inside)]
            spans.append((first, self.usable[t]["date"], last, said))
        return spans

    def steps(self, unit: str, half: int) -> list[tuple[datetime, datetime, datetime, Weighed]]:
        start, stop = self.given[0]["date"], self.given[-1]["date"]
        if "start" in self.asked:
            start = day(2019, 12, 25)
            year = self.asked["stop"] == "2020-12-31"
            stop = day(2021, 1, 1) if year else day(2020, 1, 21)
            stop -= timedelta(seconds=1)
        spans, middle = [], start
        while middle <= stop and start < stop:
            begin, end = plus(middle, unit, -half), plus(middle, unit, half)
            if start <= begin and end <= stop:
                inside = [(row, 1.0) for row in self.kept if begin <= row["date"] <= end]
                spans.append((begin, middle, end, inside))
            middle = plus(middle, unit, 1)
        return spans


def floor(moment: datetime, unit: str) -> datetime:
    whole = moment.replace(hour=0, minute=0, second=0)
    if unit == "weeks":
        return whole - timedelta(days=whole.isoweekday() - 1)
    return whole.replace(day=1) if unit == "months" else whole


def plus(moment: datetime, unit: str, steps: int) -> datetime:
    if unit != "months":
        return moment + timedelta(days=steps * (7 if unit == "weeks" else 1))
    year, month = divmod(moment.year * 12 + moment.month - 1 + steps, 12)
    last = (day(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def asked_with(seed: int, compat: str | None) -> tuple[list[Row], Row]:
    dice = random.Random(seed)  # noqa: S311 (no secret)
    rows, asked = table(dice), question(dice, compat)
    return dice.sample(rows, len(rows)), asked


def seeds_that_ask_more(compat: str | None) -> list[int]:
    """Of 200, those with an answer to two things together that none before is asked for."""
    seen, kept = set[tuple[str, str]](), list[int]()
    for seed in range(200):
        rows, asked = asked_with(seed, compat)
        said = things(rows, asked)
        is_answered = Definition(rows, asked).is_answered
        pairs = set(combinations(said, 2) if is_answered else (("refused", one) for one in said))
        if pairs - seen:
            seen |= pairs
            kept.append(seed)
    return kept


@pytest.mark.parametrize(
    ("seed", "compat"),
    [(seed, compat) for compat in (None, "dna") for seed in seeds_that_ask_more(compat)],
)
def test_a_network_is_what_its_definition_says(seed: int, compat: str | None) -> None:
    rows, asked = asked_with(seed, compat)
    expected, frame = Definition(rows, asked), pl.DataFrame(rows)
    spans = expected.spans() if "time_window" in asked and expected.usable else None
    if not expected.is_answered:
        with pytest.raises(QuestionError):
            discourse.network(frame, **asked)
        return
    found = discourse.network(frame, **asked)
    two_mode = asked["network_type"] == "twomode"
    assert found.rows == expected.rows
    assert found.columns == (expected.columns if two_mode else expected.rows)
    if spans is None:
        assert found.statement_ids == [row["statement_id"] for row in expected.kept]
        matrix: Any = expected.matrix([(row, 1.0) for row in expected.kept])
    else:
        assert found.windows is not None
        assert found.windows.select("start", "middle", "stop").rows() == [s[:3] for s in spans]
        matrix = [expected.matrix(said) for *_, said in spans]
    np.testing.assert_allclose(found.to_matrix(), np.array(matrix), rtol=1e-9, atol=1e-9)
    assert (found.edges["weight"] != 0).all()
