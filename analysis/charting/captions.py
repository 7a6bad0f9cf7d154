"""Words of a chart that follow its controls, and words of its marks; no chart library is loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting.untrusted import vega_literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.charting.settings import Settings

_SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def caption_rows(settings: Settings, worded: Callable[..., tuple[str, str]]) -> pl.DataFrame:
    """Word title and sentence of every setting, for ``Explorer(captions=...)``.

    Parameters
    ----------
    settings
        What can be chosen.
    worded
        Called with the setting as keywords; gives title and sentence.

    Returns
    -------
    polars.DataFrame
        A column per param, ``title`` and ``sentence``, one row per setting.

    Examples
    --------
    >>> from analysis.charting import Settings
    >>> settings = Settings(basis={"treaty": "treaties", "event": "events"})
    >>> caption_rows(settings, lambda basis: (f"Counted by {basis}", "")).rows()
    [('treaty', 'Counted by treaty', ''), ('event', 'Counted by event', '')]
    """
    rows = [(*setting.values(), *worded(**setting)) for _, setting in settings]
    return pl.DataFrame(rows, [*settings.options, "title", "sentence"], orient="row")


def mark_sentence(template: str) -> dict[str, dict[str, str]]:
    """Give the sentence that a mark is described with, for the channel ``description``.

    Slots are fields of the row; a format may follow, for numbers as D3 has it (``{n:,d}``), for
    days beginning with a per cent sign (``{day:%-d %b %Y}``). What is unknown is left out.

    Parameters
    ----------
    template
        Sentence with slots in braces.

    Examples
    --------
    >>> mark_sentence("{n:,d} ties")["value"]["expr"]
    '(isValid(datum["n"]) ? format(datum["n"], ",d") : "") + " ties"'
    """
    parts, at = [], 0
    for slot in _SLOT.finditer(template):
        if before := template[at : slot.start()]:
            parts.append(vega_literal(before))
        field, pattern = f"datum[{vega_literal(slot[1])}]", slot[2]
        text = field
        if pattern:
            kind = "timeFormat" if pattern.startswith("%") else "format"
            text = f"{kind}({field}, {vega_literal(pattern)})"
        parts.append(f'(isValid({field}) ? {text} : "")')
        at = slot.end()
    if rest := template[at:]:
        parts.append(vega_literal(rest))
    return {"value": {"expr": " + ".join(parts)}}
