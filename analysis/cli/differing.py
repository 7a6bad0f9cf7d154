"""What ``dossier diff`` writes: counts first, then every row, cell and answer that differs."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import polars as pl

from analysis.cli.terminal import counted
from analysis.dossier.differences import CHANGES
from analysis.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.dossier.older import Version

_MARKS = {"added": "+", "changed": "~", "dropped": "-"}
_HEADS = ("table", *CHANGES, "cells changed")
_WHOLE, _AROUND, _MOST = 60, 20, 300
"""Characters of cells that are shown whole, around a difference, and at most."""
_EMPTY = "empty"
_ANSWER = ("answer", "about", "old", "new")
_ROW = ("key", "change", "column", "old", "new")
_MARKUP = re.compile(r"([\\|<*_`\[])")
NO_ANSWERS = pl.DataFrame(
    schema=dict.fromkeys(("answer", "key", "about", "old", "new"), pl.String())
)


def answers_of(old: Version, new: Version) -> pl.DataFrame:
    """List the answers that differ; none where one of the versions cannot be asked."""
    from analysis.revisions import changed_answers

    if old.dossier is None or new.dossier is None:
        return NO_ANSWERS
    return changed_answers(old.dossier, new.dossier)


def problem_note(version: Version) -> str:
    """Say that a version has problems by today's rules, and what could not be compared."""
    number = counted(len(version.problems), "problem")
    check = f"dossier check {shlex.quote(str(version.folder))}"
    note = f"{version.folder}: {number} by the rules of today; {check} lists what to change."
    lost = " Its rows are not connected, so no answers are compared."
    return f"{note}{lost}" if version.dossier is None else note


def written(
    rows: pl.DataFrame, answers: pl.DataFrame, form: str, *, summary: bool
) -> Iterator[str]:
    """Write what differs, as text, csv or markdown, in lines."""
    if form == "csv":
        yield _csv(rows, answers, summary=summary).removesuffix("\n")
    elif form == "markdown":
        yield from _markdown(rows, answers, summary=summary)
    else:
        yield from _text(rows, answers, summary=summary)


def _csv(rows: pl.DataFrame, answers: pl.DataFrame, *, summary: bool) -> str:
    """Write what differs as one table for other programs; of it, answers belong to no table."""
    told = answers.with_columns(change=pl.lit("changed"))
    columns = ["table", "answer", "key", "column", "change", "old", "new"]
    every = pl.concat([rows, told], how="diagonal")
    if summary:
        whole = rows.filter(pl.col("change") == "changed").unique(["table", "key"])
        whole = whole.with_columns(column=pl.lit(None, pl.String))
        every = pl.concat([every, whole], how="diagonal")
        columns = ["table", "answer", "column", "change"]
        every = every.group_by(columns).len("number").sort(columns, nulls_last=False)
        return every.write_csv()
    return every.select(columns).with_columns(_not_computed(pl.col(pl.String))).write_csv()


