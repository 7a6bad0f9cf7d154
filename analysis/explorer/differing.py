"""What differs between two outputs of a figure, in few lines: for tests of executed notebooks.

A ``conftest.py`` beside the notebooks lets nbval speak so::

    from analysis.explorer.differing import pytest_assertrepr_compare
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.charting.untrusted import Json

_MOST_LINES = 20
_MOST_CHARACTERS = 120
_ADVICE = "If that is meant, execute the notebook again and commit it."
_OURS = ("dossier-explorer", "dossier-table", "dossier-finding")


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Explain to pytest, and so to nbval, how two outputs of one figure differ.

    Gives None for any other output, so that pytest explains it as usual.
    """
    if op != "==":
        return None
    if isinstance(left, dict) and isinstance(right, dict) and "name" in left:
        found = list(_in_payloads(left, right))
        return _few(f'figure "{left["name"]}"', found)
    if isinstance(left, str) and isinstance(right, str) and any(mark in left for mark in _OURS):
        one, other = (BeautifulSoup(html, "html.parser") for html in (left, right))
        named = one.find(id=True)
        return _few(str(named["id"]) if named else "figure", list(_in_html(one, other)))
    return None


def _few(what: str, found: list[str]) -> list[str]:
    shown = found[:_MOST_LINES]
    more = [f"and {len(found) - len(shown)} more"] if len(found) > len(shown) else []
    said = f"{what} differs from the committed one (committed → now):"
    return [said, *shown, *more, _ADVICE]


def _in_payloads(left: dict[str, Any], right: dict[str, Any]) -> Iterator[str]:
    datasets = [part.get("spec", {}).get("datasets", {}) for part in (left, right)]
    for number, (was, now) in enumerate(_pairs(*datasets), 1):
        yield from _differences(was, now, f"data set {number}")
    names = [dict.fromkeys(sets, "data") for sets in datasets]
    was, now = (_without_data(*pair) for pair in zip((left, right), names, strict=True))
    yield from _differences(was, now, "")


def _pairs(was: dict[str, Json], now: dict[str, Json]) -> Iterator[tuple[Json, Json]]:
    """Pair the data sets of a figure that are not the same, those of the same columns first.

    A data set is named after its content, so that what has changed has another name, and files
    have them in the order of their names.
    """
    changed = [rows for name, rows in was.items() if name not in now]
    others = [rows for name, rows in now.items() if name not in was]
    for rows in changed:
        alike = (other for other in others if _columns(other) == _columns(rows))
        other = next(alike, others[0] if others else [])
        others = [one for one in others if one is not other]
        yield rows, other
    yield from (([], rows) for rows in others)


def _columns(rows: Json) -> list[str]:
    return sorted(rows[0]) if isinstance(rows, list) and rows and isinstance(rows[0], dict) else []


def _without_data(part: Json, names: dict[str, str]) -> Json:
    if isinstance(part, dict):
        return {k: _without_data(v, names) for k, v in part.items() if k != "datasets"}
    if isinstance(part, list):
        return [_without_data(below, names) for below in part]
    return names.get(part, part) if isinstance(part, str) else part


def _differences(was: Json, now: Json, at: str) -> Iterator[str]:
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            yield from _differences(was.get(key), now.get(key), f"{at} {key}".strip())
    elif isinstance(was, list) and isinstance(now, list):
        rows = zip_longest(was, now)
        for number, (one, other) in enumerate(rows, 1):
            yield from _differences(one, other, f"{at} row {number}".strip())
    elif was != now:
        yield f"{at}: {_short(was)} → {_short(now)}"


def _in_html(one: BeautifulSoup, other: BeautifulSoup) -> Iterator[str]:
    heads = [head.get_text() for head in one.select("thead th")]
    rows = [soup.select("tbody tr") for soup in (one, other)]
    for number, (was, now) in enumerate(zip_longest(*rows), 1):
        cells = [[c.get_text() for c in row.find_all("td")] if row else [] for row in (was, now)]
        for column, (a, b) in enumerate(zip_longest(*cells)):
            if a != b:
                head = heads[column] if column < len(heads) else f"column {column + 1}"
                yield f"row {number}, {head}: {_short(a)} → {_short(b)}"
    for part in one.select("table") + other.select("table"):
        part.decompose()
    texts = [soup.get_text("\n").splitlines() for soup in (one, other)]
    for a, b in zip_longest(*texts):
        if a != b:
            yield f"text: {_short(a)} → {_short(b)}"


def _short(value: Json) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
