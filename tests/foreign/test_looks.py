"""A word of a legend has one look on all pages, so that a reader learns it once."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from public_calls import figures

import analysis
from analysis.explorer import Explorer

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNELS = ("color", "fill", "shape", "strokeDash")
LABELS = re.compile(r'"((?:[^"\\]|\\.)*)": "((?:[^"\\]|\\.)*)"')


def parts(spec: dict[str, Any] | list[Any]) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        yield spec
    for below in spec.values() if isinstance(spec, dict) else spec:
        if isinstance(below, dict | list):
            yield from parts(below)


def legends(spec: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Words of the legends of a figure as a reader sees them, with channel and look of each."""
    for part in parts({key: value for key, value in spec.items() if key != "datasets"}):
        for channel in CHANNELS:
            encoded = part.get(channel)
            scale = encoded.get("scale") if isinstance(encoded, dict) else None
            if not isinstance(scale, dict) or encoded.get("legend", {}) is None:
                continue
            labels = dict(LABELS.findall((encoded.get("legend") or {}).get("labelExpr", "")))
            for word, look in zip(scale.get("domain", []), scale.get("range", []), strict=False):
                yield labels.get(word, str(word)), channel, str(look)


def test_a_word_of_a_legend_has_one_look_on_all_pages() -> None:
    dossier = analysis.example()
    looks: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, draw in figures():
        shown = draw(dossier)
        for word, channel, look in legends(shown.spec) if isinstance(shown, Explorer) else ():
            looks[word, channel][look].add(name)
    found = {word for word, _ in looks}
    assert {"certain", "possible", "friendly", "in force"} <= found  # legends are found at all
    differing = {word: dict(names) for word, names in looks.items() if len(names) > 1}
    assert not differing
