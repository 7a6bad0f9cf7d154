"""A dossier with something wrong: each is a number, from which it is made again."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from damage import (
    DAYS,
    FORMULAS,
    IN_PLACE,
    INVISIBLE,
    LISTS,
    LOOK_ALIKE,
    MARKUP,
    NOTHINGS,
    NUMBERS,
    TRICKY,
    TRUTHS,
    as_json,
    encoded,
    in_text,
    of_a_file,
    of_json,
)

from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES
from analysis.dossier.vocabularies import package_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Rows = list[list[str]]
    Step = Callable[["Damaged", random.Random], str]

_ROOT = Path(__file__).resolve().parents[2]
BASES = {
    "example": (EXAMPLE, 42),
    "tunnel": (_ROOT / "examples/tunnel", 25),
    "hearing": (_ROOT / "examples/corpus/dossiers/2033-05-hearing", 25),
    "study": (_ROOT / "data", 8),
}
"""Dossiers that are damaged, and how often of a hundred times."""
STUDY, ARTICLE, DRAFTS, DECISIONS = "study.toml", "article.txt", "drafts.json", "decisions.json"
_DRAFTS = {
    "drafts": [
        {"draft": "d1", "table": "claims", "key": None, "cells": {"quote": "no", "targets": "a|b"}},
        {
            "draft": "d2",
            "table": "ties",
            "key": "t1",
            "cells": {"kind": "alliance"},
            "note": "Code: yes",
        },
    ]
}
_DECISIONS = {
    "steps": [
        [
            {
                "first": "c01",
                "second": "c02",
                "column": "speech_act",
                "values": ["assert", None],
                "decision": {"value": "report"},
            }
        ],
        [
            {
                "first": "c03",
                "second": None,
                "column": None,
                "values": ["c03", None],
                "decision": "keep",
            }
        ],
    ]
}
_WORDS = sorted({row["word"] for row in package_rows("vocabularies.csv")})


@cache
def base(name: str) -> Mapping[str, bytes]:
    """Files of a dossier before anything happens to them."""
    folder = BASES[name][0]
    names = [*(f"{table}.csv" for table in TABLES), STUDY, ARTICLE]
    files = {each: (folder / each).read_bytes() for each in names if (folder / each).is_file()}
    drafts = {DRAFTS: as_json(_DRAFTS), DECISIONS: as_json(_DECISIONS)}
    return {each: raw for each, raw in files.items() if name != "study" or each != ARTICLE} | drafts


@dataclass
class Damaged:
    """A dossier, and what happened to it."""

    number: int
    base: str
    files: dict[str, bytes | str] = field(default_factory=dict)
    """What is changed: a file's bytes, or what is in its place."""
    steps: list[str] = field(default_factory=list)

    def raw(self, name: str) -> bytes:
        """A file as it is by now."""
        now = self.files.get(name, base(self.base).get(name, b""))
        return now if isinstance(now, bytes) else base(self.base).get(name, b"")

    def rows(self, name: str) -> Rows:
        """Rows of a table as far as they can be told apart."""
        text = self.raw(name).decode("utf-8-sig", "surrogateescape")
        csv.field_size_limit(1 << 30)
        try:
            return list(csv.reader(io.StringIO(text, newline=""))) or [[""]]
        except csv.Error:
            return [line.split(",") for line in text.split("\n")]

    def write(self, name: str, rows: Rows, **options: object) -> None:
        """Put rows in the place of a table."""
        out = io.StringIO()
        csv.writer(out, **{"lineterminator": "\n"} | options).writerows(rows)
        text = out.getvalue()
        try:
            self.files[name] = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:  # half a character
            self.files[name] = encoded(text)

    def tables(self) -> list[str]:
        """Files of tables that have a row at least."""
        return [
            name
            for name, raw in base(self.base).items()
            if name.endswith(".csv") and raw.count(b"\n") > 1
        ]


def damaged(number: int) -> Damaged:
    """Make the dossier of a number.

    Examples
    --------
    >>> damaged(4711) == damaged(4711)
    True
    """
    chance = random.Random(number)  # noqa: S311  (no secret is made of it)
    names, weights = zip(*((name, often) for name, (_, often) in BASES.items()), strict=True)
    made = Damaged(number, chance.choices(names, weights)[0])
    many = chance.choices((1, 2, 3), (75, 17, 8))[0]
    kinds, often = zip(*KINDS.items(), strict=True)
    while len(made.steps) < many:
        kind = chance.choices(kinds, often)[0]
        made.steps.append(f"{kind.__name__.replace('_', ' ')}: {kind(made, chance)}")
    return made


