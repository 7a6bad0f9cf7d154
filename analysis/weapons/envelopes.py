"""What the sources say of weapons, side by side, and which figures can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import polars as pl

from analysis.dossier import VOICE, QuestionError, require_known, require_option
from analysis.dossier.measures import STANDARD_QUANTITIES, Quantity
from analysis.dossier.vocabularies import words
from analysis.prose import in_words, number
from analysis.weapons.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dossier import Dossier

    Measures = Mapping[str, Quantity]

UpTo = Literal["bound", "value"]
"""How to read "up to 80 km": the range is 80 km or less, or it is 80 km."""
READINGS: tuple[UpTo, ...] = get_args(UpTo)

DISAGREEMENT = 0.25
"""Sources disagree where the gap between them exceeds this share of its midpoint."""

UNKNOWN = ("not stated", "several")
"""Values of a condition where the source is silent, or where a span covers several values."""
DESCRIPTIVE = frozenset({"name", "described as", "missile", "version"})
"""Keys of a condition that say more exactly what was measured. Figures that differ in them can be
compared, except in a quantity that needs the key."""
OUTER_BOUNDS = [
    pl.when(pl.col(end).is_not_null().all()).then(outer).alias(end)
    for end, outer in {"low": pl.col("low").min(), "high": pl.col("high").max()}.items()
]
"""Outer bounds of the intervals of a group; open where one of them is."""

WEAK = ("E", "F")
"""Admiralty grades that do not carry a figure alone."""

_SOURCE = ["source_id", "publisher", "published", "reliability"]
_GROUP = ["weapon_id", "variant", "quantity", "unit", "condition"]
_YEAR = "year"
_STATUSES = {0: "unsourced", 1: "single source", 2: "several sources"}


@in_words
class Comparability(NamedTuple):
    """Whether two figures can be compared, and why (not)."""

    comparable: bool
    reason: str

    def _sentences(self) -> list[str]:
        verdict = "can" if self.comparable else "cannot"
        return [f"The two figures {verdict} be compared: {escape(self.reason)}."]


@in_words
class Ratio(NamedTuple):
    """How many times the first is the second, and what that amounts to."""

    interval: Interval | None
    relation: Literal["larger", "smaller or equal", "overlapping", "not comparable"]
    reason: str

    def _sentences(self) -> list[str]:
        if self.interval is None:
            return [f"The two figures cannot be compared: {escape(self.reason)}."]
        found = {
            "larger": "The first is larger than the second",
            "smaller or equal": "The first is not larger than the second",
        }.get(self.relation, "Which of the two is larger is open")
        amount = f": the first is {number(str(self.interval))} times the second"
        known = (self.interval.low, self.interval.high) != (None, None)
        why = f"They can be compared: {escape(self.reason)}."
        return [f"{found}{amount if known else ''}.", why]


def comparable(
    a: Mapping[str, Any], b: Mapping[str, Any], *, measures: Measures | None = None
) -> Comparability:
    """Say whether two figures can be compared.

    Parameters
    ----------
    a, b
        Rows of ``dossier.figures`` or of `figure_envelopes`: ``quantity``, ``condition`` and, if
        you like, ``unit``.
    measures
        What each quantity needs: ``dossier.measures``; by default the standard ones.

    Raises
    ------
    QuestionError
        A figure is not a row or lacks a column.

    Examples
    --------
    >>> up_to_40 = {"quantity": "max_range_km", "condition": "munition: assisted projectile"}
    >>> comparable(up_to_40, {**up_to_40, "condition": "munition: standard projectile"}).reason
    'munition differs: assisted projectile, standard projectile'
    """
    for row in (a, b):
        _require_row(row, ("quantity", "condition"))
    ours, theirs = (_described(row["quantity"], measures) for row in (a, b))
    if ours != theirs:
        return Comparability(False, f"{ours.label} is not {theirs.label}")
    units = [row["unit"] for row in (a, b) if row.get("unit")]
    if units and not factors(units[:1], units[-1]):
        return Comparability(False, f"unit differs: {units[0]}, {units[-1]}")
    stated = [_compared(row["condition"], ours.needs) for row in (a, b)]
    for key in filter(None, dict.fromkeys([ours.needs, *stated[0], *stated[1]])):
        one, other = (values.get(key, UNKNOWN[0]) for values in stated)
        if unknown := [value for value in (one, other) if value in UNKNOWN]:
            return Comparability(False, f"{key} is {unknown[0]}")
        if one != other:
            return Comparability(False, f"{key} differs: {one}, {other}")
    return Comparability(
        True, f"same {ours.label}" + (f", same {ours.needs}" if ours.needs else "")
    )


def ratio(a: Mapping[str, Any], b: Mapping[str, Any], *, measures: Measures | None = None) -> Ratio:
    """Divide one figure by another, if they can be compared, as intervals.

    Parameters
    ----------
    a, b, measures
        As for `comparable`; the rows with ``low`` and ``high`` in the same unit.

    Raises
    ------
    QuestionError
        A figure is not a row or lacks a column; or the units differ, though one converts to the
        other.

    Examples
    --------
    >>> merrow = {"quantity": "combat_mass_t", "condition": None, "low": 45, "high": 45}
    >>> ratio(merrow, {**merrow, "low": 42, "high": 48}).relation
    'overlapping'
    """
    allowed = comparable(a, b, measures=measures)
    if not allowed.comparable:
        return Ratio(None, "not comparable", allowed.reason)
    if (a.get("unit") or _described(a["quantity"], measures).unit) == _YEAR:
        return Ratio(None, "not comparable", "a date has no ratio")
    if a.get("unit") != b.get("unit"):
        raise QuestionError(
            f"convert first: one figure is in {a.get('unit')}, one in {b.get('unit')}"
        )
    for row in (a, b):
        _require_row(row, ("low", "high"))
    ours, theirs = Interval(a["low"], a["high"]), Interval(b["low"], b["high"])
    above = ours.exceeds(theirs)
    return Ratio(
        ours / theirs,
        "overlapping" if above is None else "larger" if above else "smaller or equal",
        allowed.reason,
    )


def _require_row(row: object, columns: Iterable[str]) -> None:
    if not isinstance(row, Mapping):
        raise QuestionError(f"a figure is a row as a mapping, not {type(row).__name__}")
    for column in columns:
        if column not in row:
            raise QuestionError(f'a figure needs "{column}"; found {", ".join(row) or "nothing"}')


def _described(quantity: str, measures: Measures | None) -> Quantity:
    known = STANDARD_QUANTITIES if measures is None else measures
    return known.get(quantity) or Quantity(quantity, quantity.replace("_", " "))


def _compared(condition: str | None, needs: str | None) -> dict[str, str]:
    """Split a condition into the keys and values that must agree in a comparison."""
    parts = (part.partition(": ") for part in (condition or "").split("; ") if part)
    return {key: value for key, _, value in parts if key == needs or key not in DESCRIPTIVE}


def conversion_factor(unit: str, to: str) -> float:
    """Give the factor from one unit to another, by pint.

    Raises
    ------
    QuestionError
        The units measure different things, have different zeros, or pint does not know one.

    Examples
    --------
    >>> conversion_factor("km", "m")
    1000.0
    """
    import pint

    try:
        zero, one = (pint.Quantity(number, unit).to(to).magnitude for number in (0.0, 1.0))
    except Exception as error:  # pint's parser raises a dozen kinds
        raise QuestionError(f"cannot convert {unit} to {to}: {error}") from error
    if zero:
        raise QuestionError(f"cannot convert {unit} to {to} by a factor: their zeros differ")
    return float(one)


def factors(units: Iterable[str], to: str) -> dict[str, float]:
    """Give the factor to a unit from each of the others that converts to it."""
    found = {}
    for unit in units:
        with suppress(QuestionError):
            found[unit] = 1.0 if unit == to else conversion_factor(unit, to)
    return found


def main_units(dossier: Dossier) -> dict[str, str]:
    """Give the unit of each quantity that has figures: the one described, else the commonest."""
    counts = dossier.figures.group_by("quantity", "unit").len()
    rising = counts.sort("len", "unit", descending=[False, True])
    return {name: dossier.measures[name].unit or unit for name, unit, _ in rising.iter_rows()}


def figure_envelopes(
    dossier: Dossier,
    weapon_class: str | None = None,
    quantity: str | None = None,
    *,
    unit: str | None = None,
    min_reliability: str = "F",
    read_up_to_as: UpTo = "bound",
) -> pl.DataFrame:
    """Set side by side what each source says of each weapon.

    Parameters
    ----------
    dossier
        With weapons, figures and sources.
    weapon_class, quantity
        As in ``dossier.classes`` and ``dossier.measures``; all by default.
    unit
        Unit to convert to; by default that of ``dossier.measures``, else the commonest of the
        quantity, and figures that do not convert to it keep their own.
    min_reliability
        Worst Admiralty grade of a source that counts; one without a grade has the worst. Figures
        below it are counted in ``n_left_out``; a row that loses all its figures stays, empty.
    read_up_to_as
        ``bound``: "up to 80 km" is 80 km or less; ``value``: it is 80 km.

    Returns
    -------
    DataFrame
        One row per weapon, variant, quantity, unit and condition: ``low`` and ``high`` of the
        envelope (null = open), ``lowest_stated`` and ``highest_stated`` by any source, ``gap``
        between the sources farthest apart (in the unit; 0 = all overlap, null = fewer than two),
        ``gap_share`` of its midpoint (null for dates apart), ``disagree`` (more than a quarter),
        ``comparable_condition`` (what must agree in a comparison), ``condition_stated``,
        ``n_sources`` (those of one voice count once), ``weak_only`` (all of them are graded
        unreliable, which no chart should rest on) and ``sources`` with publisher, date, grade and
        interval, the best graded first, of these the newest.

    Raises
    ------
    QuestionError
        The class, quantity, grade or reading does not exist, or a figure does not convert.

    Examples
    --------
    >>> import analysis
    >>> rows = figure_envelopes(analysis.example(), "rocket_artillery", "max_range_km")
    >>> lorelei = rows.filter(weapon_id="lorelei", comparable_condition="munition: standard rocket")
    >>> lorelei.select("low", "high", "unit", "disagree").row(0)
    (40.0, 60.0, 'km', True)
    """
    grades = words("reliabilities")
    require_option(min_reliability, grades, "min_reliability")
    require_option(read_up_to_as, READINGS, "read_up_to_as")
    if not isinstance(unit, str | None):
        raise QuestionError(f"unit is a text like km, not {type(unit).__name__}")
    figures, main = _figures(dossier, weapon_class, quantity), main_units(dossier)
    if unit:
        for other in figures.filter(pl.col("unit") != unit)["unit"].unique().sort():
            conversion_factor(other, unit)  # refuses what does not convert
        main = dict.fromkeys(main, unit)
    figures = _converted(figures, main)
    if read_up_to_as == "value":
        value = {"low": pl.coalesce("low", "high"), "high": pl.coalesce("high", "low")}
        figures = figures.with_columns(**value)
    counts = pl.col("reliability").cast(pl.String).fill_null(grades[-1]) <= min_reliability
    everything = figures.group_by(_GROUP).agg(n_left_out=(~counts).sum())
    by_source = figures.filter(counts).group_by(*_GROUP, *_SOURCE, "voice").agg(*OUTER_BOUNDS)
    by_source = by_source.sort(pl.col("source_id").replace_strict(source_order(dossier)))
    weapons = dossier.weapons.select("weapon_id", "name", "weapon_class", "origin")
    return (
        everything.join(_envelopes(by_source), on=_GROUP, how="left", nulls_equal=True)
        .join(_conditions(figures, dossier), on=["quantity", "condition"], nulls_equal=True)
        .join(weapons, on="weapon_id")
        .with_columns(
            pl.col("n_sources").fill_null(0),
            pl.col("weak_only").fill_null(value=False),
            disagree=pl.col("gap_share") > DISAGREEMENT,
        )
        .sort("weapon_class", "weapon_id", "quantity", "comparable_condition", *_GROUP)
    )


def source_order(dossier: Dossier) -> dict[str, int]:
    """Number the sources in the order in which rows name them: best graded, then newest, first.

    What they are called decides where grade and day do not, and never their ids, which no reader
    sees.
    """
    ordered = dossier.sources.sort(
        pl.col("reliability").cast(pl.String),
        "published",
        pl.coalesce("publisher", "title"),
        "title",
        descending=[False, True, False, False],
        nulls_last=True,
        maintain_order=True,
    )
    return {source_id: at for at, source_id in enumerate(ordered["source_id"])}


def without_weak(rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Keep rows of `figure_envelopes` that a chart may rest on, and say how many are left out."""
    weak = rows["weak_only"].sum()
    values = f"{weak:,} {'value' if weak == 1 else 'values'}"
    left_out = f" Not drawn: {values} that unreliable sources alone give." if weak else ""
    return rows.filter(~pl.col("weak_only")), left_out


