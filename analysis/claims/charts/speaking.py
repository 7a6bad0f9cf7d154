"""Who speaks where in the article, and how firmly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    FIRMNESS,
    GREY,
    INK,
    MUTED,
    NOT_CODED,
    PAPER,
    Layers,
    counted,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)
from analysis.claims.charts.looks import (
    first_rows,
    rows_axis,
    shortened,
    worded_claims,
)
from analysis.claims.charts.wording import ALL, CERTAIN, Group, captions, speaker_groups
from analysis.claims.speakers import GROUPS, claims_with_speakers
from analysis.dossier.vocabularies import labels
from analysis.explorer import Explorer, figure

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.dossier import Dossier

_ROW_PX, _MARK_PX = (24, 38), 8
"""Low rows where few claims are in one paragraph, high ones where marks need the room."""

_MAP_PX, _GAP_PX, _UNITS_PX, _COUNT_PX = 310, 26, 200, 60
"""Widths of what is side by side: the map, the marks in a line, and their number."""

_UNIT_PX = 11
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


@figure("claim-map", "claims")
def claim_map(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Every claim as a mark: speaker by paragraph, shape and colour by certainty.

    Speakers are grouped: for a state, by name but for no state, unnamed, the author. The default
    title compares how firmly the groups put their claims.
    """
    said = worded_claims(dossier, claims_with_speakers(dossier)).with_columns(
        speech_act=pl.col("speech_act").cast(pl.String).fill_null(NOT_CODED)
    )
    groups = speaker_groups(said, dossier.names)
    by, down = ("of_group", "of_speaker", "speaker_name"), (False, True, False)
    ordered = said.with_columns(
        of_group=pl.col("group").replace_strict({g: n for n, g in enumerate(GROUPS)}),
        of_speaker=pl.len().over("speaker"),
    ).sort(by, descending=down, maintain_order=True)
    first, cut = first_rows(ordered, "claims", "speaker_name")
    label = pl.col("speaker_name").replace(shortened(first["speaker_name"].unique()))
    shown = first.with_columns(row=label)
    names: list[str] = []
    for group in groups:
        inside = shown.filter(group=group.name)["row"].unique(maintain_order=True)
        names += [group.heading, *inside] if inside.len() else []
    controls, chosen = _controls(said)
    keys = [control.name for control in controls]
    words = captions(said, groups, dossier.names, keys, cut)
    return Explorer(
        _picture(shown, names, groups, chosen).add_params(*controls),
        "claim-map",
        words if title is None else words.with_columns(title=pl.lit(title)),
    )


def _controls(said: pl.DataFrame) -> tuple[list[alt.Parameter], str]:
    """Give controls for what is coded in several ways, and the expression of what they show."""
    controls, chosen = [], ["true"]
    counts = dict(said["speech_act"].value_counts().iter_rows())
    if len(counts) > 1:
        words = labels("speech_acts")
        acts = {act: words.get(act, act) for act in sorted(counts, key=lambda a: (-counts[a], a))}
        offered = {ALL: f"all ({said.height:,})"}
        offered |= {act: f"{label} ({counts[act]:,})" for act, label in acts.items()}
        controls.append(option_control("speech_act", offered, "Kind of statement "))
        chosen.append(f"(speech_act == '{ALL}' || datum.speech_act == speech_act)")
    firm = dict(said["firmness"].value_counts().iter_rows())
    if len(firm) > 1:
        levels = {ALL: f"all ({said.height:,})"}
        levels |= {word: f"{word} ({firm[word]:,})" for word in FIRMNESS.words if word in firm}
        controls.append(option_control("firmness", levels, "Put as ", radio=True))
        chosen.append(f"(firmness == '{ALL}' || datum.firmness == firmness)")
    return controls, " && ".join(chosen)


