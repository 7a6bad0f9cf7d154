"""Points on which claims take sides: who says no, and who says yes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    INK,
    MUTED,
    SOLID,
    VERMILION,
    WIDTH_PX,
    Layers,
    NothingToShow,
    Style,
    Styles,
    counted,
    enumerated,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.discourse.networks import concepts, positions
from analysis.dossier.names import HOLDER
from analysis.explorer import Explorer, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_MOST_POINTS, _MOST_SPEAKERS = 100, 12
"""Speakers are those of one side of a point; the others are counted."""

_LINE_CHARACTERS, _HALF_CHARACTERS, _NAME_CHARACTERS = 46, 24, 26
"""Of a point over the whole width and in one half of it on a phone, and of whoever speaks there."""

_LINE_PX = 18
_HALF = 20.0
"""Units on either side of the middle: a claim takes one, names take the rest."""
_MOST_UNITS = 8.0
_SIDES = {"agree": 1, "disagree": -1}
_SAYS = {"agree": "yes", "disagree": "no"}
_STANCES = Styles({"no": Style(VERMILION, "square", SOLID), "yes": Style(BLUE, "circle", SOLID)})
_SHOWN = {
    "all": "all points",
    "contested": "contested ones",
    "state": "a state against others",
}
_HOW = "A mark is a claim: on the left by those who say no, on the right by those who say yes."


_Line = tuple[str, int, str, str | None, str | None, str | None, str | None, float]
"""Choice, line, part, point, stance, holder, words and place of a text."""


class Point(NamedTuple):
    """One concept, and who takes which side of it."""

    concept: str
    agree: list[dict[str, Any]]
    disagree: list[dict[str, Any]]

    def is_shown(self, shown: str) -> bool:
        """Say whether a choice of the reader includes it."""
        if shown == "all":
            return True
        if not self.agree or not self.disagree:
            return False
        if shown == "contested":
            return True
        for_state = [{bool(one["state"]) for one in side} for side in (self.agree, self.disagree)]
        return any(a != b for a in for_state[0] for b in for_state[1])


@figure("contested-points", "claims")
def contested_points(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Points on which claims take sides: who says no and who says yes.

    The default title counts the points that are contested.
    """
    points = _points(dossier)
    if not points:
        raise NothingToShow("No claim takes a side on anything yet.")
    offered = {
        shown: f"{label} ({number})"
        for shown, label in _SHOWN.items()
        if (number := sum(point.is_shown(shown) for point in points))
    }
    lines = pl.concat([_lines(points, shown) for shown in offered])
    marks = _marks(dossier, points, lines)
    words = pl.DataFrame(
        [(shown, *_wording(dossier, points, shown)) for shown in offered],
        ["points", "title", "sentence"],
        orient="row",
    )
    if title is not None:
        words = words.with_columns(title=pl.lit(title))
    if len(offered) == 1:
        return Explorer(_picture(lines, marks, "true"), "contested-points", words.drop("points"))
    control = option_control("points", offered, "Show ", radio=True)
    picture = _picture(lines, marks, "datum.shown == points").add_params(control)
    return Explorer(picture, "contested-points", words)


def _points(dossier: Dossier) -> list[Point]:
    found = []
    for (concept,), rows in positions(dossier).group_by("concept", maintain_order=True):
        sides = ([one for one in rows.to_dicts() if one["stance"] == side] for side in _SIDES)
        found.append(Point(str(concept), *sides))
    return found


