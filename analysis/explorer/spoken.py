"""What a mark says to a screen reader: its sentence, else what its tooltip knows or its text.

Left to itself Vega-Lite speaks of every channel, by the name of its column and with "null".
"""

from __future__ import annotations

from typing import Any

from analysis.charting.untrusted import vega_literal
from analysis.explorer.rows import inner_views

_PLAIN = {"field", "title", "type", "format"}


def describe_marks(view: dict[str, Any]) -> None:
    """Describe the marks of a spec; beside marks with tooltips, others are decoration.

    Examples
    --------
    >>> tooltip = [{"field": "low", "title": "From", "type": "quantitative", "format": ".0%"}]
    >>> bars = {"mark": {"type": "bar"}, "encoding": {"tooltip": tooltip}}
    >>> rules = {"mark": {"type": "rule"}, "encoding": {}}
    >>> describe_marks({"layer": [bars, rules]})
    >>> bars["encoding"]["description"]["value"]["expr"]
    'slice((isValid(datum["low"]) ? "; From: " + format(datum["low"], ".0%") : ""), 2)'
    >>> rules["mark"]["aria"]
    False
    """
    inner = inner_views(view)
    units = [one for one in inner or [view] if "mark" in one]
    explained = any(_tooltip(unit) for unit in units)
    for unit in units:
        mark = unit["mark"] if isinstance(unit["mark"], dict) else {"type": unit["mark"]}
        if "description" in unit.get("encoding", {}):
            continue  # its author wrote a sentence
        if expression := _spoken(unit, mark):
            unit["encoding"]["description"] = {"value": {"expr": expression}}
        elif explained and not _tooltip(unit):
            unit["mark"] = mark | {"aria": False}
    for one in inner:
        if "mark" not in one:
            describe_marks(one)


def _tooltip(unit: dict[str, Any]) -> list[dict[str, Any]]:
    given = unit.get("encoding", {}).get("tooltip") or []
    return given if isinstance(given, list) else [given]


def _spoken(unit: dict[str, Any], mark: dict[str, Any]) -> str:
    encoding = unit.get("encoding", {})
    fields = _tooltip(unit)
    if fields and all(_is_plain(one) for one in fields):
        titles = (one.get("title") or one["field"] for one in fields)
        parts = map(_if_known, fields, (f"; {title}: " for title in titles))
        said = " + ".join(parts)
        return f"slice({said}, 2)"
    text = encoding.get("text", {})
    return _if_known(text, "") if not fields and mark["type"] == "text" and _is_plain(text) else ""


def _is_plain(definition: dict[str, Any]) -> bool:
    return "field" in definition and set(definition) <= _PLAIN and "." not in definition["field"]


def _if_known(definition: dict[str, Any], before: str) -> str:
    value = f"datum[{vega_literal(definition['field'])}]"
    text = value
    if pattern := definition.get("format"):
        name = "timeFormat" if definition["type"] == "temporal" else "format"
        text = f"{name}({value}, {vega_literal(pattern)})"
    return f'(isValid({value}) ? {vega_literal(before)} + {text} : "")'