def _figures(dossier: Dossier, weapon_class: str | None, quantity: str | None) -> pl.DataFrame:
    classes = dossier.weapons.select("weapon_id", "weapon_class")
    figures = dossier.figures.join(classes, on="weapon_id")
    if weapon_class is not None:
        require_known(weapon_class, dossier.classes, "a weapon class of this dossier")
        figures = figures.filter(weapon_class=weapon_class)
    if quantity is not None:
        require_known(quantity, dossier.measures, "a quantity of this dossier")
        figures = figures.filter(quantity=quantity)
    return figures.join(dossier.sources.select(*_SOURCE, voice=VOICE), on="source_id")


def _converted(figures: pl.DataFrame, main: Mapping[str, str]) -> pl.DataFrame:
    """Convert figures to the main unit of their quantity, where they can be converted."""
    changes = [
        (quantity, unit, main[quantity], factor)
        for quantity, unit in figures.select("quantity", "unit").unique().iter_rows()
        if unit != main[quantity]
        for factor in factors([unit], main[quantity]).values()
    ]
    schema = dict.fromkeys(["quantity", "unit", "main"], pl.String()) | {"factor": pl.Float64()}
    factor = pl.DataFrame(changes, schema, orient="row")
    # Rounded, so that 6 inches are 152.4 mm and not a little less.
    low, high = ((pl.col(end) * pl.col("factor")).round_sig_figs(12) for end in ("low", "high"))
    return figures.join(factor, on=["quantity", "unit"], how="left").with_columns(
        pl.coalesce(low, "low"), pl.coalesce(high, "high"), unit=pl.coalesce("main", "unit")
    )


