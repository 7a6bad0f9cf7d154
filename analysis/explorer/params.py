"""What a reader can set in a Vega-Lite spec: its bound params and named selections."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.charting.numbers import number_text
from analysis.errors import AnalysisError
from analysis.explorer.picks import encoded_fields, picked_rows

if TYPE_CHECKING:
    from analysis.charting.untrusted import Json

_UNNAMED = re.compile(r"param_([0-9a-f]{16}|\d+)")  # as Altair makes up names
_ALLOWED = ("input", "options", "min", "max", "step")
_SPAN = ("input", "min", "max", "step")
_LARGEST_WHOLE = 2**53


@dataclass(frozen=True)
class Param:
    """One thing a reader can set, and where Vega keeps it.

    Params of the same `key`, kind and options move together, across the explorers of a notebook or
    page.
    """

    key: str
    """Name shared between explorers; a Vega signal name, so letters, digits and ``_`` only."""

    store: str = ""
    """Data set that contains a point selection; empty for a signal of the name `key`."""

    bind: dict[str, Any] | None = None
    """Vega's input binding, with `name` and `labels` filled in; None where the chart is clicked."""

    value: Json = None
    """Value the saved page starts with; None where nothing is chosen."""

    fields: tuple[str, ...] = ()
    """Columns by which a point selection picks."""

    unit: str = ""
    """View in which a point selection is made."""

    picks: list[list[Json]] | None = None
    """What a point selection can pick, as values of its fields; None where the data do not say."""

    @property
    def options(self) -> list[str]:
        """What can be chosen, as written; empty where anything can."""
        return [str(option) for option in (self.bind or {}).get("options", [])]

    @property
    def family(self) -> str:
        """Name of those that move together: the same key, of one kind and with the same options.

        Examples
        --------
        >>> Param("kind", bind={"options": ["a", "b"]}).family
        'kind-08b5cea7'
        """
        bind = self.bind or {}
        # What one slider can have, or a click picks, means nothing to a box or to another slider.
        what = bind.get("options") or [*self.fields, *(bind.get(part) for part in _SPAN)]
        return f"{self.key}-{zlib.crc32(json.dumps(what, default=str).encode()):08x}"

    def for_page(self) -> dict[str, Json]:
        """Give what a saved page needs to let params move together, and be in its address."""
        bind = {key: part for key, part in (self.bind or {}).items() if key in _ALLOWED}
        shared = {"key": self.key, "store": self.store, "family": self.family}
        said: dict[str, Json] = {**shared, "value": self.value, "bind": bind or None}
        if self.store:
            said |= {"fields": list(self.fields), "unit": self.unit, "picks": self.picks}
        return said

    def describe(self) -> str:
        """Say in one line what can be chosen, for readers of plain text."""
        if self.bind is None:
            return f"{self.key}: click in the chart"
        kind, name = self.bind["input"], self.bind["name"]
        if "options" in self.bind:
            return f"{name}: {', '.join(self.bind['labels'])}"
        if kind == "range":
            return f"{name}: {self.bind.get('min', 0)} to {self.bind.get('max', 100)}"
        return f"{name}: {kind}"


def settable_params(spec: dict[str, Any]) -> list[Param]:
    """Find every param a reader can set; bindings in the spec gain `name` and `labels`.

    Raises
    ------
    AnalysisError
        A param has no name of its own, or is bound to an element outside the chart.

    Examples
    --------
    >>> bind = {"input": "range", "min": 1990, "max": 2024}
    >>> [found] = settable_params({"params": [{"name": "year", "bind": bind, "value": 2024}]})
    >>> found.describe()
    'year: 1990 to 2024'
    """
    return [found for param in spec.get("params", []) for found in _reachable(param, spec)]


def set_to(spec: dict[str, Any], state: dict[str, Json]) -> dict[str, Any]:
    """Give a spec whose bound params have other values, by their keys.

    Examples
    --------
    >>> spec = {"params": [{"name": "year", "bind": {"input": "range"}, "value": 2024}]}
    >>> set_to(spec, {"year": 1990})["params"][0]["value"]
    1990
    """
    return spec | {"params": [_set(param, state) for param in spec.get("params", [])]}


def _set(param: dict[str, Any], state: dict[str, Json]) -> dict[str, Any]:
    name, bind = param["name"], param.get("bind")
    if "select" not in param:
        return param | ({"value": state[name]} if name in state else {})
    if not isinstance(bind, dict) or "legend" in bind:
        return param
    chosen = {field: state[_signal(name, field)] for field in bind}
    known = {field: value for field, value in chosen.items() if value is not None}
    return param | {"value": [known] if known else []}


def _reachable(param: dict[str, Any], spec: dict[str, Any]) -> list[Param]:
    name, bind, value = param["name"], param.get("bind"), param.get("value")
    select = param.get("select") or {}
    select = {"type": select} if isinstance(select, str) else select
    kind, fields = select.get("type"), select.get("fields") or []
    if _UNNAMED.fullmatch(name):
        raise AnalysisError(
            f"the param {name} has no name: write name=... in its alt.param or alt.selection_..., "
            "because readers see it and same-named params move together"
        )
    if not isinstance(bind, dict) or "legend" in bind:
        fields = fields or encoded_fields(spec, select.get("encodings") or [])
        return [_selection(param, fields, spec)] if kind == "point" and fields else []
    if kind is None:
        return [Param(name, bind=_complete(bind, name), value=value)]
    binds = {field: dict(bind) for field in fields} if "input" in bind else bind
    param["bind"] = binds
    return [
        Param(_signal(name, field), bind=_complete(one, field), value=_start(value, field))
        for field, one in binds.items()
    ]


def _selection(param: dict[str, Any], fields: list[str], spec: dict[str, Any]) -> Param:
    picks = picked_rows(spec, fields)
    start = param.get("value") or []
    opening = [[row.get(field) for field in fields] for row in start if isinstance(row, dict)]
    return Param(
        param["name"],
        store=f"{param['name']}_store",
        value=opening if picks is not None and len(opening) == len(start) else None,
        fields=tuple(fields),
        unit=next(iter(param.get("views") or []), ""),
        picks=picks,
    )


def _complete(bind: dict[str, Any], name: str) -> dict[str, Any]:
    if "input" not in bind:
        raise AnalysisError(
            f"the param {name} is bound to an element outside the chart: bind it to an input "
            "(alt.binding_select, binding_radio, binding_range, binding_checkbox or binding)"
        )
    if not str(bind.get("name") or "").strip():
        bind["name"] = name.replace("_", " ")
    if "options" in bind:
        labels = [*(bind.get("labels") or []), *[None] * len(bind["options"])]
        pairs = zip(labels, bind["options"], strict=False)
        bind["labels"] = [label or _option_text(option, name) for label, option in pairs]
    return bind


def _option_text(option: Json, name: str) -> str:
    if isinstance(option, bool):
        return "yes" if option else "no"
    if isinstance(option, int) and abs(option) > _LARGEST_WHOLE:
        raise AnalysisError(
            f"the control {name} has the option {option}, which a browser would round: write "
            "whole numbers of more than 15 digits as text"
        )
    if isinstance(option, float):
        return number_text(option)
    return "all" if option is None else str(option) or "(empty)"


def _signal(name: str, field: str) -> str:
    # Vega-Lite's own varName(): what is not a word character becomes an underscore.
    return re.sub(r"^(?=\d)", "_", re.sub(r"\W", "_", f"{name}_{field}", flags=re.ASCII))


def _start(value: Json, field: str) -> Json:
    first = value[0] if isinstance(value, list) and value else value
    return first.get(field) if isinstance(first, dict) else first
