"""Script and styles of the Coder's view, each made once per process."""

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
    parts = "\n".join(_static(f"{part}.js") for part in _PARTS)
    return f"(() => {{\n{parts}\n  globalThis.dossierCoder = {{ view, widget }};\n}})();\n"


@cache
def view_style() -> str:
    """Styles of the view, for light and dark pages."""
    return _static("coder.css")


def _static(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
