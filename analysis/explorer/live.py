"""The live half of an explorer: ipywidgets linked in the browser to a view of the chart."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import traitlets

from analysis.charting.numbers import number_text
from analysis.explorer.assets import mount_script, stylesheet, vega_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.charting.untrusted import Json
    from analysis.explorer.params import Param


@cache
def _vega() -> anywidget.AnyWidget:
    """Bring Vega into the browser; one per kernel, since it weighs 0.9 MB."""
    ready = f'{mount_script()}\nconst {{ arrived }} = dossier.library("vega");'
    loads = "globalThis.dossierLoads ??= {}; if (!dossierLoads.vega) { dossierLoads.vega = 1;"
    script = vega_script()
    esm = f"{ready}\nexport default {{ initialize() {{ {loads}\n{script}\n}} arrived(); }} }};"
    return anywidget.AnyWidget(_esm=esm)


class _View(anywidget.AnyWidget):
    """One chart. Further traits are added per param: ``value_KEY`` and ``control_KEY``."""

    _esm = f"{mount_script()}\nexport default dossier.live;"
    _css = stylesheet()
    spec = traitlets.Dict().tag(sync=True)
    params: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    captions = traitlets.Dict().tag(sync=True)
    links = traitlets.Dict().tag(sync=True)
    arrangement = traitlets.Any().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    """Cards in place of a picture, in which all text is escaped."""
    controls: traitlets.List[ipywidgets.Widget] = traitlets.List().tag(
        sync=True, **ipywidgets.widget_serialization
    )
    """One per param that has a binding, in their order."""
    model = traitlets.Unicode().tag(sync=True)
    """The id of its own model, by which an output shows it."""


class _Shared(anywidget.AnyWidget):
    """The value that same-named params of a notebook have in common."""

    _esm = "export default {};"
    value = traitlets.Any().tag(sync=True)


@cache
def _shared(family: str) -> _Shared:
    del family  # the cache keeps one per family
    return _Shared()


def chart_widget(
    payload: dict[str, Json], params: Sequence[Param]
) -> tuple[ipywidgets.Widget, dict[str, ipywidgets.Widget]]:
    """Build controls and view of a chart, linked in the browser so that no kernel is asked.

    Takes what a saved page has under `FIGURE_MIME`, and the chart's params. Returns the widget to
    show, and its controls by param key.
    """
    _vega()
    _close(str(payload["name"]))
    traits = {f"value_{p.key}": traitlets.Any(p.value).tag(sync=True) for p in params}
    traits |= {f"control_{p.key}": traitlets.Any().tag(sync=True) for p in params if p.bind}
    view = type("_View", (_View,), traits)(**payload, params=[asdict(p) for p in params])
    controls, links = {}, []
    for param in params:
        shared = _shared(param.family)
        shared.value = param.value
        links.append(ipywidgets.jslink((shared, "value"), (view, f"value_{param.key}")))
        if param.bind:
            control, trait = _control(param.bind, param.value)
            links.append(ipywidgets.jslink((control, trait), (view, f"control_{param.key}")))
            controls[param.key] = control
    view.controls, view.model = [*controls.values()], str(view.model_id)
    _ALIVE[str(payload["name"])] = [*links, *controls.values(), view]
    return view, controls


_ALIVE: dict[str, list[ipywidgets.Widget]] = {}
"""Widgets of each figure, by its name: a cell that is run again takes the place of its last run."""


def _close(name: str) -> None:
    for widget in _ALIVE.pop(name, []):
        for part in ("style", "layout"):
            if isinstance(own := getattr(widget, part, None), ipywidgets.Widget):
                own.close()
        widget.close()


def _control(bind: dict[str, Any], value: Json) -> tuple[ipywidgets.Widget, str]:
    """Make the ipywidget for a binding, and name the trait it syncs."""
    as_wide_as_its_text = {"width": "auto", "max_width": "100%", "height": "auto"}
    label = {
        "description": bind["name"].strip(),
        "style": {"description_width": "initial"},
        "layout": as_wide_as_its_text,
    }
    match bind["input"]:
        case "select" | "radio" as kind:
            options = bind["options"]
            widget = ipywidgets.Dropdown if kind == "select" else ipywidgets.RadioButtons
            index = options.index(value) if value in options else None
            choices = list(zip(bind["labels"], options, strict=True))
            return widget(options=choices, index=index, **label), "index"
        case "range":
            low, high = bind.get("min", 0), bind.get("max", 100)
            step = bind.get("step") or (high - low) / 100
            whole = all(float(number).is_integer() for number in (low, high, step))
            slider = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
            number = int if whole else float
            start = (low + high) / 2 if value is None else value
            span: dict[str, Json] = {"min": number(low), "max": number(high), "step": number(step)}
            if not whole:
                # Of itself it shows two places, whatever the steps are.
                span["readout_format"] = f".{len(number_text(step).partition('.')[2])}f"
            return slider(value=number(start), **span, **label), "value"
        case "checkbox":
            return ipywidgets.Checkbox(value=bool(value), indent=False, **label), "value"
        case "date":
            day = dt.date.fromisoformat(value) if value else None
            return ipywidgets.DatePicker(value=day, **label), "value"
        case "number":
            return ipywidgets.FloatText(value=value or 0, **label), "value"
        case _:
            return ipywidgets.Text(value="" if value is None else str(value), **label), "value"


class _Table(anywidget.AnyWidget):
    """One table, written as HTML, made searchable in the browser."""

    _esm = f"{mount_script()}\nexport default dossier.liveTable;"
    _css = stylesheet()
    html = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    model = traitlets.Unicode().tag(sync=True)


def table_widget(name: str, html: str) -> ipywidgets.Widget:
    """Build the live view of a table from its HTML, in which every cell is escaped."""
    _close(f"table {name}")
    table = _Table(html=html, name=name)
    table.model = str(table.model_id)
    _ALIVE[f"table {name}"] = [table]
    return table
