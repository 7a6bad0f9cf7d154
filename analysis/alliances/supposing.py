"""What each supposition of a dossier changes, on each basis."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.alliances.sentences import day_text, few, joined, moved, moved_words, quoted
from analysis.alliances.structure import BASIS_LABELS, NOTHING_SUPPOSED
from analysis.alliances.tables import CELL, table_cell
from analysis.alliances.ties import BASES
from analysis.charting import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.alliances.structure import Camps, CampSettings
    from analysis.dossier import Dossier


class Supposition(NamedTuple):
    """What one supposition changes."""

    said: str
    strain: list[tuple[int, int]]
    """Numbers of strained ties without and with it, on each basis on which they differ."""

    moves: bool
    """Whether anybody changes camp on any basis."""


def suppositions(settings: CampSettings, day: str) -> list[Supposition]:
    """Say of each supposition what it changes on a day, in the order of the settings."""
    found = []
    for what_if, said in settings.options["what_if"].items():
        if what_if in NOTHING_SUPPOSED:
            continue
        both = [_without_and_with(settings, day, basis, what_if) for basis in BASES]
        strain = [(was.index, now.index) for was, now in both if was.index != now.index]
        moves = any(moved(was, now, {}) for was, now in both)
        found.append(Supposition(said.rstrip("."), strain, moves))
    return found


def _without_and_with(
    settings: CampSettings, day: str, basis: str, what_if: str
) -> tuple[Camps, Camps]:
    without = next(iter(NOTHING_SUPPOSED))
    numbers = (settings.number_of(day=day, basis=basis, what_if=one) for one in (without, what_if))
    before, now = (settings.camps[number] for number in numbers)
    return before, now


def supposed_rows(dossier: Dossier, settings: CampSettings, day: str) -> pl.DataFrame:
    """Set suppositions beside each other: a row each, a column per basis.

    Returns
    -------
    DataFrame
        ``supposed``, and a cell (`CELL`) per basis, tinted where something changes.
    """
    names = dossier.names.in_sentence
    found = []
    for what_if, said in settings.options["what_if"].items():
        row: dict[str, object] = {"supposed": said.rstrip(".")}
        for basis in BASES:
            row[basis] = _cell(*_without_and_with(settings, day, basis, what_if), names)
        found.append(row)
    return pl.DataFrame(found, {"supposed": pl.String} | dict.fromkeys(BASES, CELL))


def _cell(before: Camps, now: Camps, names: Mapping[str, str]) -> dict[str, str | None]:
    if now.edges.is_empty():
        return table_cell("no tie known")
    who = moved_words(before, now, names) if moved(before, now, names) else ""
    steps = [f"{before.index:,}"] * (now.index != before.index)
    strain = " \N{RIGHTWARDS ARROW} ".join([*steps, f"{now.index:,}"])
    tone = "aside" if steps or who else None
    return table_cell(f"{strain} ({who})" if who else strain, tone=tone)


def supposed_words(asked: Sequence[Supposition], day: str, note: str) -> tuple[str, str]:
    """Say how many suppositions change the number of strained ties, and which change nothing."""
    every, changing = len(asked), [one for one in asked if one.strain]
    which = counted(every, "supposition")
    if not changing:
        said = f"None of {which} changes" if every > 1 else "The one supposition does not change"
    elif len(changing) == every:
        said = f"Each of {which} changes" if every > 1 else "The one supposition changes"
    else:
        verb = "changes" if len(changing) == 1 else "change"
        said = f"{len(changing):,} of {which} {verb}"
    idle = [quoted(one.said) for one in asked if not one.strain and not one.moves]
    listed = few(idle) if 0 < len(idle) < every else ""
    return f"{said} the number of strained ties on {day_text(day)}", joined(
        f"Without any effect: {listed}." if listed else None,
        "Cells count ties at odds with the camps; tinted: what the supposition changes.",
        note,
    )


def basis_headings() -> dict[str, str]:
    """Head the columns of `supposed_rows`."""
    return {"supposed": "What if"} | {b: f"Counting {label}" for b, label in BASIS_LABELS.items()}
