"""What a cell printed, as a reader of JupyterLab sees it at the end."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from nbconvert.filters.ansi import ansi2html

from analysis.sharing.terminal import legible

if TYPE_CHECKING:
    from collections.abc import Iterator

# Links, titles and fonts of terminals; nbconvert knows sequences with a bracket only.
_UNSEEN = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()*+][A-Z0-9]")
_MOVES = re.compile("([\\r\\b])")


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
    return f"<pre>{legible(ansi2html(_UNSEEN.sub('', _last_of_lines(text))))}</pre>"


def _last_of_lines(text: str) -> str:
    # A progress bar writes over its line again and again; a reader sees what it left there.
    return "\n".join(_overwritten(line) for line in text.split("\n"))


def _overwritten(line: str) -> str:
    """Write as JupyterLab does: over what is there, from where the last move led."""
    if not _MOVES.search(line):
        return line
    written: list[str] = []
    at = 0
    for piece in _MOVES.split(line):
        if piece == "\r":
            at = 0
        elif piece != "\b":
            written[at : at + len(piece)] = piece
            at += len(piece)
        elif at:
            del written[at - 1 : at + 1]
            at -= 1
    return "".join(written)
