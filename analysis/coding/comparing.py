"""How far two coders agree: on which words are claims, and on what they say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from analysis.dossier.frames import require_frame
from analysis.errors import QuestionError
from analysis.prose import counted, in_words, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import dataframely as dy

    from analysis.dossier.tables import Claim

THRESHOLDS = (0.5, 0.8)
"""Overlaps at which `Agreement.spans` says how many claims both coders found."""
_ORDER = {"factuality": ("CT-", "PR-", "PS-", "Uu", "PS+", "PR+", "CT+")}
"""Ordinal columns and their values in order: FactBank, from certainly not to certainly."""
_TIE_BREAK = 1e-9
"""Worth of an equal value beside an overlap of one: it decides only between equal overlaps."""
_SPAN = ("claim_id", "paragraph", "start", "end")
FREE_TEXT = ("statement", "condition", "consequence")
"""Columns of free text, in which no two coders agree."""
NOT_CODED = (*_SPAN, "digest", "quote", "coder", "review")
"""Columns that say where a claim is, which the spans compare, and whose it is."""
_MATCHED = {"first": pl.String, "second": pl.String, "overlap": pl.Float64}
_COLUMNS = {
    "column": pl.String,
    "pairs": pl.Int64,
    "equal_share": pl.Float64,
    "alpha": pl.Float64,
    "reason": pl.String,
}
_DISAGREEMENTS = {
    "first": pl.String,
    "second": pl.String,
    "column": pl.String,
    "value_first": pl.String,
    "value_second": pl.String,
    "paragraph": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
}
_SPANS = {
    "threshold": pl.Float64,
    "found_first": pl.Float64,
    "found_second": pl.Float64,
    "f1": pl.Float64,
}


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class Agreement:
    """What two coders have in common and where they differ."""

    matched: pl.DataFrame
    """Pairs of claims on the same words: ``first``, ``second`` (claim ids), ``overlap``."""
    only_first: pl.DataFrame
    """Claims of the first coder that the second did not find."""
    only_second: pl.DataFrame
    """Claims of the second coder that the first did not find."""
    columns: pl.DataFrame
    """Per coded column: ``pairs`` in which both gave a value, ``equal_share`` of them,
    Krippendorff's ``alpha``, and the ``reason`` where it is not defined."""
    spans: pl.DataFrame
    """Per ``threshold``: the share of each coder's claims that the other found, and F1."""
    disagreements: pl.DataFrame
    """Per pair and column with different values: both values, and where the words are."""
    threshold: float
    """Least overlap of two claims on the same words."""

    def __repr__(self) -> str:
        """Say what was found in a sentence."""
        found = f"{self.matched.height} claims found by both coders at an overlap of at least "
        rest = f"{self.only_first.height} by the first alone, {self.only_second.height} by the "
        return f"{found}{self.threshold:g}, {rest}second alone"

    def _sentences(self) -> list[str]:
        found = counted(self.matched.height, "claim")
        least = f"an overlap of at least {number(f'{self.threshold:g}')}"
        alone = f"{number(self.only_first.height)} by the first coder alone"
        rest = f"{alone}, {number(self.only_second.height)} by the second alone"
        return [f"{found} found by both coders at {least}, {rest}."]


def agreement(
    first: dy.DataFrame[Claim], second: dy.DataFrame[Claim], *, threshold: float = 0.5
) -> Agreement:
    """Compare the claims of two coders of one article.

    Claims are on the same words where overlap by union of their spans, in code points, is at least
    the threshold. Each is matched with one other at most, so that the sum of overlaps is greatest;
    of claims on exactly the same words those with more equal values are matched. Values are
    compared in matched pairs in which both coders gave one; lists are compared as sets.

    Parameters
    ----------
    first, second
        Claims of two dossiers, or of two coders in one:
        ``claims.filter(coder="ann")``, ``claims.filter(coder="bo")``.
    threshold
        Least overlap by union, above 0 and at most 1.

    Raises
    ------
    QuestionError
        The threshold is not in this range, or a frame lacks the columns of a span.

    Notes
    -----
    Alpha is Krippendorff's, by the package of this name [1]_: nominal, but ordinal for
    ``factuality``. Where values do not vary, it is not defined and null.

    References
    ----------
    .. [1] Krippendorff, K. (2019). Content Analysis. 4th ed., chapter 12.

    Examples
    --------
    >>> import analysis
    >>> claims = analysis.example().claims
    >>> found = agreement(claims, claims.head(18))
    >>> found
    18 claims found by both coders at an overlap of at least 0.5, 2 by the first alone, 0 by the \
second alone
    >>> found.spans.row(0)
    (0.5, 0.9, 1.0, 0.9473684210526315)
    """
    if not isinstance(threshold, int | float) or not 0 < threshold <= 1:
        raise QuestionError(f"the threshold is {threshold}: above 0 and at most 1 is expected")
    for name, claims in (("first", first), ("second", second)):
        require_frame(claims, _SPAN, name)
    rows = list(first.iter_rows(named=True)), list(second.iter_rows(named=True))
    left_out = {*NOT_CODED, *FREE_TEXT}
    shared = [c for c in first.columns if c in second.columns and c not in left_out]
    overlaps = _overlaps(*rows, shared)
    pairs = _matches(overlaps, threshold)
    ours, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
    return Agreement(
        matched=_frame(
            [(rows[0][i]["claim_id"], rows[1][j]["claim_id"], overlaps[i, j][0]) for i, j in pairs],
            _MATCHED,
        ),
        only_first=first[[i for i in range(len(rows[0])) if i not in ours]],
        only_second=second[[j for j in range(len(rows[1])) if j not in theirs]],
        columns=_frame([_compared(column, rows, pairs) for column in shared], _COLUMNS),
        spans=_frame([_found(overlaps, *rows, at) for at in THRESHOLDS], _SPANS),
        disagreements=_frame(list(_different(shared, rows, pairs)), _DISAGREEMENTS),
        threshold=threshold,
    )


