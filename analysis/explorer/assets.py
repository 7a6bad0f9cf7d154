"""Scripts and styles of explorers, each made or read once per process."""

from __future__ import annotations

from functools import cache
from importlib import resources

from analysis.charting.palette import DARK, PAPER

_STATIC = resources.files("analysis.explorer") / "static"
_STYLES = ("explorer", "arranged")
_PARTS = (
    *("shared", "taking", "vega", "fitting", "words", "menus", "arranged", "rows", "marks"),
    *("cards", "table", "address", "page", "live"),
)
_USED = ("page", "library", "live", "liveTable")


@cache
def vega_script() -> str:
    """Vega, Vega-Lite and Vega-Embed with all they need; sets ``globalThis.dossierVegaEmbed``."""
    import vl_convert

    return _closed(vl_convert.javascript_bundle("globalThis.dossierVegaEmbed = vegaEmbed;"))


@cache
def mount_script() -> str:
    """Our own script: mounts charts and tables in a page, or in a widget."""
    parts = "\n".join(map(_static, _PARTS))
    return f"const dossier = (() => {{\n{parts}\n  return {{ {', '.join(_USED)} }};\n}})();\n"


@cache
def guard_script() -> str:
    """Keep names of elements from being taken for names of programs; comes before all others."""
    return _static("guard")


@cache
def shared_script() -> str:
    """What scripts around figures use as well, to be written into a function of theirs."""
    return _static("shared")


@cache
def stylesheet() -> str:
    """Styles of charts, controls and tables, with the neutral colours swapped on dark pages."""
    rules = [
        f'svg [{paint}="{light}" i] {{ {paint}: {dark}; }}'
        for light, dark in DARK.items()
        for paint in ("fill", "stroke")
    ]
    # Charts in other colours than ours are shown on the paper they were drawn for.
    drawn_by_us = ".dossier-explorer:not(.dossier-as-drawn)"
    rules.append(f"svg {{ background: {DARK[PAPER]} !important; }}")  # Vega writes it inline
    in_page = "\n".join(f"  .dossier-page {drawn_by_us} {rule}" for rule in rules)
    in_lab = "\n".join(f'[data-jp-theme-light="false"] {drawn_by_us} {rule}' for rule in rules)
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{in_page}\n}}\n{in_lab}\n"
    own = ((_STATIC / f"{part}.css").read_text(encoding="utf-8") for part in _STYLES)
    return "".join((*own, dark))


def _static(part: str) -> str:
    return (_STATIC / f"{part}.js").read_text(encoding="utf-8")


def _closed(code: str) -> str:
    # A bundle's thousand top-level names must not become the page's.
    return f"(() => {{\n{code}\n}})();"
