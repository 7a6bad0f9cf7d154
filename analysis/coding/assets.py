"""Scripts and styles of the views in notebooks, each made once per process."""

from __future__ import annotations

from functools import cache
from importlib import resources

_STATIC = resources.files("analysis.coding") / "static"
_PARTS = (
    *("elements", "asking", "places", "layers", "items", "pane", "listing"),
    *("picking", "fields", "anew", "form", "card", "working", "keys", "coder"),
)


@cache
def view_script() -> str:
    """Our own script; sets ``globalThis.dossierCoder`` to ``{ view, widget }``."""
    return _script("dossierCoder", _PARTS)


@cache
def view_style() -> str:
    """Styles of the view, for light and dark pages."""
    return _static("coder.css")


@cache
def disagreeing_script() -> str:
    """Our own script; sets ``globalThis.dossierDisagreements`` to ``{ view, widget }``."""
    return _script("dossierDisagreements", ("elements", "asking", "disagreeing"))


@cache
def disagreeing_style() -> str:
    """Styles of the view of disagreements, on top of the Coder's."""
    return f"{view_style()}\n{_static('disagreeing.css')}"


def _script(name: str, parts: tuple[str, ...]) -> str:
    joined = "\n".join(_static(f"{part}.js") for part in parts)
    return f"(() => {{\n{joined}\n  globalThis.{name} = {{ view, widget }};\n}})();\n"


def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