def kind_of(made: Damaged) -> str:
    """Name what happened to a dossier, for counts."""
    kinds = [step.partition(":")[0] for step in made.steps]
    return kinds[0] if len(kinds) == 1 else f"{len(kinds)} at once"


def cell(made: Damaged, chance: random.Random) -> str:
    """Change a cell, or up to five of a table."""
    name = chance.choice(made.tables())
    rows = made.rows(name)
    said = []
    for _ in range(chance.choices((1, 2, 5), (85, 10, 5))[0]):
        row = chance.randrange(min(1, len(rows) - 1), len(rows))
        if not rows[row]:
            continue
        at = chance.randrange(len(rows[row]))
        how = chance.choice(list(OF_CELLS))
        rows[row][at] = new = OF_CELLS[how](Spot(rows[row][at], rows[row], rows, at, made), chance)
        said.append(f"row {row} cell {at} {how} {new[:60]!r}")
    made.write(name, rows)
    return f"{name}: {'; '.join(said)}"


class Spot(NamedTuple):
    """A cell, and where it is."""

    text: str
    row: list[str]
    rows: Rows
    at: int
    made: Damaged


def _of(values: Sequence[str]) -> Callable[[Spot, random.Random], str]:
    return lambda _, chance: chance.choice(values)


def _other_key(spot: Spot, chance: random.Random) -> str:
    other = spot.made.rows(chance.choice(spot.made.tables()))
    keys = [each[0] for each in other[1:] if each] or ["none"]
    return "|".join(chance.choices(keys, k=chance.choice((1, 1, 2))))


def _look_alike(spot: Spot, chance: random.Random) -> str:
    text = spot.text or "ardania"
    at = chance.choice([place for place, one in enumerate(text) if one in LOOK_ALIKE] or [0])
    return text[:at] + LOOK_ALIKE.get(text[at], "\u0430") + text[at + 1 :]


def _unseen(spot: Spot, chance: random.Random) -> str:
    text = spot.text
    at = chance.choice((0, len(text), chance.randint(0, len(text))))
    return text[:at] + chance.choice(INVISIBLE) + text[at:]


def _neighbour(spot: Spot, chance: random.Random) -> str:
    return chance.choice(spot.row)


def _same_column(spot: Spot, chance: random.Random) -> str:
    other = chance.choice(spot.rows)
    return other[spot.at] if spot.at < len(other) else ""


def _items(spot: Spot, chance: random.Random) -> str:
    items = re.split(r"([|;: -])", spot.text)
    return "".join(chance.sample(items, len(items)))


def _separated(spot: Spot, chance: random.Random) -> str:
    mark = chance.choice(("|", "||", ";", ",", " | ", "\n", "/", "-"))
    return re.sub(r"[|-]", mark, spot.text or "ardania|belmark")


def _touched(spot: Spot, chance: random.Random) -> str:
    return in_text(spot.text, chance)


def _continued(spot: Spot, chance: random.Random) -> str:
    return f"{spot.text} {chance.choice(_WORDS)}".strip()


OF_CELLS: dict[str, Callable[[Spot, random.Random], str]] = {
    "number": _of(NUMBERS),
    "day": _of(DAYS),
    "truth": _of(TRUTHS),
    "nothing": _of(NOTHINGS),
    "formula": _of(FORMULAS),
    "list": _of(LISTS),
    "markup": _of(MARKUP),
    "anything": _of(TRICKY),
    "word of a vocabulary": _of(_WORDS),
    "key of a table": _other_key,
    "letter that looks alike": _look_alike,
    "letter that nobody sees": _unseen,
    "cell of the row": _neighbour,
    "cell of the column": _same_column,
    "items in another order": _items,
    "other separators": _separated,
    "touched": _touched,
    "touched again": _touched,
    "continued": _continued,
}
"""What may be in the place of a cell."""