def _envelopes(by_source: pl.DataFrame) -> pl.DataFrame:
    farthest, nearest = pl.col("low").max(), pl.col("high").min()
    gap = pl.when(pl.len() > 1).then((farthest - nearest).clip(0).fill_null(0))
    middle = pl.when(pl.col("unit").first() != _YEAR).then((farthest + nearest) / 2)
    # Pages of one voice do not contradict each other: their figures are one statement.
    by_voice = by_source.group_by(*_GROUP, "voice").agg(*OUTER_BOUNDS)
    apart = by_voice.group_by(_GROUP).agg(
        n_sources=pl.len(),
        gap=gap,
        gap_share=pl.when(gap > 0).then(gap / middle).otherwise(gap),
    )
    weak = pl.col("reliability").cast(pl.String).is_in(WEAK)
    stated = by_source.group_by(_GROUP).agg(
        *OUTER_BOUNDS,
        weak_only=weak.fill_null(value=False).all(),
        lowest_stated=pl.min_horizontal(pl.col("low", "high").min()),
        highest_stated=pl.max_horizontal(pl.col("low", "high").max()),
        sources=pl.struct(*_SOURCE, "low", "high"),
    )
    return stated.join(apart, on=_GROUP, nulls_equal=True)


def _conditions(figures: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Say of each condition what must agree in a comparison, and whether all of it is stated."""
    found = []
    for quantity, condition in figures.select("quantity", "condition").unique().iter_rows():
        needs = dossier.measures[quantity].needs
        values = _compared(condition, needs)
        text = "; ".join(": ".join(filter(None, pair)) for pair in sorted(values.items()))
        stated = needs in {None, *values} and not {*UNKNOWN} & {*values.values()}
        found.append((quantity, condition, text, stated))
    columns = dict.fromkeys(["quantity", "condition", "comparable_condition"], pl.String())
    return pl.DataFrame(found, columns | {"condition_stated": pl.Boolean()}, orient="row")


def source_coverage(dossier: Dossier, weapon_class: str | None = None) -> pl.DataFrame:
    """Count the sources of every quantity that a weapon of its class could have.

    Returns
    -------
    DataFrame
        One row per system and quantity: ``n_sources`` (those of one voice count once) and
        ``status`` (``unsourced``, ``single source`` or ``several sources``).

    Raises
    ------
    QuestionError
        The class does not exist.

    Examples
    --------
    >>> import analysis
    >>> found = source_coverage(analysis.example(), "tank").filter(weapon_id="selkie")
    >>> found.filter(quantity="combat_mass_t")["status"].item()
    'several sources'
    """
    figures = _figures(dossier, weapon_class, None)
    asked = figures.select("weapon_class", "quantity").unique()
    systems = dossier.weapons.filter(resolution="system").select("weapon_id", "weapon_class")
    sources = figures.group_by("weapon_id", "quantity").agg(n_sources=pl.n_unique("voice"))
    number = pl.col("n_sources").fill_null(0)
    return (
        systems.join(asked, on="weapon_class")
        .join(sources, on=["weapon_id", "quantity"], how="left")
        .with_columns(number, status=number.clip(upper_bound=2).replace_strict(_STATUSES))
        .sort("weapon_class", "weapon_id", "quantity")
    )
