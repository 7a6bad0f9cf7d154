"""Windows and kernels as Discourse Network Analyzer 3.1.2 computes them, and what makes it fail.

Source: ``Exporter.java`` of leifeld-lab/dna, 3.1.2, and what the program does when it runs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from analysis.discourse.calendars import LENGTH_S, moved, require_few_windows, units
from analysis.discourse.counting import product
from analysis.discourse.windows import Window, density, moments, require_enough_events
from analysis.dossier import QuestionError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import polars as pl
    from numpy.typing import NDArray

    from analysis.discourse.choosing import Choice
    from analysis.discourse.counting import Axes, Counts
    from analysis.discourse.options import Options
    from analysis.discourse.tallying import Tally


def require_computable(options: Options) -> None:
    """Refuse what makes DNA fail, and what it replaces silently.

    Raises
    ------
    QuestionError
        DNA has no result for these options.
    """
    if options.qualifier_scale is not None:
        raise _refused("has no qualifier_scale: its scale is that of the values observed")
    if options.qualifier_aggregation == "combine" and options.normalization == "prominence":
        raise _refused('fails with qualifier_aggregation="combine" and normalization="prominence"')
    by_level = options.qualifier_document and options.uses_qualifier
    if by_level and options.duplicates != "include":
        raise _refused("fails with a qualifier of documents where duplicates are left out")
    for field, names in options.excluded.items():
        for name in names:
            if "'" in name:
                raise _refused(f"fails with the apostrophe of exclude_{field}s={shorten(name)}")
    if options.kernel != "no":
        _require_smoothable(options)


def _require_smoothable(options: Options) -> None:
    if options.time_window == "seconds":
        raise _refused("smooths minutes and longer units, but not seconds")
    if options.qualifier_document:
        raise _refused("fails with a kernel and a qualifier of documents")
    if options.qualifier_aggregation == "combine":
        raise _refused('replaces "combine" silently where there is a kernel')
    possible = ("no", "average") if options.network_type == "onemode" else ("no",)
    if options.normalization not in possible:
        raise _refused(f'ignores normalization="{options.normalization}" where there is a kernel')


def _refused(reason: str) -> QuestionError:
    return QuestionError(f'DNA {reason}; choose another option, or leave out compat="dna"')


def time_windows(choice: Choice, frame: pl.DataFrame, options: Options) -> Iterator[Window]:
    """Step from start to stop, with half the size on either side where the range has it.

    Raises
    ------
    QuestionError
        Start is stop, or no window fits between them.
    """
    unit, half = options.time_window, options.window_size // 2
    start = options.start or choice.first
    stop = options.stop or choice.last
    if start == stop:
        raise _refused(f"fails where start and stop are the same moment, {start}")
    require_few_windows(start, stop, unit)
    dates = moments(frame)
    fits = False
    middle = start
    while middle <= stop:
        begins, ends = moved(middle, unit, -half), moved(middle, unit, half)
        if start <= begins and ends <= stop:
            fits = True
            yield Window(begins, middle, ends, _between(frame, dates, begins, ends))
        middle = moved(middle, unit, 1)
    if not fits:
        raise QuestionError(
            f"no window of {units(options.window_size, unit)} lies between {start} and {stop}; "
            "choose a smaller one"
        )


def _between(
    frame: pl.DataFrame, dates: NDArray[np.datetime64], start: datetime, stop: datetime
) -> pl.DataFrame:
    low = int(np.searchsorted(dates, np.datetime64(start, "us"), side="left"))
    high = int(np.searchsorted(dates, np.datetime64(stop, "us"), side="right"))
    return frame[low:high]


def event_windows(frame: pl.DataFrame, options: Options) -> Iterator[Window]:
    """Move from statement to statement.

    Raises
    ------
    QuestionError
        Dates are tied, so that DNA's result depends on chance, or no window fits.
    """
    date = frame["date"]
    if date.is_duplicated().any():
        tied = date.filter(date.is_duplicated())[0]
        raise _refused(f"draws among statements of one date, such as {tied}, by chance")
    half = options.window_size // 2
    require_enough_events(frame, half, options.window_size)
    for place in range(half, frame.height - half):
        low, high = place - half, place + half
        yield Window(date[low], date[place], date[high], frame[low : high + 1])


def smoothed_windows(frame: pl.DataFrame, options: Options) -> Iterator[Window]:
    """Step from half a window after the first statement to half a window before the last.

    Raises
    ------
    QuestionError
        No window fits.
    """
    unit, half = options.time_window, (options.window_size + 1) // 2
    first, last = frame["date"][0], frame["date"][-1]
    require_few_windows(first, last, unit)
    dates = moments(frame)
    middle, end = moved(first, unit, half), moved(last, unit, -half)
    if middle > end:
        raise QuestionError(
            f"no window of {units(options.window_size, unit)} lies between {first} and {last}; "
            "choose a smaller one"
        )
    while middle <= end:
        start, stop = first, last
        if options.kernel != "gaussian":
            start = max(first, moved(middle, unit, -half))
            stop = min(last, moved(middle, unit, half))
        within = _between(frame, dates, start, stop)
        x = 2 * _whole_units(within["date"], middle, unit) / (2 * half)
        weight = np.abs(1 - x) if options.kernel == "triangular" else density(options.kernel, x)
        yield Window(start, middle, stop, within.with_columns(weight=weight))
        middle = moved(middle, unit, 1)


def _whole_units(dates: pl.Series, middle: datetime, unit: str) -> NDArray[np.float64]:
    between = {one: _difference(one, middle, unit) for one in dates.unique().to_list()}
    return np.array([between[one] for one in dates.to_list()], dtype=np.float64)


def _difference(moment: datetime, middle: datetime, unit: str) -> int:
    """Count whole units from a statement to the middle, towards zero."""
    if unit not in ("months", "years"):
        return int((middle - moment) / timedelta(seconds=LENGTH_S[unit]))
    months = (middle.year - moment.year) * 12 + middle.month - moment.month
    if months > 0 and middle.day < moment.day:
        months -= 1
    elif months < 0 and middle.day > moment.day:
        months += 1
    return int(months / 12) if unit == "years" else months


def smoothed_axes(tally: Tally, found: Axes) -> Axes:
    """Keep the levels that statements have, in the order of their texts, as a kernel finds them.

    DNA reads the *place* of a level as its value: 0, 1, 2 of the whole numbers -1, -3 and 0.
    """
    if found.kind not in ("boolean", "integer"):
        return found
    leveled = tally.rows["level"]
    if tally.options.isolates:
        leveled = tally.values("level", all_given=False)
    present = set(leveled.unique().to_list())
    levels = [level for level in found.levels if level in present]
    return replace(found, levels=sorted(levels, key=lambda level: str(int(level))))


def smoothed_twomode(counts: Counts, axes: Axes, options: Options) -> NDArray[np.float64]:
    """Sum the weights of statements, in "subtract" times the place of their level."""
    places = np.arange(len(axes.levels), dtype=np.float64)
    if options.qualifier_aggregation == "subtract" and axes.kind == "boolean":
        return np.asarray(counts.pooled(2 * places - 1).toarray())
    if options.qualifier_aggregation == "subtract" and axes.kind == "integer":
        return np.asarray(counts.pooled(places).toarray())
    return np.asarray(counts.pooled().toarray())


def smoothed_onemode(
    counts: Counts, pairs: Counts, whole: Counts, axes: Axes, options: Options
) -> NDArray[np.float64]:
    """Sum over pairs of statements the roots of their weights, also of an actor with itself.

    Parameters
    ----------
    counts
        Sums of the roots of the weights.
    pairs
        Counts of the same statements: where a scale has one level, each pair is NaN.
    whole
        Counts of the whole range, by which an average divides.
    """
    levels = counts.shape[2]
    place = np.arange(levels, dtype=np.float64)
    aggregation = options.qualifier_aggregation
    if aggregation == "ignore" or axes.kind == "text":
        likeness = np.ones((levels, levels))
    elif levels == 1:
        said = pairs.pooled()
        return np.where(product(said, said) > 0, np.nan, 0.0)
    else:
        likeness = 1 - np.abs(place[:, None] - place[None, :]) / (levels - 1)
    if aggregation == "conflict":
        likeness = 1 - likeness
    elif aggregation == "subtract":
        likeness = 2 * likeness - 1
    weights = product(counts.mixed(likeness), counts.apart())
    return weights * _reciprocals(whole) if options.normalization == "average" else weights


def _reciprocals(whole: Counts) -> NDArray[np.float64]:
    """Sum 2 / (n_a + n_b) over all pairs of concept and level that either used."""
    said = whole.apart().toarray()
    sums = [said + one for one in said]
    return np.array(
        [np.divide(2, both, out=np.zeros_like(both), where=both > 0).sum(axis=1) for both in sums]
    )