def _picture(said: pl.DataFrame, names: list[str], groups: list[Group], chosen: str) -> Layers:
    """Draw both halves in one plot, so that both keep their rows however narrow it becomes."""
    last = int(said.select(pl.max("paragraph")).item())
    room = 0.04 * last + 0.5
    per_px = (last + 2 * room) / _MAP_PX
    columns = ["paragraph", "row", "speaker_name", "speech_act", "firmness", "act", "where", "who"]
    columns += ["speaks_for", "statement", "quote"]
    inside = pl.len().over("row", "paragraph")
    rank = pl.col("certainty").fill_null(-1).rank("ordinal", descending=True).over("row")
    longest = max(said.select(pl.len().over("row")).to_series())
    unit_px = min(_UNIT_PX, _UNITS_PX / longest)
    rows = said.select(
        *columns,
        level=pl.col("stack") - (inside - 1) / 2,
        unit=last + room + per_px * (_GAP_PX + unit_px * (rank - 0.5)),
    )
    least, most = _ROW_PX
    row_px = min(most, max(least, int(_MARK_PX * 2 * (max(rows["level"]) + 1))))
    apart = max(row_px / 2 / _MARK_PX, max(rows["level"]) + 0.4)
    level = alt.YOffset("level:Q", scale=alt.Scale(domain=[-apart, apart]))
    end = last + room + per_px * (_GAP_PX + _UNITS_PX + _COUNT_PX)
    scale = alt.Scale(domain=[-room, end], nice=False)
    step = next((step for step in _TICKS if last <= 7 * step), _TICKS[-1])
    ticks = alt.Axis(
        orient="top",
        values=[*range(0, last + 1, step)],
        format="d",
        domain=False,
        titleAnchor="start",
    )
    place = alt.X("paragraph:Q", title="Paragraph", scale=scale, axis=ticks)
    headings = {group.heading: group for group in groups}
    y = rows_axis("row", names, **_heading_axis(list(headings)))
    summed = [
        (heading, f"{group.of} {CERTAIN}" if group.coded else NOT_CODED)
        for heading, group in headings.items()
        if heading in names
    ]
    summary = (
        alt.Chart(pl.DataFrame(summed, ["row", "share"], orient="row"))
        .mark_text(align="left", dx=8, color=INK, fontSize=12, fontWeight="bold")
        .encode(x=alt.value(0), y=alt.Y("row:N"), text="share:N")
    )
    count = (
        alt.Chart(_totals(rows, names))
        .mark_text(align="left", dx=9, color=MUTED, fontSize=11)
        .encode(x=alt.X("unit:Q", scale=scale), y=alt.Y("row:N"), text="said:N")
    )
    words = rows["firmness"].unique().to_list()
    base = alt.Chart(rows).encode(y=y)
    mapped = base.encode(x=place, yOffset=level)
    units = base.encode(x=alt.X("unit:Q", scale=scale))
    return alt.layer(
        *_marks(mapped, chosen, words), *_marks(units, chosen, words), summary, count
    ).properties(
        width=_MAP_PX + _GAP_PX + _UNITS_PX + _COUNT_PX,
        height=alt.Step(row_px, **{"for": "position"}),
    )


def _totals(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Count the claims of each speaker; the first number says of what."""
    totals = rows.group_by("row").agg(n=pl.len(), unit=pl.max("unit"))
    totals = totals.sort(pl.col("row").replace_strict({name: at for at, name in enumerate(names)}))
    numbers = [f"{n:,}" for n in totals["n"]]
    numbers[0] = counted(totals["n"][0], "claim")
    return totals.with_columns(said=pl.Series(numbers))


def _marks(base: alt.Chart, chosen: str, words: Collection[str]) -> list[alt.Chart]:
    """Claims that are chosen as marks, all others as rings."""
    ring = base.transform_filter(f"!({chosen})").mark_point(
        filled=False, size=30, strokeWidth=1, color=GREY, opacity=1
    )
    mark = (
        base.transform_filter(chosen)
        .mark_point(filled=True, size=52, opacity=1, stroke=PAPER, strokeWidth=0.8)
        .encode(
            **FIRMNESS.only(words).points("firmness:N", "Put as", orient="bottom", columns=5),
            description=mark_sentence(
                "{speaker_name}, {where}: {statement} ({act}, put as {firmness})"
            ),
            tooltip=tooltips(
                speaker_name="Speaker",
                who="Who they are",
                speaks_for="Speaks for",
                where="Where",
                statement="Claim, paraphrased",
                act="Kind of statement",
                firmness="Put as",
                quote="Words of the article",
            ),
        )
    )
    return [ring, mark]


def _heading_axis(headings: list[str]) -> dict[str, object]:
    test = f"indexof({vega_literal(headings)}, datum.value) >= 0"
    return {
        "labelFontWeight": {"condition": {"test": test, "value": "bold"}, "value": "normal"},
        "labelColor": {"condition": {"test": test, "value": INK}, "value": MUTED},
    }
