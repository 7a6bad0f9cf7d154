"""What a chart says when it has no rows."""

from __future__ import annotations

from analysis.errors import AnalysisError


class NothingToShow(AnalysisError):  # noqa: N818 (a chart without rows is not a mistake)
    """There is nothing to draw or to choose from; the message is a sentence for the reader.

    Raise it where a chart finds no rows, with what is missing; `analysis.explorer.figure` shows
    the sentence in place of the chart.

    Examples
    --------
    >>> raise NothingToShow("No two sources state the same quantity yet.")
    Traceback (most recent call last):
    ...
    analysis.charting.nothing.NothingToShow: No two sources state the same quantity yet.
    """
