"""The form of a table as the Coder shows it, made from its schema and the study's codebook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import dataframely as dy
import polars as pl

from analysis.coding.model_answers import FROM_WORDS, OURS
from analysis.coding.row_files import key_columns
from analysis.dossier import TABLES
from analysis.dossier.diagnosis import NAMED_FORMS
from analysis.dossier.places import not_a_file
from analysis.dossier.tables import SIGN_WORDS, is_optional, item_type
from analysis.dossier.vocabularies import every_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CODED = ("claims", "ties", "transfers", "actors", "weapons", "sources")
"""Tables whose rows are coded in forms."""
_HIDDEN = {*FROM_WORDS, *OURS}
"""Columns that follow from the words, or say where a row is from."""
_TABLES = {
    "claims": "Claim",
    "ties": "Tie",
    "transfers": "Transfer",
    "actors": "Actor",
    "weapons": "Weapon",
    "sources": "Source",
}
_LABELS = {
    "nested_source": "View reported",
    "cue": "Reporting word",
    "likelihood_term": "Likelihood word",
    "speech_act": "Kind of statement",
    "factuality": "Certainty",
    "time_reference": "Time",
    "targets": "Addressed to",
    "subjects": "About whom",
    "said_on": "Day",
    "source": "First party",
    "target": "Second party",
    "kind": "Kind",
    "signed": "Day of signature",
    "start": "First day",
    "end": "Last day",
    "directed": "Runs one way",
    "instrument": "Treaty or act",
    "coded_by": "Coded in data set",
    "sources": "Sources",
    "in_sentence": "Name inside a sentence",
    "cow_code": "Number in the Correlates of War project",
    "url": "Address",
    "archived_url": "Address of an archived copy",
    "retrieved": "Day of retrieval",
    "voice": "Whose text",
    "read_on": "Read on",
}
_RECURRING = frozenset(("concept", "instrument", "coded_by", "publisher", "voice"))
"""Columns of text whose values are shared by rows: those in use are offered."""
_NAMED_BY = ("name", "title", "statement")
_ALSO = ("in_sentence", "designation", "publisher", "voice")
_COLUMN = re.compile(r"^- ((?:`[^`]+`(?:, | and )?)+)(.*)$")
_MARKS = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")


def form_of(table: str, codebook: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give the form of a table.

    Parameters
    ----------
    table
        One of `CODED`.
    codebook
        What the study's codebook says of a column, by column.

    Returns
    -------
    dict
        ``label``, ``key`` (the column that is the key) and ``columns``, required ones first.

    Examples
    --------
    >>> form = form_of("transfers")
    >>> [column["label"] for column in form["columns"]][:3]
    ['Id', 'Weapon', 'Supplier']
    >>> form["columns"][1]["help"]
    'Weapon or class of weapons. Type its name and choose it.'
    """
    said = codebook or {}
    columns = [
        _column(table, name, column, said.get(name, ""))
        for name, column in TABLES[table].columns().items()
        if name not in _hidden(table)
    ]
    columns.sort(key=lambda column: not column["required"])
    return {"label": _TABLES[table], "key": key_columns(table)[0], "columns": columns}


def _hidden(table: str) -> set[str]:
    return _HIDDEN if table == "claims" else {*OURS}


def _column(table: str, name: str, column: dy.Column, codebook: str) -> dict[str, Any]:
    about = column.metadata or {}
    is_key = name in key_columns(table)
    words = _words(name, column)
    shown: dict[str, Any] = {
        "name": name,
        "label": "Id" if is_key else _label(name),
        "help": " ".join(filter(None, (*_help(name, column, is_key=is_key), codebook))),
        "required": not is_optional(column),
        "kind": _kind(column, is_key=is_key, has_words=bool(words)),
    }
    if words:
        shown["words"] = words
    if target := about.get("references"):
        shown["table"] = target
    return shown


def _label(name: str) -> str:
    plain = name.removesuffix("_id").replace("_", " ")
    return _LABELS.get(name, f"{plain[:1].upper()}{plain[1:]}")


def _kind(column: dy.Column, *, is_key: bool, has_words: bool) -> str:
    listed, dtype = isinstance(column.dtype, pl.List), item_type(column)
    if (column.metadata or {}).get("references") and not is_key:
        return "ids" if listed else "id"
    if listed:
        return "list"
    if has_words:
        return "word"
    kinds = {pl.Date(): "day", pl.Boolean(): "boolean"}
    return kinds.get(dtype, "number" if dtype.is_numeric() else "text")


def _words(name: str, column: dy.Column) -> list[dict[str, str]]:
    if name == "sign":
        return [
            {"word": word, "label": label, "definition": f"The tie is {label}."}
            for label, word in SIGN_WORDS.items()
        ]
    vocabulary = (column.metadata or {}).get("vocabulary")
    every = every_vocabulary()[vocabulary] if vocabulary else ()
    return [{"word": w.word, "label": w.label, "definition": w.definition} for w in every]


