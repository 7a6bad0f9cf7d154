"""Title and sentence of the figure of agreement, for every column whose disagreements it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import counted, enumerated
from analysis.coding.charts.lines import ALONE
from analysis.coding.claim_words import alpha_in_words, column_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.coding.comparing import Agreement
    from analysis.coding.pairing import Coder


def offered(found: Agreement, ranked: Sequence[str | None]) -> dict[str, str]:
    """Give the columns that have disagreements, least agreed first, and claims of one alone."""
    counts = dict(found.disagreements["column"].value_counts().iter_rows())
    columns = {
        column: f"{column_in_words(column)} ({counts[column]:,})"
        for column in ranked
        if column in counts and column is not None
    }
    alone = found.only_first.height + found.only_second.height
    return columns | ({ALONE: f"words marked ({alone:,})"} if alone else {})


def captions(
    pair: tuple[Coder, Coder], found: Agreement, options: dict[str, str], most: int
) -> pl.DataFrame:
    """Word every state of the control; there is one state where nothing differs."""
    how = _method(pair, found)
    if not options:
        both = counted(found.matched.height, "claim")
        title = f"{_names(pair)} agree in every value of the {both} that both marked"
        return pl.DataFrame({"title": [title], "sentence": [how]})
    counts = dict(found.disagreements["column"].value_counts().iter_rows())
    counts[ALONE] = found.only_first.height + found.only_second.height
    least = next((c for c in options if _share(found, c) is not None), "")
    rows = []
    for column in options:
        title = _alone(pair, found) if column == ALONE else _of(pair, found, column, least)
        cut = (
            f" The first {most} of {counts[column]:,} are listed." if counts[column] > most else ""
        )
        rows.append((column, title, f"{_listed(column)}{cut} {how}"))
    return pl.DataFrame(rows, ["column", "title", "sentence"], orient="row")


def _of(pair: tuple[Coder, Coder], found: Agreement, column: str, least: str) -> str:
    row = found.columns.row(by_predicate=pl.col("column") == column, named=True)
    name, pairs = column_in_words(column), row["pairs"]
    one, other = (coder.name for coder in pair)
    if not pairs:
        return f"No claim has a value for {name} by both {one} and {other}"
    equal = round(row["equal_share"] * pairs)
    if equal == pairs:
        split = found.disagreements.filter(column=column).height
        where = f"where both give one, and {counted(split, 'claim')} has a value by one alone"
        if split > 1:
            where = where.replace("has a value", "have a value")
        return f"{_names(pair)} agree on {name} {where}"
    alpha = "" if row["alpha"] is None else f", alpha {alpha_in_words(row['alpha'])}"
    agree = "agree least on" if column == least else "agree on"
    return f"{_names(pair)} {agree} {name}: {equal:,} of {counted(pairs, 'claim')} alike{alpha}"


def _alone(pair: tuple[Coder, Coder], found: Agreement) -> str:
    one, other = (coder.name for coder in pair)
    first, second = found.only_first.height, found.only_second.height
    parts = []
    if first:
        parts.append(f"{one} marked {counted(first, 'claim')} that {other} did not")
    if second:
        parts.append(f"{other} marked {counted(second, 'claim')} that {one} did not")
    return _opening(", and ".join(parts))


def _listed(column: str) -> str:
    if column == ALONE:
        return "Below “words marked” are the claims of one coder alone."
    return f"Below “{column_in_words(column)}” are the claims on which they differ."


def _method(pair: tuple[Coder, Coder], found: Agreement) -> str:
    one, other = (coder.claims.height for coder in pair)
    both = found.matched.height
    said = (
        f"{counted(both, 'claim')} of {one:,} and {other:,} {'is' if both == 1 else 'are'} on the "
        f"same words, with an overlap of at least {found.threshold:.0%} of the characters of both; "
        "F1 is twice as many, by all claims of the two. A dot is the share of equal values where "
        "both gave one; alpha is Krippendorff’s: 1 is full agreement, 0 what chance would give."
    )
    without = found.columns.filter(pl.col("alpha").is_null())
    single, missing = (
        enumerated([column_in_words(c) for c in without.filter(which)["column"]])
        for which in (pl.col("pairs") > 0, pl.col("pairs") == 0)
    )
    if single:
        said += f" It is not defined for {single}: both gave one value throughout."
    if missing:
        said += f" In no claim do both give a value for {missing}."
    return said


def _share(found: Agreement, column: str) -> float | None:
    rows = found.columns.filter(column=column)["equal_share"]
    return rows[0] if rows.len() and rows[0] is not None and rows[0] < 1 else None


def _names(pair: tuple[Coder, Coder]) -> str:
    one, other = (coder.name for coder in pair)
    return _opening(f"{one} and {other}")


def _opening(words: str) -> str:
    """Begin a sentence; names of coders stay as they sign."""
    return words[:1].upper() + words[1:] if words.startswith(("the ", "somebody ")) else words
