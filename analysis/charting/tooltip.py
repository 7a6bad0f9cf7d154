"""What a reader sees who points at a mark: fields of the row, each with a title."""

from __future__ import annotations

import altair as alt


def tooltips(**titles: str | tuple[str, str]) -> list[alt.Tooltip]:
    """Give the tooltip of a mark; a field without a title is impossible.

    Parameters
    ----------
    **titles
        Title by field, in the order to show them; for a number or a date a pair of title and
        format: ``("At odds", ".0%")``, ``("Day", "%-d %B %Y")``.

    Examples
    --------
    >>> [claim, day] = tooltips(statement="Claim", day=("Day", "%-d %B %Y"))
    >>> claim.to_dict()
    {'field': 'statement', 'title': 'Claim', 'type': 'nominal'}
    >>> day.to_dict()
    {'field': 'day', 'format': '%-d %B %Y', 'title': 'Day', 'type': 'temporal'}
    """
    return [_tooltip(field, title) for field, title in titles.items()]


def _tooltip(field: str, title: str | tuple[str, str]) -> alt.Tooltip:
    if isinstance(title, str):
        return alt.Tooltip(f"{field}:N", title=title)
    title, pattern = title
    kind = "T" if pattern.startswith("%") else "Q"  # only formats of dates begin so
    return alt.Tooltip(f"{field}:{kind}", title=title, format=pattern)
