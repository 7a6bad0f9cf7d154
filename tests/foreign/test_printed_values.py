"""What a reader sees is written for a reader: no null, no exponent, no name of a column."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
import vl_convert
from bs4 import BeautifulSoup
from public_calls import figures
from tables_read import same, tables_read

import analysis
from analysis.dossier.references import references_of
from analysis.dossier.tables import TABLES, is_optional
from analysis.explorer import Explorer, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis import Dossier

FIGURES = dict(figures())
OF_A_COMPUTER = re.compile(
    r"\b(null|undefined|nan|NaN|None|Infinity|inf|Invalid|(?<![cC][oa]me )true|false)\b"
    r"|(?<![\w.-])\d[\d.,]*[eE][+-]?\d"
    r"|\b[a-z]+\d*(?:_[a-z0-9]+)+\b"
    r"|\[object"
)
ZONED = re.compile(r"T\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$")


def scaled(dossier: Dossier) -> Dossier:
    """Figures of one weapon after the other very large and very small."""
    large = pl.col("weapon_id").rank("dense") % 2 == 0
    ends = pl.col("low", "high")
    numbers = pl.when(large).then(ends * 123_456_789.123 + 0.5).otherwise(ends * 1e-7)
    return replace(dossier, figures=dossier.figures.with_columns(numbers))


def sparse(dossier: Dossier) -> Dossier:
    """Every other cell empty of what may be empty, as far as a row is a row then."""
    frames = {}
    for name, schema in TABLES.items():
        frame = getattr(dossier, name)
        empty = pl.int_range(pl.len()) % 2 == 0
        free = [
            pl.when(~empty).then(column).alias(column)
            for column, kind in schema.columns().items()
            if is_optional(kind)
            and not isinstance(kind.dtype, pl.List)
            and column not in references_of(schema)
        ]
        frames[name] = schema.filter(frame.with_columns(free)).result
    return replace(dossier, **frames)


def worded(dossier: Dossier) -> Dossier:
    """Every other cell of a vocabulary with one of its words that is written with underscores."""
    frames = {}
    for name, schema in TABLES.items():
        frame = getattr(dossier, name)
        other = pl.int_range(pl.len()) % 2 == 0
        changed = [
            pl.when(other).then(pl.lit(words[-1], kind.dtype)).otherwise(column).alias(column)
            for column, kind in schema.columns().items()
            if isinstance(kind.dtype, pl.Enum)
            and (words := [word for word in kind.dtype.categories if "_" in word])
        ]
        frames[name] = schema.filter(frame.with_columns(changed)).result
    return replace(dossier, **frames)


DOSSIERS = {
    "scaled": scaled,
    "sparse": sparse,
    "worded": worded,
}


@pytest.fixture(scope="module")
def strained(dossier: Dossier) -> dict[str, Dossier]:
    made = {kind: strain(dossier) for kind, strain in DOSSIERS.items()}
    assert all(isinstance(one, analysis.Dossier) for one in made.values())
    return made


def printed(figure: Figure) -> Iterator[str]:
    """All texts of a figure: what is drawn, what screen readers and tooltips say, and controls."""
    if isinstance(figure, Explorer):
        for state in states(figure.spec):
            drawn = ET.fromstring(vl_convert.vegalite_to_svg(state))  # noqa: S314 (our own)
            for element in drawn.iter():
                yield from filter(None, [element.text, element.get("aria-label")])
        yield from str(figure).splitlines()
    else:
        page = BeautifulSoup(figure.to_html(), "html.parser")
        for link in page.find_all("a"):
            link.extract()
        yield from page.stripped_strings


def states(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The spec as it opens, and with the last option of every control."""
    yield spec
    last = [
        param | {"value": param["bind"]["options"][-1]}
        if "options" in (param.get("bind") or {})
        else param
        for param in spec.get("params", [])
    ]
    if last != spec.get("params", []):
        yield spec | {"params": last}


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_printed_as_a_computer_writes_it(
    name: str, strained: dict[str, Dossier], dossier: Dossier
) -> None:
    read = tables_read(FIGURES[name], dossier)
    other = {kind: one for kind, one in strained.items() if not same(read, dossier, one)}
    found = {
        (kind, text)
        for kind, one in ({"example": dossier} | other).items()
        for text in printed(FIGURES[name](one))
        if OF_A_COMPUTER.search(text)
    }
    assert not found


def descriptions(part: object) -> Iterator[str]:
    """Expressions of a Vega spec that write what a mark says."""
    if isinstance(part, dict):
        if isinstance(said := part.get("description"), dict) and "signal" in said:
            yield said["signal"]
        for below in part.values():
            yield from descriptions(below)
    elif isinstance(part, list):
        for below in part:
            yield from descriptions(below)


def values(part: object) -> Iterator[object]:
    below = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    yield part
    for one in below:
        yield from values(one)


@pytest.mark.parametrize("name", FIGURES)
def test_a_mark_says_titles_and_numbers_that_a_browser_has(name: str, dossier: Dossier) -> None:
    figure = FIGURES[name](dossier)
    if isinstance(figure, Explorer):
        said = "\n".join(descriptions(vl_convert.vegalite_to_vega(figure.spec)))
        texts = re.findall(r'"((?:[^"\\]|\\.)*)"', said)
        keys = {text.removeprefix("; ") for text in texts if re.match(r"; .*: $", text)}
        assert not {key for key in keys if not key[0].isupper()}
        for value in values(figure.spec):
            assert not isinstance(value, int) or abs(value) <= 2**53
            assert not isinstance(value, str) or not ZONED.search(value)