def _lines(points: list[Point], shown: str) -> pl.DataFrame:
    """Lay the points out line by line: what is contested below its heading, all else beside it."""
    chosen = [point for point in points if point.is_shown(shown)][:_MOST_POINTS]
    contested = [point for point in chosen if point.is_shown("contested")]
    rows: list[_Line] = []
    line = 0
    for point in contested:
        if not line:
            rows += _ends(shown, line)
            line += 1
        for words in _wrapped(point.concept, _LINE_CHARACTERS):
            rows.append((shown, line, "heading", point.concept, None, None, words, 0.0))
            line += 1
        taken = _sided(shown, line, point)
        rows += taken
        line = max(row[1] for row in taken) + 1
        rows.append((shown, line, "gap", point.concept, None, None, None, 0.0))
        line += 1
    if alone := [point for point in chosen if point not in contested]:
        if contested:
            note = "On these points only one side is taken"
            rows.append((shown, line, "note", "", None, None, note, 0.0))
            line += 1
        rows += _ends(shown, line)
        line += 1
    for point in alone:
        taken = _sided(shown, line, point)
        free = "disagree" if point.agree else "agree"
        beside = _wrapped(point.concept, _HALF_CHARACTERS)
        for at, words in enumerate(beside):
            place = 0.9 * _SIDES[free]
            rows.append((shown, line + at, "beside", point.concept, free, None, words, place))
        used = {row[1] for row in taken if row[2] == "middle"}
        rows += taken
        for at in range(len(used), len(beside)):
            rows.append((shown, line + at, "middle", point.concept, None, None, None, 0.0))
        line += max(len(used), len(beside))
        rows.append((shown, line, "gap", point.concept, None, None, None, 0.0))
        line += 1
    columns = ["shown", "line", "part", "concept", "stance", "holder", "words", "at"]
    return pl.DataFrame(rows, columns, orient="row", infer_schema_length=None)


def _wrapped(words: str, characters: int) -> list[str]:
    return textwrap.wrap(words, characters) or [words]


def _ends(shown: str, line: int) -> list[_Line]:
    """Say once above the points which side is which."""
    return [
        (shown, line, "head", "", stance, None, f"say {_SAYS[stance]}", 0.5 * sign)
        for stance, sign in _SIDES.items()
    ]


def _sided(shown: str, line: int, point: Point) -> list[_Line]:
    """Give the lines of those who take a side, from this line on."""
    rows: list[_Line] = []
    used = 0
    for stance, side in (("agree", point.agree), ("disagree", point.disagree)):
        names: list[tuple[str | None, str, float]] = []
        for one in side[:_MOST_SPEAKERS]:
            at = min(float(one["claims"]), _MOST_UNITS) + 0.9
            holder = one["holder"]
            for words in _named_in_lines(one):
                names.append((holder, words, at))
                holder = None  # the claims are at the first line of the name
        if len(side) > _MOST_SPEAKERS:
            names.append((None, f"and {len(side) - _MOST_SPEAKERS:,} more", 0.9))
        for number, (holder, words, at) in enumerate(names):
            held = (point.concept, stance, holder, words)
            rows.append((shown, line + number, "name", *held, at * _SIDES[stance]))
        used = max(used, len(names))
    middle = ("middle", point.concept, None, None, None, 0.0)
    return [*rows, *((shown, line + number, *middle) for number in range(used))]


def _named(one: dict[str, Any]) -> str:
    name, state = one["name"], one["state"]
    also = f", for {state}" if state and state != name else ""
    return f"{name}{also}{' (reported)' if one['reported'] else ''}"


def _named_in_lines(one: dict[str, Any]) -> list[str]:
    named = _named(one)
    if len(named) <= _NAME_CHARACTERS:
        return [named]
    parts = named.replace(", for ", ",\nfor ").split("\n")
    return [line for part in parts for line in _wrapped(part, _NAME_CHARACTERS)]


def _marks(dossier: Dossier, points: list[Point], lines: pl.DataFrame) -> pl.DataFrame:
    """Every claim that takes a side, at the line of whoever holds the view."""
    place = pl.when(pl.col("paragraph") == 0).then(pl.lit("headline"))
    said = dossier.claims.drop_nulls("stance").sort("start", maintain_order=True)
    said = said.select(
        "concept",
        "statement",
        stance=pl.col("stance").cast(pl.String),
        holder=HOLDER,
        speaker=dossier.names.column("speaker"),
        where=place.otherwise(pl.format("paragraph {}", "paragraph")),
    )
    whole = [
        (point.concept, one["stance"], one["holder"], _named(one))
        for point in points
        for one in (*point.agree, *point.disagree)
    ]
    named = pl.DataFrame(whole, ["concept", "stance", "holder", "words"], orient="row")
    held = lines.filter(part="name").select("shown", "line", "concept", "stance", "holder")
    held = held.join(named, on=["concept", "stance", "holder"], maintain_order="left")
    rows = held.join(
        said, on=["concept", "stance", "holder"], how="inner", maintain_order="left_right"
    )
    number = pl.int_range(1, pl.len() + 1).over("shown", "line", "stance")
    packed = (_MOST_UNITS / pl.len().over("shown", "line", "stance")).clip(upper_bound=1.0)
    return rows.with_columns(
        at=(number * packed - 0.1) * pl.col("stance").replace_strict(_SIDES),
        says=pl.col("stance").replace_strict(_SAYS),
    ).drop("holder", "stance")


