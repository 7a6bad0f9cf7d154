"""What the scripts beside it share: sections, tables, processes of their own, drawings."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl
import vl_convert
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#555555", "#E69F00", "#56B4E9"]
NOT_ASKED = "-"


def section(title: str, text: str, **found: object) -> str:
    """Head a text, and fill what was found into the places that it names."""
    return f"## {title}\n\n{text.strip().format(**found)}\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table: words to the left, in the first column; numbers to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def in_a_process(
    script: str, *arguments: object, limit_s: float | None = None
) -> dict[str, Any] | None:
    """Run a script in a process of its own and read what it prints last; None if it is too long."""
    command = [sys.executable, "-W", "ignore", script, *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr[-2000:])
        raise
    return dict(json.loads(done.stdout.splitlines()[-1]))


def note(text: str) -> None:
    """Show how far a script has come; only its section goes to standard output."""
    print(f"  {text}", file=sys.stderr, flush=True)


def growth(
    script: str,
    rows: list[dict[str, Any]],
    size: str,
    what: Sequence[str],
    *,
    unit: str = "seconds",
) -> str:
    """Draw how costs grow with size beside a script, on logarithmic axes; return the picture.

    Parameters
    ----------
    script
        Whose drawing this is.
    rows
        ``panel``, ``what``, the size and the cost, under the names of both.
    size, unit
        Names of the axes.
    what
        What is compared, in order.
    """
    frame = pl.DataFrame(rows, infer_schema_length=None).filter(
        pl.all_horizontal(pl.col(size, unit) > 0)
    )
    keys = {"sort": list(what), "scale": alt.Scale(domain=list(what)), "title": None}
    colors = alt.Scale(domain=list(what), range=COLORS[: len(what)])
    panels = frame["panel"].unique(maintain_order=True).to_list()
    axes = [
        way(
            f"{name}:Q",
            scale=alt.Scale(type="log", nice=False, domain=[powers[0], powers[-1]]),
            axis=alt.Axis(values=powers, format="~s" if name == size else "~g", grid=name == unit),
        )
        for way, name in ((alt.X, size), (alt.Y, unit))
        if (powers := _powers(frame[name]))
    ]
    chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=40, filled=True))
        .encode(
            *axes,
            color=alt.Color("what:N", sort=list(what), scale=colors, title=None),
            shape=alt.Shape("what:N", **keys),
            strokeDash=alt.StrokeDash("what:N", **keys),
        )
        .properties(width=200, height=180)
        .facet(column=alt.Column("panel:N", sort=panels, title=None))
        .configure(aria=False)
        .configure_view(stroke=None)
        .configure_axis(gridColor="#dddddd")
    )
    path = Path(script).with_suffix(".svg")
    path.write_text(slim(vl_convert.vegalite_to_svg(chart.to_dict())), encoding="utf-8")
    panel = ", and ".join(panels) if panels[1:] else panels[0]
    return f"![{unit.capitalize()} by {size}, on logarithmic axes: {panel}]({path.name})"


def _powers(numbers: pl.Series) -> list[float]:
    """List the powers of ten from below the lowest number to above the highest."""
    low, high = numbers.log10().floor().min(), numbers.log10().ceil().max()
    return [10.0**power for power in range(int(low), int(max(high, low + 1)) + 1)]


def slim(svg: str) -> str:
    """Leave out of a drawing what does not show, and digits that nobody sees."""
    root = etree.fromstring(svg.encode())
    for node in root.iter():
        for name in list(node.attrib):
            is_spoken = name.startswith("aria-") or name in {"role", "class", "pointer-events"}
            is_usual = (name, node.get(name)) in {("opacity", "1"), ("font-family", "sans-serif")}
            if is_spoken or is_usual:
                del node.attrib[name]
            else:
                node.set(name, re.sub(r"(\d+\.\d)\d+", r"\1", node.get(name)))
    root.set("font-family", "sans-serif")
    for node in list(root.iter("{*}path")):
        if node.get("display") == "none" or re.fullmatch(r"M0,0h\S+v\S+h\S+Z", node.get("d", "")):
            node.getparent().remove(node)
    for node in reversed(list(root.iter("{*}g"))):
        parent = node.getparent()
        if not len(node):
            parent.remove(node)
        elif not node.attrib:
            at = parent.index(node)
            parent[at : at + 1] = list(node)
    return etree.tostring(root, encoding="unicode").replace("><", ">\n<") + "\n"
