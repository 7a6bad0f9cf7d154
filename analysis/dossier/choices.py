"""The choices of ``study.toml``: its keys, and what is wrong with a file of them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from analysis.dossier.places import not_a_file
from analysis.dossier.problems import Problem
from analysis.dossier.spelling import SUSPECT, fault, faulty
from analysis.dossier.vocabularies import package_rows
from analysis.errors import did_you_mean

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
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        remedy = f"cannot be read: {why}"
        return {}, [Problem(path.name, None, None, None, "toml", remedy)]
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
    return choices, problems


def _unknown(content: Mapping[str, Any]) -> Iterator[Problem]:
    sections: dict[str, list[str]] = {}
    for key in KEYS:
        sections.setdefault(key.section, []).append(key.key)
    for section, keys in content.items():
        if section not in sections:
            remedy = f"no such section{did_you_mean(section, sections)}"
            yield Problem("study.toml", None, section, None, "unknown_key", remedy)
        elif not isinstance(keys, dict):
            remedy = f"write it as a section: [{section}]"
            yield Problem("study.toml", None, section, str(keys), "section", remedy)
        else:
            for key in keys.keys() - set(sections[section]):
                remedy = f"no such key{did_you_mean(key, sections[section])}"
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
                remedy = f"no such {key.column} in {key.table}.csv{did_you_mean(one, known)}"
                yield problem("reference", remedy, one)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
