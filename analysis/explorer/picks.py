"""What a click in a chart or in its legend can pick, so that an address can say it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from analysis.explorer.rows import rows_of, time_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.charting.untrusted import Json

_MOST = 500
"""Values beyond which an address does not say what is picked: each page would carry them all."""

_WORKED_OUT = ("aggregate", "bin", "timeUnit")


def encoded_fields(spec: dict[str, Any], channels: Sequence[str]) -> list[str]:
    """Give the columns that channels show, or none where Vega works their values out.

    Examples
    --------
    >>> encoded_fields({"encoding": {"color": {"field": "kind"}}}, ["color"])
    ['kind']
    """
    shown = [list(dict.fromkeys(_columns(spec, channel))) for channel in channels]
    return [columns[0] for columns in shown] if all(len(one) == 1 for one in shown) else []


def picked_rows(spec: dict[str, Any], fields: Sequence[str]) -> list[list[Json]] | None:
    """Give what rows of the data have in some columns, each once; None where they do not say.

    Examples
    --------
    >>> data = {"values": [{"kind": "visit"}, {"kind": "treaty"}, {"kind": "visit"}]}
    >>> picked_rows({"data": data}, ["kind"])
    [['visit'], ['treaty']]
    """
    if set(fields) & set(time_columns(spec)):
        return None  # Vega has numbers in their place
    found: dict[str, list[Json]] = {}
    for row in rows_of(spec):
        if all(field in row for field in fields):
            pick = [row[field] for field in fields]
            found.setdefault(json.dumps(pick), pick)
    return list(found.values()) if 0 < len(found) <= _MOST else None


def _columns(part: Json, channel: str) -> Iterator[str]:
    if isinstance(part, dict):
        shown = part.get("encoding", {}).get(channel)
        if isinstance(shown, dict) and "field" in shown:
            worked_out = any(shown.get(key) for key in _WORKED_OUT)
            yield "" if worked_out else str(shown["field"])
        for key, below in part.items():
            if key not in {"data", "datasets", "encoding"}:
                yield from _columns(below, channel)
    elif isinstance(part, list):
        for below in part:
            yield from _columns(below, channel)