def _help(name: str, column: dy.Column, *, is_key: bool) -> Iterator[str]:
    """Say what a cell means, and what it looks like."""
    about, dtype = column.metadata or {}, item_type(column)
    yield f"{str(column.description)[:1].upper()}{str(column.description)[1:]}."
    listed = isinstance(column.dtype, pl.List)
    inner = column.inner if isinstance(column, dy.List) else column
    if is_key:
        yield "In lower-case-words-with-hyphens; left empty, it is made up."
    elif about.get("references"):
        yield "Type names and choose them." if listed else "Type its name and choose it."
    elif name != "sign" and _words(name, column):
        yield "Choose all that apply." if listed else "Choose a word; each is defined."
    elif dtype == pl.Date:
        yield "Written as YYYY-MM-DD."
    elif form := NAMED_FORMS.get(getattr(inner, "regex", None) or ""):
        yield f"Written as {form}."
    elif listed:
        yield "Several are joined by |."
    if standard := about.get("standard"):
        yield f"Coding scheme: {standard}."


def codebook_of(folder: Path, table: str) -> dict[str, str]:
    """Give what a dossier's ``CODEBOOK.md`` says of the columns of a table.

    It is the text of the items under the table's heading that begin with a column's name.

    Examples
    --------
    >>> from analysis.dossier.reading import PACKAGED
    >>> codebook_of(PACKAGED, "transfers")["status"][:48]
    'How the article speaks of it, not what happened:'
    """
    body = next((text for heading, text in codebook_sections(folder) if heading == table), "")
    said = dict[str, list[str]]()
    for line in body.splitlines():
        if not (item := _COLUMN.match(line)):
            continue
        names = re.findall(r"`([^`]+)`", item[1])
        for name in names:
            if name in TABLES[table].column_names():
                said.setdefault(name, []).append(_plain(item[2]))
    return {name: " ".join(texts) for name, texts in said.items()}


def codebook_sections(folder: Path) -> list[tuple[str, str]]:
    """Give the headings of a dossier's ``CODEBOOK.md``, each with the text under it."""
    path = folder / "CODEBOOK.md"
    if not_a_file(path) or not path.is_file():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    parts = (part.partition("\n") for part in re.split(r"^## +", text, flags=re.MULTILINE)[1:])
    return [(heading.strip(), body) for heading, _, body in parts]


def _plain(text: str) -> str:
    plain = _MARKS.sub(r"\1", text).strip().lstrip(":").strip()
    if plain.endswith(":"):  # a table or list follows, which a form has no room for
        plain = f"{plain[:-1]}."
    return f"{plain[:1].upper()}{plain[1:]}"


def names_of(frames: Mapping[str, pl.DataFrame]) -> dict[str, list[list[Any]]]:
    """Give the names by which rows are found that others name, and the words that rows share.

    Parameters
    ----------
    frames
        Typed frame per table, as far as tables can be read.

    Returns
    -------
    dict
        By table lists of key, name and further spellings; by column of text that rows share, the
        same of each value in use.

    Examples
    --------
    >>> import analysis
    >>> from analysis.dossier import TABLES
    >>> example = analysis.example()
    >>> names = names_of({table: getattr(example, table) for table in TABLES})
    >>> names["actors"][0], names["concept"][0][0]
    (['ardania', 'Ardania', ['Ardanian']], 'Ardania arms Delmora')
    """
    columns = [c for table in CODED for c in form_of(table)["columns"]]
    targets = dict.fromkeys(column["table"] for column in columns if "table" in column)
    names: dict[str, list[list[Any]]] = {
        table: [_named(table, row) for row in _with_keys(table, frames[table])]
        for table in targets
        if table in frames
    }
    for name in sorted(_RECURRING):
        values = dict[str, None]()
        for table in (t for t in CODED if t in frames and name in frames[t].columns):
            values |= dict.fromkeys(frames[table][name].drop_nulls().to_list())
        names[name] = [[value, value, []] for value in values]
    return names


def _with_keys(table: str, frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.drop_nulls(key_columns(table)).to_dicts()


def _named(table: str, row: Mapping[str, Any]) -> list[Any]:
    """Give a row's key, its name and other spellings of it, as far as it has them."""
    shown = next((row[name] for name in _NAMED_BY if row.get(name)), row[key_columns(table)[0]])
    also = [row[name] for name in _ALSO if row.get(name)]
    aliases = [*filter(None, row.get("aliases") or ())]
    return [row[key_columns(table)[0]], shown, [*aliases, *also]]
