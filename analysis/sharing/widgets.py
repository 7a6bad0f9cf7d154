"""Live controls as they were last: what a page can show of ipywidgets."""

from __future__ import annotations

import ast
import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.explorer.base import WIDGET_MIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STATE_MIME = "application/vnd.jupyter.widget-state+json"
_LINK = "IPY_MODEL_"
_DEEPEST = 20
_LONGEST_REPR = 1_000_000
_CONTAINERS = {"Accordion", "Box", "GridBox", "HBox", "Stack", "Tab", "VBox", "interactive"}


@dataclass(frozen=True)
class Widget:
    """A widget with its state, read from the notebook; nothing of it runs."""

    kind: str
    """Class of the widget, as ``IntSlider``."""

    traits: Mapping[str, Any]
    children: tuple[Widget, ...] = ()

    @property
    def is_container(self) -> bool:
        """Whether it only arranges others."""
        return self.kind in _CONTAINERS

    @property
    def label(self) -> str:
        """What is written before it."""
        return str(self.traits.get("description") or "").strip().rstrip(":")

    @property
    def titles(self) -> list[str]:
        """Titles of the children, where it has them."""
        given = self.traits.get("titles") or self.traits.get("_titles") or ()
        return [str(t) for t in (given.values() if isinstance(given, dict) else given)]

    @property
    def value(self) -> str | None:
        """Its value in words; None where it has none."""
        if self.kind == "Password":
            return "not shown, since it is a password"
        if "value" in self.traits:
            return worded(self.traits["value"])
        labels, index = self.traits.get("_options_labels"), self.traits.get("index")
        if isinstance(labels, list | tuple) and "index" in self.traits:
            chosen = index if isinstance(index, list | tuple) else [index]
            known = [str(labels[i]) for i in chosen if isinstance(i, int) and i < len(labels)]
            return ", ".join(known) or "nothing"
        return None

    @property
    def picture(self) -> tuple[str, str] | None:
        """MIME type and base64 of an ``Image``."""
        drawn = str(self.traits.get("_data_url", ""))  # of a matplotlib canvas (ipympl)
        if drawn.startswith("data:image/png;base64,"):
            return "image/png", drawn.partition(",")[2]
        content = self.traits.get("value")
        if self.kind != "Image" or not content:
            return None
        if isinstance(content, bytes):
            content = base64.b64encode(content).decode("ascii")
        return f"image/{self.traits.get('format', 'png')}", str(content)


def widget_states(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Give the states of widgets that a notebook carries, by model."""
    try:
        states = metadata["widgets"][_STATE_MIME]["state"]
    except (KeyError, TypeError):
        return {}
    return states if isinstance(states, dict) else {}


def widget_of(data: Mapping[str, Any], states: Mapping[str, Any]) -> Widget | None:
    """Read the widget that an output shows, from its state or else from its text.

    Parameters
    ----------
    data
        MIME bundle of the output.
    states
        As `widget_states` gives them.

    Examples
    --------
    >>> text = "VBox(children=(IntSlider(value=3, description='n'), Label(value='seen')))"
    >>> box = widget_of({"text/plain": text}, {})
    >>> [(child.kind, child.label, child.value) for child in box.children]
    [('IntSlider', 'n', '3'), ('Label', '', 'seen')]
    """
    view = data.get(WIDGET_MIME)
    model = str(view.get("model_id", "")) if isinstance(view, dict) else ""
    return _from_state(model, states) or _from_text(str(data.get("text/plain", "")))


def _from_state(model: str, states: Mapping[str, Any], depth: int = 0) -> Widget | None:
    entry = states.get(model)
    if not isinstance(entry, dict) or not isinstance(entry.get("state"), dict) or depth > _DEEPEST:
        return None
    traits = dict(entry["state"])
    for buffer in entry.get("buffers") or []:
        if isinstance(buffer, dict) and buffer.get("path") == ["value"]:
            traits["value"] = buffer.get("data")
    children = traits.get("children")
    below = (
        _from_state(str(child).removeprefix(_LINK), states, depth + 1)
        for child in (children if isinstance(children, list | tuple) else ())
    )
    kind = str(traits.get("_model_name", "")).removesuffix("Model")
    if not kind:
        return None
    classes = traits.get("_dom_classes") or ()
    kind = "interactive" if "widget-interact" in classes else kind
    return Widget(kind, traits, tuple(child for child in below if child))


def _from_text(text: str) -> Widget | None:
    # ipywidgets print themselves as the call that would make them.
    if not text.endswith(")") or len(text) > _LONGEST_REPR:
        return None
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return _from_call(tree)


def _from_call(node: ast.AST, depth: int = 0) -> Widget | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or depth > _DEEPEST:
        return None
    children = next((k.value for k in node.keywords if k.arg == "children"), None)
    below = children.elts if isinstance(children, ast.Tuple | ast.List) else []
    made = tuple(w for child in below if (w := _from_call(child, depth + 1)))
    return Widget(node.func.id, dict(_literals(node)), made)


def _literals(node: ast.Call) -> Iterator[tuple[str, Any]]:
    for keyword in node.keywords:
        if keyword.arg and keyword.arg != "children":
            try:
                yield keyword.arg, ast.literal_eval(keyword.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                yield keyword.arg, ast.unparse(keyword.value)


def worded(value: object) -> str:
    """Give a value as a reader reads it.

    Examples
    --------
    >>> [worded(value) for value in (None, True, 50.0, ["a", 1.5])]
    ['nothing', 'yes', '50', 'a, 1.5']
    """
    match value:
        case None | "" | () | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case {"year": int(year), "month": int(month), "date": int(day)}:
            return f"{year:04}-{month + 1:02}-{day:02}"  # as JavaScript counts months
        case list() | tuple():
            return ", ".join(worded(one) for one in value)
        case bytes():
            return f"{len(value):,} bytes"
        case float() if value.is_integer():
            return f"{value:.0f}"
    return str(value)
