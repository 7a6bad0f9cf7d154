"""Windows of whole calendar units or of events, and kernels, by their textbook definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.discourse.calendars import LENGTH_S, moved, require_few_windows, unit_start, units
from analysis.discourse.spoken_spans import span_words
from analysis.dossier import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Window:
    """A span of time with the statements that count in it, perhaps by a ``weight``."""

    start: datetime
    middle: datetime
    stop: datetime
    frame: pl.DataFrame


def calendar_windows(frame: pl.DataFrame, unit: str, size: int) -> Iterator[Window]:
    """Move over whole units, from that of the first statement to that of the last.

    Raises
    ------
    QuestionError
        The statements span fewer units than a window has.
    """
    first, last = frame["date"][0], frame["date"][-1]
    require_few_windows(first, last, unit)
    edges = [unit_start(first, unit)]
    while edges[-1] <= last:
        edges.append(moved(edges[-1], unit, 1))
    spanned = len(edges) - 1
    if size > spanned:
        raise QuestionError(
            f"window_size={size} is longer than the {units(spanned, unit)} of the statements "
            f"({span_words(edges[0], edges[-1] - timedelta(seconds=1))}); choose a smaller one"
        )
    dates = moments(frame)
    places = np.searchsorted(dates, np.array(edges, dtype="datetime64[us]"))
    for start in range(spanned - size + 1):
        begins, ends = edges[start], edges[start + size] - timedelta(seconds=1)
        low, high = int(places[start]), int(places[start + size])
        yield Window(begins, begins + (ends - begins) / 2, ends, frame[low:high])


def event_windows(frame: pl.DataFrame, size: int) -> Iterator[Window]:
    """Move from statement to statement, with half the size on either side and all ties in date.

    Raises
    ------
    QuestionError
        There are fewer statements than a window has.
    """
    half = size // 2
    require_enough_events(frame, half, size)
    dates = moments(frame)
    date = frame["date"]
    for place in range(half, frame.height - half):
        first, last = place - half, place + half
        low = int(np.searchsorted(dates, dates[first], side="left"))
        high = int(np.searchsorted(dates, dates[last], side="right"))
        yield Window(date[first], date[place], date[last], frame[low:high])


def require_enough_events(frame: pl.DataFrame, half: int, size: int) -> None:
    """Refuse a window that is longer than all statements.

    Raises
    ------
    QuestionError
        There are fewer statements.
    """
    if frame.height < 2 * half + 1:
        raise QuestionError(
            f"window_size={size} has {2 * half + 1} statements, but there are {frame.height}; "
            "choose a smaller one"
        )


def smoothed_windows(
    usable: pl.DataFrame, kept: pl.DataFrame, unit: str, size: int, kernel: str
) -> Iterator[Window]:
    """Weigh what is kept by its distance from the middle of each calendar window of all usable."""
    dates = moments(kept)
    half = LENGTH_S[unit] * size / 2
    for window in calendar_windows(usable, unit, size):
        seconds = (dates - np.datetime64(window.middle, "us")) / np.timedelta64(1, "s")
        weights = density(kernel, seconds / half)
        weighed = kept.with_columns(weight=weights).filter(pl.col("weight") > 0)
        yield Window(window.start, window.middle, window.stop, weighed)


def density(kernel: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh distances of -1 to 1 by a kernel; only the Gaussian one goes beyond.

    Source: Epanechnikov (1969), Silverman (1986), table 3.1.

    Examples
    --------
    >>> density("triangular", np.array([-0.5, 0.0, 2.0])).tolist()
    [0.5, 1.0, 0.0]
    """
    if kernel == "gaussian":
        return np.asarray(np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi))
    within = np.abs(x) <= 1
    weights = {"uniform": 0.5 + 0 * x, "triangular": 1 - np.abs(x)}.get(kernel, 0.75 * (1 - x**2))
    return np.where(within, weights, 0.0)


def moments(frame: pl.DataFrame) -> NDArray[np.datetime64]:
    """Give the dates of statements as numpy counts them."""
    return frame["date"].to_numpy().astype("datetime64[us]")
