"""What a cell printed, as a reader of JupyterLab sees it at the end."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from nbconvert.filters.ansi import ansi2html

if TYPE_CHECKING:
    from collections.abc import Iterator


def text_of(value: object) -> str:
    """Join text that a notebook has in lines."""
    return "".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def coalesced(outputs: list[Any]) -> Iterator[dict[str, Any]]:
    """Join what was printed in pieces, so that a line begun in one piece can end in the next."""
    streams = ("stream", "stdout"), ("stream", "stderr")
    kinds = ((o.get("output_type"), o.get("name")) for o in outputs)
    pieces = zip(kinds, outputs, strict=True)
    for kind, group in itertools.groupby(pieces, key=lambda piece: piece[0]):
        if kind in streams:
            text = "".join(text_of(output.get("text", "")) for _, output in group)
            yield {"output_type": "stream", "name": kind[1], "text": text}
        else:
            yield from (output for _, output in group)


def printed(text: str) -> str:
    """Give printed text as HTML, in the colours of a terminal."""
    return f"<pre>{ansi2html(_last_of_lines(text))}</pre>"


def _last_of_lines(text: str) -> str:
    # A progress bar writes over its line again and again; a reader sees what it wrote last.
    if "\r" not in text:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