def _picture(lines: pl.DataFrame, marks: pl.DataFrame, chosen: str) -> Layers:
    scale = alt.Scale(domain=[-_HALF, _HALF], nice=False)
    across = alt.X("at:Q", scale=scale, axis=None)
    y = alt.Y("line:O", axis=None)
    every = alt.Chart(lines.drop("concept", "holder")).encode(x=across, y=y)
    base = every.transform_filter(chosen)
    middle = base.transform_filter("datum.part == 'middle'").mark_tick(
        orient="vertical", size=_LINE_PX, thickness=1, color=MUTED, opacity=1
    )
    gap = base.transform_filter("datum.part == 'gap'").mark_text().encode(text=alt.value(""))
    heading = (
        base.transform_filter("datum.part == 'heading'")
        .mark_text(fontWeight="bold", color=INK, limit=alt.ExprRef("width"))
        .encode(text="words:N")
    )
    room, half = alt.ExprRef("width / 2 - 22"), alt.ExprRef("width / 2 - 8")
    names = [
        base.transform_filter(f"datum.stance == '{stance}' && datum.part == '{part}'")
        .mark_text(align="left" if side > 0 else "right", color=color, limit=room)
        .encode(text="words:N")
        for stance, side in _SIDES.items()
        for part, color in (("head", MUTED), ("name", INK))
    ]
    beside = [
        base.transform_filter(f"datum.stance == '{stance}' && datum.part == 'beside'")
        .mark_text(align="left" if side > 0 else "right", color=INK, fontWeight="bold", limit=half)
        .encode(text="words:N")
        for stance, side in _SIDES.items()
    ]
    note = (
        base.transform_filter("datum.part == 'note'").mark_text(color=MUTED).encode(text="words:N")
    )
    claims = (
        alt.Chart(marks)
        .transform_filter(chosen)
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            x=across,
            y=y,
            color=_STANCES.color("says:N").legend(None),
            shape=_STANCES.shape("says:N").legend(None),
            tooltip=tooltips(
                concept="Point",
                words="Whose view",
                says="Says",
                statement="Claim, paraphrased",
                speaker="In the words of",
                where="Where",
            ),
            description=mark_sentence("{words} says {says}: {statement} ({where})"),
        )
    )
    return alt.layer(middle, gap, heading, note, *names, *beside, claims).properties(
        width=WIDTH_PX, height=alt.Step(_LINE_PX)
    )


def _wording(dossier: Dossier, points: list[Point], shown: str) -> tuple[str, str]:
    every = counted(len(points), "point")
    chosen = [point for point in points if point.is_shown(shown)]
    sided = [point for point in chosen if point.is_shown("contested")]
    left = f" Shown are the first {_MOST_POINTS} points." if len(chosen) > _MOST_POINTS else ""
    if not sided:
        found = f"Nobody contradicts anybody: on {every} claims take one side alone"
        return found, f"{_HOW}{left}"
    number = counted(len(sided), "point")
    have = "has" if len(sided) == 1 else "have"
    found = {
        "all": f"{len(sided):,} of {every} {'is' if have == 'has' else 'are'} contested",
        "contested": f"{number} {have} claims on both sides",
        "state": f"On {number} somebody who speaks for a state is against one who speaks for none",
    }[shown]
    return found, f"{_sides_of(dossier, sided)} {_HOW}{left}"


def _sides_of(dossier: Dossier, sided: list[Point]) -> str:
    """Say who takes which side of the point with most claims on its smaller side."""
    names, first = dossier.names.in_sentence, sided[0]
    counts = concepts(dossier).filter(concept=first.concept).row(0, named=True)
    taken = f"{counted(counts['disagree'], 'claim')} against it, {counts['agree']:,} for it"
    against, behind = (
        enumerated([names[one["holder"]] for one in side], most=4)
        for side in (first.disagree, first.agree)
    )
    above = "Above all" if len(sided) > 1 else "On"
    quoted = f"“{first.concept}”"
    return f"{above} {quoted} ({taken}): no from {against}, yes from {behind}."
