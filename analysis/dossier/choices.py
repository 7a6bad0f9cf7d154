"""The choices of ``study.toml``: its keys, and what is wrong with a file of them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from analysis.dossier.places import not_a_file
from analysis.dossier.problems import Problem
from analysis.dossier.spelling import SUSPECT, fault, faulty
from analysis.dossier.vocabularies import package_rows
from analysis.errors import did_you_mean, suggestion, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Key(NamedTuple):
    """One key of ``study.toml``."""

    section: str
    key: str
    kind: str
    """``text``, ``day``, ``id``, ``ids`` or ``pair``."""

    table: str
    """Table that its ids are in, and ``column`` of it; empty where it names no row."""

    column: str
    meaning: str
    default: str
    """How it is derived where the file does not say."""


KEYS = tuple(Key(**row) for row in package_rows("study_keys.csv"))
"""Every key, in the order of ``docs/study.md``."""

_PAIR = 2
_HEADING = re.compile(r"""\s*\[\s*(?:["'](.*?)["']|([\w-]+))\s*\]""")
_KEY = re.compile(r"""\s*(?:["'](.*?)["']|([\w.-]+))\s*=""")
_EXPECTED = {
    "text": "text in quotes",
    "day": "a date like 2031-05-04, without quotes",
    "id": "an id in quotes",
    "ids": 'a list of ids, like ["one", "two"]',
    "pair": 'two ids, like ["one", "two"]',
}


def read_choices(
    folder: Path, frames: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, Any], list[Problem]]:
    """Read ``study.toml`` and check it against the tables.

    Returns
    -------
    tuple
        Choices by ``section.key``, and every problem. Without the file both are empty.
    """
    path = folder / "study.toml"
    try:
        if wrong := not_a_file(path):
            return {}, [Problem(path.name, None, None, None, "file", wrong)]
        if not path.exists():
            return {}, []
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return {}, [_unread(path, error)]
    try:
        content = tomllib.loads(text)
        str(content)  # which Python refuses of very long numbers, and problems show values
    except (ValueError, RecursionError) as error:
        return {}, [_not_toml(path, text, error)]
    problems = list(_unknown(content))
    choices = {
        f"{key.section}.{key.key}": content[key.section][key.key]
        for key in KEYS
        if isinstance(content.get(key.section), dict) and key.key in content[key.section]
    }
    for key in KEYS:
        name = f"{key.section}.{key.key}"
        if name in choices:
            problems += _wrong(key, choices[name], frames)
    lines = _lines(text) if problems else {}
    return choices, [replace(one, line=lines.get(one.column or "")) for one in problems]


def _unread(path: Path, error: OSError | UnicodeDecodeError) -> Problem:
    if isinstance(error, OSError):
        remedy = f"cannot be read: {error.strerror}"
        return Problem(path.name, None, None, None, "toml", remedy)
    line = error.object.count(b"\n", 0, error.start) + 1
    remedy = "cannot be read: it is not UTF-8; save it as UTF-8"
    return Problem(path.name, line, None, None, "toml", remedy)


def _not_toml(path: Path, text: str, error: Exception) -> Problem:
    if not isinstance(error, tomllib.TOMLDecodeError):
        remedy = "cannot be read: it has a number of thousands of digits; write text in quotes"
        if isinstance(error, RecursionError):
            remedy = "cannot be read: it is nested too deeply; write one value for each key"
        return Problem(path.name, None, None, None, "toml", remedy)
    place = re.search(r"at line ([0-9]+)", str(error))
    line = int(place[1]) if place else text.rstrip().count("\n") + 1
    expected = 'lines such as title = "Words", below a [section], are expected'
    remedy = f"cannot be read: {visible(str(error))}; {expected}"
    return Problem(path.name, line, None, None, "toml", remedy)


def _lines(text: str) -> dict[str, int]:
    """Line of each section and key, as they are usually written."""
    found, section = dict[str, int](), ""
    for number, line in enumerate(text.split("\n"), 1):
        if heading := _HEADING.match(line):
            section = heading[1] or heading[2]
            found.setdefault(section, number)
        elif key := _KEY.match(line):
            name = key[1] or key[2]
            found.setdefault(f"{section}.{name}" if section else name, number)
    return found


def _unknown(content: Mapping[str, Any]) -> Iterator[Problem]:
    sections: dict[str, list[str]] = {}
    for key in KEYS:
        sections.setdefault(key.section, []).append(key.key)
    for section, keys in content.items():
        if section not in sections:
            remedy = f"no such section{suggestion(section, sections)}"
            yield Problem("study.toml", None, section, None, "unknown_key", remedy)
        elif not isinstance(keys, dict):
            remedy = f"write it as a section: [{section}]"
            yield Problem("study.toml", None, section, str(keys), "section", remedy)
        else:
            for key in [key for key in keys if key not in sections[section]]:
                remedy = f"no such key{suggestion(key, sections[section])}"
                yield Problem("study.toml", None, f"{section}.{key}", None, "unknown_key", remedy)


def _wrong(key: Key, value: object, frames: Mapping[str, pl.DataFrame]) -> Iterator[Problem]:
    name = f"{key.section}.{key.key}"

    def problem(rule: str, remedy: str, shown: object = value) -> Problem:
        return Problem("study.toml", None, name, str(shown), rule, remedy)

    right_type = {
        "text": isinstance(value, str) and bool(value),
        "id": isinstance(value, str),
        "day": isinstance(value, dt.date) and not isinstance(value, dt.datetime),
        "ids": _is_texts(value),
        "pair": _is_texts(value),
    }[key.kind]
    if not right_type:
        yield problem("type", f"{_EXPECTED[key.kind]} is expected")
        return
    ids: list[str] = value if isinstance(value, list) else [str(value)]
    # Most texts are plain, which many dossiers should not have to ask polars.
    if suspects := [one for one in ids if re.search(SUSPECT, one)]:
        for text in faulty(pl.Series(suspects, dtype=pl.String)):
            yield problem("spelling", fault(text), text)
    if key.kind == "pair" and len(set(ids)) != _PAIR:
        yield problem("type", f"{_EXPECTED['pair']} is expected")
    if key.key == "name" and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(value)):
        yield problem("name", "write it in lower-case-words-with-hyphens")
    if key.table in frames:
        known = frames[key.table][key.column].drop_nulls().unique().to_list()
        for one in ids:
            if one not in known:
                hint = did_you_mean(one, known) or "; write one that is there"
                remedy = f"no such {key.column} in {key.table}.csv{hint}"
                yield problem("reference", remedy, one)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