def row(made: Damaged, chance: random.Random) -> str:  # noqa: C901, PLR0912  (a case each)
    """Change the rows of a table."""
    name = chance.choice(made.tables())
    rows = made.rows(name)
    at, other = (chance.randrange(len(rows)) for _ in range(2))
    match chance.randrange(13):
        case 0:
            how = "left out"
            del rows[at]
        case 1:
            how = "twice"
            rows.insert(other, list(rows[at]))
        case 2:
            how = "swapped"
            rows[at], rows[other] = rows[other], rows[at]
        case 3:
            how = "blank line before it"
            rows.insert(at, [])
        case 4:
            how = "row of empty cells before it"
            rows.insert(at, [""] * len(rows[0]))
        case 5:
            how = "shifted to the right"
            rows[at] = ["", *rows[at][:-1]]
        case 6:
            how = "shifted to the left"
            rows[at] = [*rows[at][1:], ""]
        case 7:
            how = "a cell less"
            less = chance.randrange(len(rows[at]) or 1)
            rows[at] = rows[at][:less] + rows[at][less + 1 :]
        case 8:
            how = "a cell more"
            rows[at] = [*rows[at], chance.choice(("", "x", "ardania"))]
        case 9:
            how = "header again"
            rows.insert(at, list(rows[0]))
        case 10:
            how = "joined with the next"
            rows[at : at + 2] = [[one for each in rows[at : at + 2] for one in each]]
        case 11:
            how = "cut after some cells, and all that follow"
            rows = [*rows[:at], rows[at][: chance.randint(0, len(rows[at]))]]
        case _:
            how = "twice, under another key"
            rows.insert(other, [chance.choice(("new", "c99", "x1")), *rows[at][1:]])
    made.write(name, rows or [[""]])
    return f"{name}: row {at} {how} ({other})"


def column(made: Damaged, chance: random.Random) -> str:  # noqa: C901, PLR0912  (a case each)
    """Change the columns of a table."""
    name = chance.choice(made.tables())
    rows = made.rows(name)
    at, other = (chance.randrange(len(rows[0]) or 1) for _ in range(2))
    head = rows[0]
    match chance.randrange(11):
        case 0:
            how = "left out"
            rows = [each[:at] + each[at + 1 :] for each in rows]
        case 1:
            how = "twice"
            rows = [[*each, *each[at : at + 1]] for each in rows]
        case 2:
            how = "headings swapped"
            head[at], head[other] = head[other], head[at]
        case 3:
            how = "in another order"
            rows = [each[at:] + each[:at] for each in rows]
        case 4:
            how = "without a heading before it"
            rows = [[*each[:at], "", *each[at:]] for each in rows]
        case 5:
            how = "other heading"
            spelt = (head[at].upper(), head[at] + " ", head[at].replace("_", " "), f" {head[at]}")
            head[at] = chance.choice(("", " ", "x", *spelt, in_text(head[at], chance)))
        case 6:
            how = "heading of another table"
            head[at] = chance.choice(list(TABLES[chance.choice(list(TABLES))].columns()))
        case 7:
            how = "empty columns at the end"
            rows = [[*each, "", ""] for each in rows]
        case 8:
            how = "emptied"
            rows = [head, *([*each[:at], "", *each[at + 1 :]] for each in rows[1:])]
        case 9:
            how = "numbers of rows before all"
            rows = [[str(number or ""), *each] for number, each in enumerate(rows)]
        case _:
            how = "cells swapped with those of another"
            for each in rows[1:]:
                if max(at, other) < len(each):
                    each[at], each[other] = each[other], each[at]
    made.write(name, rows)
    return f"{name}: column {at} {how} ({other})"


def saved(made: Damaged, chance: random.Random) -> str:
    """Save a table as other programs do, and something else with it."""
    name = chance.choice(made.tables())
    rows = made.rows(name)
    if rows[-1]:
        rows[-1][-1] += chance.choice(("", "", "\u00e9", "\u6f22"))
    delimiter = chance.choice((",", ",", ",", ";", "\t"))
    made.write(
        name,
        rows,
        quoting=chance.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
        delimiter=delimiter,
        lineterminator=chance.choice(("\n", "\r\n", "\r", "\n\n", "\r\r\n")),
        quotechar=chance.choice(('"', '"', '"', "'")),
    )
    raw = made.raw(name).decode("utf-8", "replace")
    coding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"))
    end = chance.choice((b"", b"\n", b"\r\n\r\n", b"\x1a", b"\n,,\n"))
    made.files[name] = raw.encode(coding, "replace") + end
    return f"{name}: {coding}, {delimiter!r}, {end!r}"


def file(made: Damaged, chance: random.Random) -> str:
    """Damage the bytes of a table."""
    name = chance.choice(made.tables())
    how, made.files[name] = of_a_file(made.raw(name), chance)
    return f"{name}: {how}"