_Row = dict[str, Any]
_Rows = tuple[list[_Row], list[_Row]]


def _overlaps(
    first: Sequence[_Row], second: Sequence[_Row], shared: Sequence[str]
) -> dict[tuple[int, int], tuple[float, int]]:
    """Overlap by union of every two claims that share characters, and their equal values."""
    found = {}
    order = sorted(range(len(second)), key=lambda j: second[j]["start"])
    longest = max((row["end"] - row["start"] for row in second), default=0)
    starts = np.array([second[j]["start"] for j in order], dtype=np.int64)
    for i, one in enumerate(first):
        low, high = np.searchsorted(starts, (one["start"] - longest, one["end"]))
        for j in order[low:high]:
            other = second[j]
            common = min(one["end"], other["end"]) - max(one["start"], other["start"])
            if common > 0:
                union = max(one["end"], other["end"]) - min(one["start"], other["start"])
                equal = sum(_value(one[c]) == _value(other[c]) for c in shared)
                found[i, j] = common / union, equal
    return found


def _matches(
    overlaps: dict[tuple[int, int], tuple[float, int]], threshold: float
) -> list[tuple[int, int]]:
    """Pair claims so that the sum of overlaps is greatest, then that of equal values."""
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    candidates = {pair: worth for pair, worth in overlaps.items() if worth[0] >= threshold}
    if not candidates:
        return []
    firsts = {i: n for n, i in enumerate(dict.fromkeys(i for i, _ in candidates))}
    seconds = {j: len(firsts) + n for n, j in enumerate(dict.fromkeys(j for _, j in candidates))}
    ends = [(firsts[i], seconds[j]) for i, j in candidates]
    size = len(firsts) + len(seconds)
    graph = coo_array((np.ones(len(ends)), tuple(zip(*ends, strict=True))), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    groups: dict[int, list[tuple[int, int]]] = {}
    for i, j in candidates:
        groups.setdefault(part[firsts[i]], []).append((i, j))
    matches = []
    for group in groups.values():
        left = {i: n for n, i in enumerate(dict.fromkeys(i for i, _ in group))}
        right = {j: n for n, j in enumerate(dict.fromkeys(j for _, j in group))}
        worth = np.zeros((len(left), len(right)))
        for i, j in group:
            overlap, equal = candidates[i, j]
            worth[left[i], right[j]] = overlap + _TIE_BREAK * equal
        picked = linear_sum_assignment(worth, maximize=True)
        best = zip(*(side.tolist() for side in picked), strict=True)
        chosen = {(a, b) for a, b in best if worth[a, b] > 0}
        matches += [(i, j) for i, j in group if (left[i], right[j]) in chosen]
    return sorted(matches)


def _value(value: object) -> object:
    """Give a cell as it is compared: lists as sets, blanks as nothing."""
    if isinstance(value, list):
        return frozenset(value) or None
    return None if value == "" else value


def _compared(
    column: str, rows: _Rows, pairs: Sequence[tuple[int, int]]
) -> tuple[str, int, float | None, float | None, str | None]:
    values = [(_value(rows[0][i][column]), _value(rows[1][j][column])) for i, j in pairs]
    both = [(one, other) for one, other in values if one is not None and other is not None]
    if not both:
        return column, 0, None, None, "in no matched pair both coders gave a value"
    equal = sum(one == other for one, other in both) / len(both)
    alpha, reason = _alpha(column, both)
    return column, len(both), equal, alpha, reason


def _alpha(column: str, both: Sequence[tuple[Any, Any]]) -> tuple[float | None, str | None]:
    import krippendorff

    if len({value for pair in both for value in pair}) == 1:
        return None, "both coders gave one value throughout, so that agreement may be chance"
    order: dict[Any, int] = {value: n for n, value in enumerate(_ORDER.get(column, ()))}
    for pair in both:
        for value in pair:
            order.setdefault(value, len(order))
    data = np.array([[order[value] for value in coder] for coder in zip(*both, strict=True)], float)
    if column in _ORDER:
        return float(krippendorff.alpha(data, level_of_measurement="ordinal")), None
    return float(krippendorff.alpha(data, level_of_measurement="nominal")), None


def _found(
    overlaps: dict[tuple[int, int], tuple[float, int]],
    first: Sequence[_Row],
    second: Sequence[_Row],
    threshold: float,
) -> tuple[float, float | None, float | None, float | None]:
    matched = len(_matches(overlaps, threshold))
    ours, theirs = (matched / len(rows) if rows else None for rows in (first, second))
    both = len(first) + len(second)
    return threshold, ours, theirs, 2 * matched / both if both else None


def _different(
    shared: Sequence[str], rows: _Rows, pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[object, ...]]:
    for i, j in pairs:
        one, other = rows[0][i], rows[1][j]
        for column in shared:
            if _value(one[column]) != _value(other[column]):
                place = one["paragraph"], one["start"], one["end"]
                said = as_text(one[column]), as_text(other[column])
                yield one["claim_id"], other["claim_id"], column, *said, *place


def as_text(value: object) -> str | None:
    """Give a cell as it is written in a file, lists in the order of their words."""
    value = _value(value)
    if isinstance(value, frozenset):
        return "|".join(sorted(map(str, value)))
    return None if value is None else str(value)


def _frame(rows: Sequence[tuple[object, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema, orient="row")
