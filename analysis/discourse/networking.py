"""Discourse networks after Leifeld, by textbook definitions or with DNA's numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.discourse import dna, windows
from analysis.discourse.choosing import choose
from analysis.discourse.counting import axes, count, counted
from analysis.discourse.engines import fetched
from analysis.discourse.found import DiscourseNetwork, cells
from analysis.discourse.options import (
    EXCLUDED,
    Options,
    excluded_values,
    read_moment,
    require_word,
)
from analysis.discourse.tallying import Tally
from analysis.discourse.weighing import onemode, twomode
from analysis.dossier import as_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    import numpy as np
    from narwhals.stable.v2.typing import IntoFrame
    from numpy.typing import NDArray
    from scipy import sparse

    from analysis.discourse.counting import Axes, Counts
    from analysis.discourse.windows import Window

_WINDOWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "window": pl.Int64,
    "start": pl.Datetime("us"),
    "middle": pl.Datetime("us"),
    "stop": pl.Datetime("us"),
    "statements": pl.Int64,
}


def network(
    statements: IntoFrame,
    *,
    network_type: str = "twomode",
    variable1: str = "organization",
    variable1_document: bool = False,
    variable2: str = "concept",
    variable2_document: bool = False,
    qualifier: str | None = "agreement",
    qualifier_document: bool = False,
    qualifier_aggregation: str = "ignore",
    normalization: str = "no",
    isolates: bool = False,
    duplicates: str = "include",
    start: str | date | None = None,
    stop: str | date | None = None,
    time_window: str = "no",
    window_size: int = 100,
    kernel: str = "no",
    qualifier_scale: tuple[float, float] | None = None,
    exclude_values: Mapping[str, Collection[object]] = {},
    exclude_authors: Collection[str] = (),
    exclude_sources: Collection[str] = (),
    exclude_sections: Collection[str] = (),
    exclude_types: Collection[str] = (),
    invert_values: bool = False,
    invert_authors: bool = False,
    invert_sources: bool = False,
    invert_sections: bool = False,
    invert_types: bool = False,
    min_statements: int = 1,
    compat: str | None = None,
) -> DiscourseNetwork:
    """Find a discourse network: who says the same as whom, or what, and how often.

    The options are those of rDNA's ``dna_network`` in snake case. By default they have their
    textbook meaning; with ``compat="dna"`` the numbers are those of Discourse Network Analyzer
    (DNA) 3.1.2, its oddities included. Nothing is replaced silently: what cannot be answered is
    refused.

    Statements are taken whose dates and documents are within the range, in the order of date,
    document, place and id. Those are left out that ``exclude_values`` names, that have an empty
    variable (or qualifier, if it counts), and then duplicates.

    The engine that has the statements (polars, DuckDB, Dask or Spark) checks, chooses and counts
    them, and only counts come here: by units of the calendar where there are windows of these, and
    with what duplicates share where each window leaves out its own. Rows come here without their
    texts where single ones are looked at in their order: for windows of events, kernels and event
    lists, in DNA for all windows and for ``jaccard`` where the qualifier is ignored, and for
    ``statement_ids`` when they are first asked for. Dask leaves the last step of leaving out
    duplicates to this machine. ``edges`` of an event list bring its statements whole. Results are
    the same on all engines.

    Parameters
    ----------
    statements
        A polars DataFrame or LazyFrame, a DuckDB relation, or a Dask or PySpark DataFrame (extras
        ``duckdb``, ``dask``, ``spark``). A row for each statement: ``statement_id``,
        ``document_id``, ``date`` (naive; a timestamp of Spark counts as what the session's clock
        shows), if there are any ``start``, ``end``, ``text``, ``coder`` and the document's
        ``title``, ``author``, ``source``, ``section``, ``type``, and a column for each variable.
        See `statements` and `analysis.exchange.read_dna`.
    network_type
        ``twomode`` (values of ``variable1`` by those of ``variable2``), ``onemode`` (values of
        ``variable1`` among themselves, by what they share) or ``eventlist`` (the statements).
    variable1, variable2
        Two columns of text. With ``variable1_document`` or ``variable2_document`` a variable of
        documents: author, source, section, type, id or title.
    qualifier
        A column of true and false, whole numbers or short text, or `None`; with
        ``qualifier_document`` a variable of documents.
    qualifier_aggregation
        Two-mode: ``ignore``, ``subtract``, ``combine``; one-mode: ``ignore``, ``congruence``,
        ``conflict``, ``subtract``.
    ``normalization``
        Two-mode: ``no``, ``activity``, ``prominence``; one-mode: ``no``, ``average``, ``jaccard``,
        ``cosine``.
    isolates
        Whether labels without statements that count are rows and columns, too.
    duplicates
        ``include``, or keep the first of those in one ``document``, ``week``, ``month``, ``year``
        or ``acrossrange`` that share both variables, and the qualifier if it counts.
    start, stop
        First and last moment, both included: a date, a datetime or a text such as 2005-02-28 or
        28.02.2005. A day without a time ends at 23:59:59.
    time_window
        ``no``, ``seconds``, ``minutes``, ``hours``, ``days``, ``weeks``, ``months``, ``years``, or
        ``events``.
    window_size
        How many of them are a window.
    kernel
        ``no``, ``uniform``, ``triangular``, ``epanechnikov`` or ``gaussian``: statements count by
        their distance from the middle of a window.
    qualifier_scale
        Lowest and highest value that a whole number can have, such as ``(-2, 2)``.
    exclude_values
        Values by variable; a statement with any of them is left out. True is 1, False is 0.
    exclude_authors, exclude_sources, exclude_sections, exclude_types
        Documents that are left out.
    invert_values, invert_authors, invert_sources, invert_sections, invert_types
        Whether what is listed is kept, and all else left out (values: what matches in all listed
        variables).
    min_statements
        Actors and concepts with fewer statements, duplicates not counted, are left out. Both are
        counted before either is.
    compat
        ``"dna"``, or `None`.

    Returns
    -------
    DiscourseNetwork
        Edges, labels, the statements that count, and windows.

    Raises
    ------
    QuestionError
        An option or variable is unknown, of the wrong type or does not go with another, a date is
        impossible, nothing is left, or DNA fails or draws by chance where its numbers are wanted.

    Notes
    -----
    A[a, j, k] is how many statements actor a makes on concept j at level k of the qualifier, v_k
    the value of the level, A[a, j] the sum over levels, N_a the sum over all. Cells c are concepts
    under ``ignore``, else pairs of concept and level. A quotient by 0 is 0.

    Two-mode, in both modes (K levels in ascending order):

    - ignore: M[a, j] = A[a, j]. subtract: sum_k v_k A[a, j, k], true as 1 and false as -1; text
      as in ignore. combine: sum_k [A[a, j, k] > 0] 2^(K-1-k).
    - activity: M[a, j] / N_a. prominence: M[a, j] / sum_a A[a, j].

    One-mode, where the diagonal is 0 and s(k, l) is how alike two levels are:

    - ignore: W[a, b] = sum_j A[a, j] A[b, j]. congruence: sum_jkl A[a, j, k] A[b, j, l] s(k, l).
      conflict: the same with 1 - s(k, l). subtract: congruence - conflict.
    - average: W / ((N_a + N_b) / 2), in both modes.

    Where the two modes differ (default; DNA):

    - Order of labels: code points; UTF-16 code units.
    - isolates: labels of all statements given; of those within dates and documents.
    - duplicates by week, month: ISO week with its ISO year, month with its year; the number of the
      week (ISO, as under a European locale) or month alone, so that years fall together.
    - duplicates by a whole number: compared by value; values outside -128..127 are never the same.
    - duplicates in windows: left out within each window; once, before there are windows.
    - s of whole numbers: 1 - abs(v_k - v_l) / R with R of ``qualifier_scale``, else max - min over
      all statements given, and 1 where R = 0; R = max - min of those within dates and documents,
      and every cell NaN where R = 0.
    - conflict of text: sum_j sum_(k != l) A[a, j, k] A[b, j, l]; sum_jk A[a, j, k] [A[b, j, k] = 0]
      + A[b, j, k] [A[a, j, k] = 0], which counts concepts that the other never used.
    - cosine: W / (sqrt(sum_c A[a, c]^2) sqrt(sum_c A[b, c]^2)); W / (N_a N_b).
    - jaccard: W / (sum_c A[a, c]^2 + sum_c A[b, c]^2 - sum_c A[a, c] A[b, c]) (Tanimoto 1958);
      W / sum_jk (A[a, j, k] [A[b, j, k] = 0] + A[b, j, k] [A[a, j, k] = 0] + A[a, j, k]
      A[b, j, k]), by levels also under ``ignore``.
    - combine with activity: refused; M / number of cells of the row that are not 0. With
      prominence: refused in both.
    - Windows of n units: n whole units of the calendar, from that of the first statement to that
      of the last; from m - h to m + h units with h = floor(n / 2), where m steps from ``start`` (or
      the first statement given; DNA has all documents there, coded or not: where these begin
      earlier or end later, give both) to ``stop`` by its own time of day.
    - Windows of n events: h = floor(n / 2) before and after, and all statements that share the date
      of the first or last; the same without those, refused where dates are tied, since DNA draws.
    - Middles of kernels: those of the windows; m steps from h units after the first statement to h
      before the last, with h = n / 2 rounded up.
    - x of kernels: (t - m) / (n / 2 units), exactly; (m - t) / h in whole units, towards zero.
    - triangular: 1 - abs(x) on abs(x) <= 1; abs(1 - x). uniform (0.5), epanechnikov
      (0.75 (1 - x^2)) and gaussian (exp(-x^2 / 2) / sqrt(2 pi)) are the same in both.
    - Kernels, subtract of a whole number in two-mode: sum_k v_k A; sum_k k A, by the place of the
      level among those observed, in the order of their texts. Of true and false: 1 and -1; 2k - 1,
      so that true alone is -1.
    - Kernels, s: as without them; 1 - abs(k - l) / (K - 1) by places, NaN where K = 1, and 1
      for all text.
    - Kernels, diagonal: 0; an actor with itself.
    - Kernels, average: W / ((N_a + N_b) / 2) of weights; W sum_jk 2 / (n_ajk + n_bjk) of counts in
      the whole range. Other normalisations: as without kernels; refused.

    Sources: Leifeld (2017), "Discourse network analysis", in The Oxford Handbook of Political
    Networks; for DNA its program, leifeld-lab/dna 3.1.2.

    Examples
    --------
    >>> from datetime import datetime
    >>> said = pl.DataFrame(
    ...     {
    ...         "statement_id": [1, 2, 3],
    ...         "document_id": [1, 1, 2],
    ...         "date": [datetime(2031, 5, 1)] * 3,
    ...         "organization": ["Harbour", "Harbour", "League"],
    ...         "concept": ["Build the bridge"] * 3,
    ...         "agreement": [True, True, False],
    ...     }
    ... )
    >>> network(said, qualifier_aggregation="subtract").edges.rows()
    [('Harbour', 'Build the bridge', 2.0), ('League', 'Build the bridge', -1.0)]
    >>> network(said, network_type="onemode", qualifier_aggregation="conflict").to_matrix().tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    >>> network(said, normalization="activitty")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: normalization="activitty" is not an option; choose "no", ...
    """
    if compat is not None:
        require_word(compat, ("dna",), "compat")
    options = Options(
        network_type=network_type,
        variable1=variable1,
        variable1_document=variable1_document,
        variable2=variable2,
        variable2_document=variable2_document,
        qualifier=qualifier,
        qualifier_document=qualifier_document,
        qualifier_aggregation=qualifier_aggregation,
        normalization=normalization,
        isolates=isolates,
        duplicates=duplicates,
        start=read_moment(start, "start", is_dna=compat == "dna"),
        stop=read_moment(stop, "stop", is_dna=compat == "dna"),
        time_window=time_window,
        window_size=window_size,
        kernel=kernel,
        qualifier_scale=qualifier_scale,
        exclude_values=excluded_values(exclude_values),
        excluded={
            field: as_names(names, f"exclude_{field}s")
            for field, names in zip(
                EXCLUDED,
                (exclude_authors, exclude_sources, exclude_sections, exclude_types),
                strict=True,
            )
        },
        inverted={
            "values": invert_values,
            "authors": invert_authors,
            "sources": invert_sources,
            "sections": invert_sections,
            "types": invert_types,
        },
        min_statements=min_statements,
        compat=compat,
    )
    if options.is_dna:
        dna.require_computable(options)
    tally = Tally(choose(statements, options), options)
    if network_type == "eventlist":
        events = tally.once(tally.rows)["statement_id"]
        listed_events = partial(_events, tally, events)
        nothing = _speaking(0, tally.rows.clear()), _levels(tally.rows.clear())
        return DiscourseNetwork("eventlist", [], [], None, listed_events, events.to_list, *nothing)
    usable = tally.rows if options.needs_rows else tally.cells
    found = axes(tally, usable)
    if options.is_dna and kernel != "no":
        found = dna.smoothed_axes(tally, found)
    columns = found.columns if network_type == "twomode" else found.rows
    kept = found.encode(tally.once(usable) if options.needs_rows else usable)
    weigh = _Weighing(found, kept, options)
    number = None if options.has_distinct_windows else _number(kept)
    ids = partial(_ids, tally if options.needs_rows else replace(tally))  # without its counts
    levels = _levels(kept)
    if time_window == "no":
        spoken = _speaking(0, kept)
        return DiscourseNetwork(
            network_type, found.rows, columns, None, weigh(kept), ids, spoken, levels, number
        )
    tables, listed, speaking = [], [], []
    for place, window in enumerate(_windows(tally, found.encode(usable), kept), start=1):
        tables.append(cells(place, weigh(window.frame)))
        said = window.frame
        if kernel != "no":
            said = said.filter(pl.col("weight") > 0).drop("weight")
        speaking.append(_speaking(place, said))
        listed.append((place, window.start, window.middle, window.stop, _number(said)))
    times = pl.DataFrame(listed, _WINDOWS, orient="row")
    weights, spoken = pl.concat(tables), pl.concat(speaking)
    return DiscourseNetwork(
        network_type, found.rows, columns, times, weights, ids, spoken, levels, number
    )


def _speaking(window: int, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.lit(window, pl.Int64).alias("window"), pl.col("row").unique().sort())


def _levels(frame: pl.DataFrame) -> pl.DataFrame:
    levels = frame.group_by("column").agg(levels=pl.col("level").n_unique().cast(pl.Int64))
    return levels.sort("column")


def _number(frame: pl.DataFrame) -> int:
    return int(frame["weight"].sum()) if "weight" in frame.columns else frame.height


def _windows(tally: Tally, usable: pl.DataFrame, kept: pl.DataFrame) -> Iterable[Window]:
    options = tally.options
    unit, size = options.time_window, options.window_size
    if options.is_dna and options.kernel != "no":
        return dna.smoothed_windows(kept, options)
    if options.is_dna and unit == "events":
        return dna.event_windows(kept, options)
    if options.is_dna:
        return dna.time_windows(tally.choice, kept, options)
    if options.kernel != "no":
        return windows.smoothed_windows(usable, kept, unit, size, options.kernel)
    if unit == "events":
        spans = windows.event_windows(usable, size)
    else:
        spans = windows.calendar_windows(usable, unit, size)
    return (replace(span, frame=tally.once(span.frame)) for span in spans)


def _ids(tally: Tally) -> list[Any]:
    """List the statements that count, in any window if there are windows."""
    rows = tally.rows
    kept = tally.once(rows)
    if not tally.options.has_distinct_windows:
        return kept["statement_id"].to_list()
    counted = pl.concat([span.frame["place"] for span in _windows(tally, rows, kept)])
    return rows.filter(pl.col("place").is_in(counted.unique().implode()))["statement_id"].to_list()


def _events(tally: Tally, ids: pl.Series) -> pl.DataFrame:
    """Bring the statements with these ids here, in their order, with all their columns."""
    source = fetched(tally.choice.source)
    return source.join(ids.to_frame(), on="statement_id", how="right", maintain_order="right")[
        source.columns
    ]


class _Weighing:
    """Weigh the ties of the statements of one window, or of all."""

    def __init__(self, axes: Axes, kept: pl.DataFrame, options: Options) -> None:
        self._axes = axes
        self._options = options
        self._extra = not kept.filter(pl.col("level") == len(axes.levels)).is_empty()
        self._kept = kept

    @cached_property
    def _whole(self) -> Counts:
        return self._count(self._kept)

    def _count(self, frame: pl.DataFrame) -> Counts:
        return count(frame, self._axes, extra_level=self._extra)

    def __call__(self, frame: pl.DataFrame) -> NDArray[np.float64] | sparse.csr_array:
        options, axes = self._options, self._axes
        one_mode = options.network_type == "onemode"
        if options.time_window == "no" and not options.needs_rows:
            counts = counted(frame, axes)
        elif one_mode and options.kernel != "no":
            counts = self._count(frame.with_columns(pl.col("weight").sqrt()))
        else:
            counts = self._count(frame)
        if options.is_dna and options.kernel != "no":
            if not one_mode:
                return dna.smoothed_twomode(counts, axes, options)
            pairs = self._count(frame.drop("weight"))
            return dna.smoothed_onemode(counts, pairs, self._whole, axes, options)
        return onemode(counts, axes, options) if one_mode else twomode(counts, axes, options)