def _not_computed(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before what a spreadsheet would compute; a number may be below zero."""
    is_number = text.str.contains(r"^-[\d.][\w\s.,%\u00b0]*$")
    is_computed = text.str.contains(r"^[=+@\t\r\n-]") & ~is_number
    plain = pl.when(~is_computed).then(text)  # first, whose name the column keeps
    return plain.otherwise(pl.lit("'") + text)


def _markdown(rows: pl.DataFrame, answers: pl.DataFrame, *, summary: bool) -> Iterator[str]:
    """Write what differs as tables of a Markdown page."""
    yield _headline(rows, answers)
    yield from _markdown_table(_HEADS, _counts(rows))
    yield from _markdown_table(("answer", "changed"), _answer_counts(answers))
    if not summary:
        for columns, frame in ((_ANSWER, answers), (("table", *_ROW), rows)):
            yield from _markdown_table(columns, frame.select(columns).rows())


def _markdown_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}")
    for row in rows:
        cells = ("" if cell is None else _MARKUP.sub(r"\\\1", visible(str(cell))) for cell in row)
        yield f"| {' | '.join(cells)} |"


def _text(rows: pl.DataFrame, answers: pl.DataFrame, *, summary: bool) -> Iterator[str]:
    """Write what differs for a reader: counts, rows by table, answers."""
    yield _headline(rows, answers)
    if not rows.is_empty():
        yield ""
        yield from _aligned([_HEADS, *_counts(rows)])
    if not answers.is_empty():
        yield ""
        yield from _aligned([("answers", "changed"), *_answer_counts(answers)])
    if not summary:
        for (table,), part in rows.group_by("table", maintain_order=True):
            yield from ["", str(table), *_rows(part)]
        for (answer,), part in answers.group_by("answer", maintain_order=True):
            yield from ["", f"{answer}:", *_answers(part)]


def _counts(rows: pl.DataFrame) -> list[tuple[str, ...]]:
    """Count, by table, the rows that differ in each way and the cells of each column."""
    found = []
    for (table,), part in rows.group_by("table", maintain_order=True):
        by_change = dict(part.unique(["key", "change"])["change"].value_counts().iter_rows())
        cells = part.drop_nulls("column")["column"].value_counts(name="number")
        cells = cells.sort("number", "column", descending=[True, False])
        listed = ", ".join(f"{_cut(column)} {number:,}" for column, number in cells.iter_rows())
        numbers = (f"{by_change.get(change, 0):,}" for change in CHANGES)
        found.append((str(table), *numbers, listed))
    return found


def _answer_counts(answers: pl.DataFrame) -> list[tuple[str, ...]]:
    counts = answers.group_by("answer", maintain_order=True).len()
    return [(answer, f"{number:,}") for answer, number in counts.iter_rows()]


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Put words to the left of their columns and numbers to the right; the last may be long."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = [cell.rjust(width) for cell, width in zip(rest[:3], widths[1:], strict=False)]
        yield "  ".join([first.ljust(widths[0]), *cells, *rest[3:]]).rstrip()


def _rows(rows: pl.DataFrame) -> Iterator[str]:
    before = None
    for key, change, column, *ends in rows.select(_ROW).iter_rows():
        if before != (key, change):
            yield f"{_MARKS[change]} {_cut(key)}"
        if column is not None:
            old, new = _apart(*ends)
            yield f"    {_cut(column)}: {old} -> {new}"
        before = key, change


def _answers(answers: pl.DataFrame) -> Iterator[str]:
    for answer, key, about, old, new in answers.iter_rows():
        place = f"{key} ({_cut(about, _WHOLE)})" if answer == "verdict" else about
        yield f"  {_cut(place)}: {visible(old)} -> {visible(new)}"


def _cut(text: str, most: int = _MOST) -> str:
    return visible(text if len(text) <= most else f"{text[:most].rstrip()}...")


def _apart(old: str | None, new: str | None) -> tuple[str, str]:
    """Show two cells; of long ones, what differs and a little around it."""
    one, other = old or "", new or ""
    start, rest = 0, 0
    if one and other and max(len(one), len(other)) > _WHOLE:
        start = max(_alike(one, other) - _AROUND, 0)
        rest = max(_alike(one[start:][::-1], other[start:][::-1]) - _AROUND, 0)
    before, after = "..." if start else "", "..." if rest else ""
    shown = [_cut(f"{before}{cell[start : len(cell) - rest]}{after}") for cell in (one, other)]
    return shown[0] or _EMPTY, shown[1] or _EMPTY


def _alike(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _headline(rows: pl.DataFrame, answers: pl.DataFrame) -> str:
    """Say in a line how much differs."""
    found = {"row": rows.unique(["table", "key"]).height, "answer": answers.height}
    differ = " and ".join(counted(number, noun) for noun, number in found.items() if number)
    verb = "differs" if sum(found.values()) == 1 else "differ"
    return f"{differ} {verb}." if differ else "Nothing differs."