def place(made: Damaged, chance: random.Random) -> str:
    """Put something else where a file is, or the file where it is not looked for."""
    name = chance.choice(made.tables())
    name = chance.choice((name, name, name, name, STUDY, DRAFTS))
    stem, _, ending = name.partition(".")
    if chance.random() < 0.3:
        elsewhere = (
            *(f"{stem.title()}.{ending}", f"{stem}.{ending.upper()}", f"{stem} (1).{ending}"),
            *(f"{name}.txt", f"{name}~", f"{stem[:-1]}.{ending}", f"{stem}.xlsx", f".{name}"),
        )
        other = chance.choice(elsewhere)
        made.files[other] = made.raw(name)
        made.files[name] = "gone"
        return f"{name}: called {other}"
    made.files[name] = chance.choice(IN_PLACE)
    return f"{name}: {made.files[name]}"


_TOML_VALUES = (
    *('"ardania"', '""', '"x y"', "3", "2031-05-14", "2031-05-14T00:00:00", '"2031-05-14"', "true"),
    *("[]", '["a"]', '["ardania", "belmark"]', '["ardania", "ardania"]', "[1]", '["a", ["b"]]'),
    *('"c01"', '"article"', "{}", '{a = "b"}', "nan", "inf", "9" * 400, "1_0", '"\\u0000"', "0x1F"),
    *('"""a\nb"""', "'''x", '"\\ud800"', "'a\u00a0b'", '"e\u0301"', '"N/A"', '"=1"', '"a  b"', "a"),
    *('"\u202e"', "12:30:00", "0001-01-01", "9999-12-31", "2031-02-30", "[" * 2000),
    "'" + "x" * 9999,
)


def study(made: Damaged, chance: random.Random) -> str:
    """Change what ``study.toml`` says."""
    if chance.random() < 0.35:
        how, made.files[STUDY] = of_a_file(made.raw(STUDY), chance)
        return f"{STUDY}: {how}"
    keys = [(row["section"], row["key"]) for row in package_rows("study_keys.csv")]
    section, key = chance.choice(keys)
    if chance.random() < 0.15:
        section = in_text(section, chance)
    if chance.random() < 0.2:
        key = in_text(key, chance)
    value = chance.choice(_TOML_VALUES)
    lines = made.raw(STUDY).decode("utf-8", "replace").split("\n")
    matching = [n for n, line in enumerate(lines) if line.strip() == f"[{section}]"]
    own = [n for n, line in enumerate(lines) if line.partition("=")[0].strip() == key]
    match chance.randrange(6):
        case 0:
            at = chance.randrange(len(lines))
            lines[at] = in_text(lines[at], chance)
        case 1:
            del lines[chance.randrange(len(lines))]
        case 2:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        case _ if own and chance.random() < 0.7:
            lines[own[0]] = f"{key} = {value}"
        case _ if matching:
            lines.insert(matching[0] + 1, f"{key} = {value}")
        case _:
            lines += [f"[{section}]", f"{key} = {value}"]
    made.files[STUDY] = encoded("\n".join(lines))
    return f"{STUDY}: {section}.{key} = {value[:60]}"


def text(made: Damaged, chance: random.Random) -> str:
    """Change the article, or the files that views keep beside the tables."""
    name = chance.choice([one for one in (ARTICLE, DRAFTS, DECISIONS) if made.raw(one)])
    raw = made.raw(name)
    match chance.randrange(3):
        case 0:
            how, made.files[name] = of_a_file(raw, chance)
        case 1 if name != ARTICLE:
            try:
                value = json.loads(raw)
            except ValueError:
                value = {}
            how, made.files[name] = "other JSON", as_json(of_json(value, chance))
        case _:
            lines = raw.decode("utf-8", "replace").split("\n")
            at = chance.randrange(len(lines))
            lines[at] = in_text(lines[at], chance)
            if chance.random() < 0.3:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            how, made.files[name] = f"line {at + 1}", encoded("\n".join(lines))
    return f"{name}: {how}"


KINDS: dict[Step, int] = {
    cell: 46,
    row: 13,
    column: 9,
    saved: 6,
    file: 12,
    place: 3,
    study: 6,
    text: 5,
}
"""What happens to a dossier, and how often of a hundred times."""


def shown(made: Damaged) -> Iterator[str]:
    """Say what happened to a dossier, with the lines that differ."""
    import difflib

    yield f"{made.number}: {made.base}"
    yield from (f"  {step}" for step in made.steps)
    for name, now in made.files.items():
        if isinstance(now, str):
            yield f"{name} is {now}"
            continue
        before, after = (
            raw.decode("utf-8", "backslashreplace").splitlines()
            for raw in (base(made.base).get(name, b""), now)
        )
        lines = difflib.unified_diff(before, after, name, name, lineterm="", n=0)
        for number, line in enumerate(lines):
            if number > 40:
                yield "..."
                break
            yield ascii(line[:300])[1:-1]
