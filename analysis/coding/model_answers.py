"""Read what a language model answered: rows as JSON, taken apart without trusting any of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from analysis.coding.row_files import cells_of, unwritable
from analysis.dossier import TABLES, QuestionError, did_you_mean
from analysis.dossier.places import not_a_file
from analysis.dossier.tables import item_type
from analysis.errors import shorten, visible

if TYPE_CHECKING:
    from pathlib import Path

    import dataframely as dy

LISTS = ("actors", "claims", "ties")
"""Tables that an answer has rows of, in the order in which rows name one another."""
WORDS = "words"
FROM_WORDS = ("paragraph", "start", "end", "digest", "quote")
"""Columns of a claim that follow from its words."""
OURS = ("coder", "review")
"""Columns that say where a row comes from; no answer sets them."""

MOST_BYTES = 64 * 1024 * 1024
MOST_CHARACTERS = 10_000
"""The longest text that one cell is given."""
LONGEST_WORDS = 2_000
"""The longest words of one claim, in characters: it is one statement."""
_SHOWN_NAME = 40
"""Characters of a foreign name that are shown."""
_FENCE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_FORMULA = ("=", "+", "-", "@")
"""How a cell begins that a spreadsheet would compute instead of showing it."""


@dataclass(frozen=True)
class Item:
    """One row of an answer."""

    table: str
    index: int | None
    """Place in its list, from 0; None for a list that no answer has."""
    cells: dict[str, str]
    """Cells by column, and `WORDS`."""
    left_out: tuple[str, ...] = ()
    """Columns that were given, though they follow from something else."""
    fault: str | None = None
    """Why it cannot be a row, whatever the dossier has."""
    origin: str | None = None
    """Where it is in the file of another tool; None for a row of an answer."""
    coder: str | None = None
    """Who coded it, where its file says so of each row."""
    span: tuple[int, int] | None = None
    """Characters of the article that its words were proved to be."""
    doubt: str | None = None
    """Why its place is not to be trusted, though its words are there."""
    labels: tuple[str, ...] = ()
    """What its file says of it that no column has."""

    def __str__(self) -> str:
        """Say where it is in the answer, or in its file."""
        if self.origin is not None:
            return visible(self.origin)
        name = visible(self.table[:_SHOWN_NAME])
        return name if self.index is None else f"{name}[{self.index}]"


def read_answer(path: Path) -> tuple[str, list[str]]:
    """Read the file of an answer as text, and what is to be said about it.

    Raises
    ------
    QuestionError
        It is too long, or not text.
    OSError
        It cannot be read.
    """
    if wrong := not_a_file(path):
        raise QuestionError(f"{path.name} {wrong}")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise QuestionError(
            f"{path.name} has {size >> 20:,} MB; an answer may have {MOST_BYTES >> 20} MB. "
            "Ask for fewer paragraphs at a time"
        )
    content = path.read_bytes()
    try:
        text = content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        at = error.start
    else:
        return unfenced(text)
    raise QuestionError(f"{path.name} is not text in UTF-8 (byte {at + 1:,}); save it as UTF-8")


def unfenced(text: str) -> tuple[str, list[str]]:
    """Take an answer out of the Markdown fence that models like to put around it.

    Examples
    --------
    >>> unfenced("Here it is:" + chr(10) + "```json" + chr(10) + "{}" + chr(10) + "```")[0].strip()
    '{}'
    """
    if text.lstrip()[:1] in ("{", "["):
        return text, []
    fences = list(_FENCE.finditer(text))
    if len(fences) != 1:
        return text, []
    around = text[: fences[0].start()] + text[fences[0].end() :]
    also = ", and left out the text around it" if around.strip() else ""
    above = text.count("\n", 0, fences[0].start(2))  # lines are counted as the file has them
    return "\n" * above + fences[0][2], [f"took the answer out of its Markdown fence{also}"]


def items_of(text: str, name: str = "the answer") -> list[Item]:
    """Take an answer apart into its rows.

    Raises
    ------
    QuestionError
        It is not JSON, or not an object of lists; the message repeats nothing of it.

    Examples
    --------
    >>> items_of('{"claims": [{"words": "said no", "spaeker": "a"}]}')[0].fault
    'spaeker: no such column; did you mean "speaker"?'
    >>> items_of('{"claims": [{"words": "sa')
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: the answer ends in the middle, in line 1; ask for the rest of it
    """
    answer = _parsed(text, name)
    if not isinstance(answer, dict):
        lists = ", ".join(LISTS)
        raise QuestionError(
            f"{name} is {_kind(answer)}; an object with the lists {lists} is needed"
        )
    items = []
    for table, rows in answer.items():
        if table not in LISTS:
            fault = f"no such list in an answer{did_you_mean(table[:_SHOWN_NAME], LISTS)}"
            items.append(Item(table, None, {}, fault=fault))
        elif isinstance(rows, list):
            items += [item_of(table, index, row) for index, row in enumerate(rows)]
        elif rows is not None:
            items.append(Item(table, None, {}, fault=f"is {_kind(rows)}; a list is needed"))
    return sorted(items, key=lambda item: LISTS.index(item.table) if item.table in LISTS else 9)


def _parsed(text: str, name: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        said = _in_words(error, text, name)
    except RecursionError:
        said = f"{name} is nested too deeply to be an answer"
    except QuestionError as error:
        said = f"{name}: {error}"
    except ValueError:
        said = f"{name} has a number that is too long to be one"
    # Not raised while the other is handled: errors of the parser carry the text.
    raise QuestionError(said)


def _in_words(error: json.JSONDecodeError, text: str, name: str) -> str:
    if not text.strip():
        return f"{name} is empty"
    line = f"line {error.lineno}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return f"{name} ends in the middle, in {line}; ask for the rest of it"
    if error.msg == "Extra data":
        return f"{name} goes on after its JSON ends, in {line}; leave only the JSON"
    what = f"{error.msg[:1].lower()}{error.msg[1:]}"
    place = f"in {line}, character {error.colno}"
    after = text[error.pos :].removeprefix(",").lstrip()[:1]  # some Pythons stop at the comma
    if after in ("]", "}") and text[: error.pos + 1].rstrip("]} \n\r\t").endswith(","):
        return f"{name} is not JSON: {place}, a comma before {after} is one too many"
    return f"{name} is not JSON: {what}, {place}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen, twice = set[str](), ""
        for key, _ in pairs:
            twice = key if key in seen else twice
            seen.add(key)
        raise QuestionError(f"an object has {shorten(twice)} twice; which one is meant?")
    return found


def _no_number(word: str) -> NoReturn:
    raise QuestionError(f"{word} is not a number that JSON knows; write null")


def item_of(table: str, index: int, row: object) -> Item:
    """Take one row, and say of what it has why it could not be one.

    Examples
    --------
    >>> item_of("actors", 0, {"actor_id": "ann", "name": "=1+1"}).fault
    'name: "=1+1" begins with =, and a spreadsheet would compute it; begin with a word'
    """
    if not isinstance(row, dict):
        fault = f"is {_kind(row)}; an object with the columns of the table is needed"
        return Item(table, index, {}, fault=fault)
    columns = [*TABLES[table].column_names(), *([WORDS] if table == "claims" else [])]
    derived = (*FROM_WORDS, *OURS) if table == "claims" else OURS
    given = {name: value for name, value in row.items() if value not in (None, "", [])}
    faults, cells = list[str](), dict[str, str]()
    for name, value in given.items():
        if name not in columns:
            hint = did_you_mean(name[:_SHOWN_NAME], columns)
            faults.append(f"{visible(name[:_SHOWN_NAME])}: no such column{hint}")
        elif name not in derived:
            try:
                cells[name] = _cell(table, name, value)
            except QuestionError as error:
                faults.append(str(error))
    left_out = tuple(name for name in given if name in derived and name in columns)
    return Item(table, index, cells, left_out, "; ".join(faults) or None)


def _cell(table: str, name: str, value: object) -> str:
    """Give a value as a cell, and refuse what no cell can have or what harms who opens it."""
    column = TABLES[table].columns().get(name)
    parts = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not (column and isinstance(column.dtype, pl.List)):
        raise QuestionError(f"{name}: is a list; one value is needed")
    if odd := next((part for part in parts if isinstance(part, dict | list)), None):
        raise QuestionError(f"{name}: is or has {_kind(odd)}; texts are needed")
    most = LONGEST_WORDS if name == WORDS else MOST_CHARACTERS
    long = max((len(str(part)) for part in parts), default=0)
    if max(long, len(parts)) > most:
        size = f"{long:,} characters" if long > most else f"{len(parts):,} items"
        raise QuestionError(f"{name}: has {size}; at most {most:,} are taken in")
    cell = str(value) if name == WORDS else cells_of(table, {name: value})[name]
    if fault := unwritable(cell) or (column and computed(column, cell)):
        raise QuestionError(f"{name}: {fault}")
    return cell


def computed(column: dy.Column, cell: str) -> str:
    """Say that a spreadsheet would compute a cell of text; empty where it would show it."""
    if item_type(column) != pl.String or not begins_as_a_formula(cell):
        return ""
    begins = f"{shorten(cell)} begins with {cell[0]}"
    return f"{begins}, and a spreadsheet would compute it; begin with a word"


def begins_as_a_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute a cell instead of showing it.

    Examples
    --------
    >>> begins_as_a_formula("=1+1"), begins_as_a_formula("no")
    (True, False)
    """
    return cell.startswith(_FORMULA)


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else kinds.get(type(value), "a number")
