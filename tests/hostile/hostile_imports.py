"""Files of other tools that are broken or hostile, as ``make hostile`` runs them."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import sqlite3
import struct
import tempfile
import zipfile
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from damage import (
    BYTES,
    TRICKY,
    as_json,
    cut,
    deep,
    encoded,
    in_text,
    of_a_file,
    of_json,
)

import analysis
from analysis.coding import imported
from analysis.errors import AnalysisError
from analysis.exchange import read, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis.coding import Imported
    from analysis.evidence import Foreign

_DATA = Path(__file__).resolve().parents[1] / "exchange/data"
_LONGEST = 1_500
"""Characters of a message."""


@cache
def _samples() -> dict[str, tuple[str, str, bytes, dict[str, bytes]]]:
    """By name: format, name of the file, content, and files beside it."""
    example = analysis.example()

    def of(name: str) -> bytes:
        content = write(example, name)
        return content.encode() if isinstance(content, str) else content

    def sample(path: str) -> bytes:
        return (_DATA / path).read_bytes()

    found = {
        "dna": ("dna", "a.dna", sample("bridge.dna"), {}),
        "dna as written": ("dna", "a.dna", of("dna"), {}),
        "dna-events": ("dna-events", "a.csv", of("dna-events"), {}),
        "statements": ("statements", "a.csv", of("statements"), {}),
        "statements in a workbook": ("statements", "a.xlsx", _workbook(), {}),
        "graphml": ("graphml", "a.graphml", of("graphml"), {}),
        "followthemoney": ("followthemoney", "a.json", of("followthemoney"), {}),
        "webannotation": (
            "webannotation",
            "a.jsonld",
            sample("web/w3c_annotation_page.jsonld"),
            {},
        ),
        "hypothesis": ("hypothesis", "a.json", sample("web/hypothesis_search.json"), {}),
        "refi-qda": ("refi-qda", "a.qdpx", sample("refi/mini.qdpx"), {}),
        "refi-qda as written": ("refi-qda", "a.qdpx", of("refi-qda"), {}),
        "refi-qda codes": ("refi-qda", "a.qdc", sample("refi/mini.qdc"), {}),
        "doccano": ("doccano", "a.jsonl", sample("doccano/relations_utf16.jsonl"), {}),
        "brat": ("brat", "a.ann", sample("brat/bridge.ann"), {"a.txt": sample("brat/bridge.txt")}),
        "langextract": ("langextract", "a.jsonl", sample("extractions.jsonl"), {}),
        "label-studio": ("label-studio", "a.json", sample("labelstudio/export.json"), {}),
    }
    if find_spec("cassis"):
        beside = {"TypeSystem.xml": sample("uima/TypeSystem.xml")}
        found["uima"] = ("uima", "a.xmi", sample("uima/bridge.xmi"), beside)
    return found


def _workbook() -> bytes:
    """The table of statements as a workbook."""
    import csv

    import xlsxwriter

    file = io.BytesIO()
    text = write(analysis.example(), "statements")
    assert isinstance(text, str)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(csv.reader(io.StringIO(text))):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def prepare() -> None:
    """Make the files that are changed."""
    _samples()


def made(number: int) -> tuple[str, list[str], bytes]:
    """Make the file of a number: its sample, what was done to it, and its content."""
    chance = random.Random(number)  # noqa: S311  (no secret is made of it)
    sample = chance.choice(list(_samples()))
    _, name, content, _ = _samples()[sample]
    said = []
    for _ in range(chance.choice((1, 1, 1, 2))):
        how, content = _damaged(Path(name).suffix, content, chance)
        said.append(how)
    return sample, said, content


def _damaged(ending: str, content: bytes, chance: random.Random) -> tuple[str, bytes]:
    if chance.random() < 0.15:
        return of_a_file(content, chance)
    try:
        return _OF[ending](content, chance)
    except (ValueError, KeyError, zipfile.BadZipFile, sqlite3.Error, OverflowError, RuntimeError):
        return of_a_file(content, chance)  # damaged before, so that it cannot be taken apart


def _json(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    if chance.random() < 0.05:
        return "deep", deep(chance)
    return "JSON", as_json(of_json(json.loads(content), chance))


def _json_lines(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    if content.lstrip()[:1] == b"[":
        return _json(content, chance)
    lines = [line for line in content.split(b"\n") if line.strip()]
    at = chance.randrange(len(lines))
    how, lines[at] = _json(lines[at], chance)
    if chance.random() < 0.2:
        lines.append(lines[at])
    return how, b"\n".join(lines)


_LAUGHS = "<!DOCTYPE a [<!ENTITY b 'ha'>{}]>".format(
    "".join(f"<!ENTITY {chr(99 + n)} '{f'&{chr(98 + n)};' * 10}'>" for n in range(9))
)
_OUTSIDE = "<!DOCTYPE a [<!ENTITY k SYSTEM 'file:///etc/hostname'>]>"
_PARAMETER = "<!DOCTYPE a [<!ENTITY % k SYSTEM 'http://127.0.0.1:9/'> %k;]>"


def _xml(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    text = content.decode()
    tags = [found.start() for found in re.finditer(r"<[A-Za-z]", text)]
    values = [found.span(1) for found in re.finditer(r'="([^"]*)"', text)]
    match chance.randrange(12):
        case 0:
            kind = chance.choice((_LAUGHS, _OUTSIDE, _PARAMETER))
            start, end = chance.choice(values)
            declared = re.sub(r"^(<\?xml.*?\?>)?", lambda found: found[0] + kind, text, count=1)
            at = start + len(kind)
            return "entities", encoded(f"{declared[:at]}&k;{declared[at + end - start :]}")
        case 1:
            at = chance.choice(tags)
            many = chance.choice((200, 300, 100_000))
            return "deep", encoded(text[:at] + "<a>" * many + text[at:])
        case 2:
            at = chance.choice(tags)
            deep_ = chance.choice((100, 250, 5_000))
            return "deep", encoded(text[:at] + "<a>" * deep_ + "</a>" * deep_ + text[at:])
        case 3:
            start, end = chance.choice(values)
            long = chance.choice(("x", "1", "&amp;")) * chance.choice((10**5, 11 * 10**6))
            return "huge attribute", encoded(text[:start] + long + text[end:])
        case 4:
            coding = chance.choice(("UTF-7", "IBM037", "windows-1252", "utf-16", "none", "cp1252"))
            other = re.sub(r'encoding="[^"]*"', f'encoding="{coding}"', text)
            return f"encoding {coding}", encoded(other)
        case 5:
            start = chance.choice(tags)
            end = text.find(">", start) + 1
            return "tag left out", encoded(text[:start] + text[end:])
        case 6:
            start = chance.choice(tags)
            end = text.find(">", start) + 1
            return "tag twice", encoded(text[:end] + text[start:end] + text[end:])
        case 7:
            (start, end), (other, until) = chance.choice(values), chance.choice(values)
            return "another's value", encoded(text[:start] + text[other:until] + text[end:])
        case _:
            from xml.sax.saxutils import quoteattr

            start, end = chance.choice(values)
            value = chance.choice((in_text(text[start:end], chance), chance.choice(TRICKY)))
            escaped = quoteattr(re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", value))
            return "value", encoded(text[: start - 1] + escaped + text[end + 1 :])


def _zip(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = [(name, archive.read(name)) for name in archive.namelist()]
    how = "member"
    match chance.randrange(9):
        case 0:
            name = chance.choice(("../a.txt", "/etc/a", "a/../../b", "C:\\a", "..\\a", "\0", ""))
            inside.append((name, b"x"))
            how = f"member {name!r}"
        case 1:
            at = chance.randrange(len(inside))
            inside[at] = inside[at][0], inside[at][1] + bytes(100 * 2**20)
            how = "bomb"
        case 2:
            inside.append(chance.choice(inside))
            how = "member twice"
        case 3:
            inside.pop(chance.randrange(len(inside)))
            how = "member gone"
        case 4:
            return "cut", cut(content, chance)
        case 5:
            raw = bytearray(content)
            flags = raw.rfind(b"PK\x01\x02") + 8
            raw[flags] |= chance.choice((1, 8, 64))
            return "flags", bytes(raw)
        case 6:
            raw = bytearray(content)
            at = raw.find(b"PK\x01\x02") + chance.choice((20, 24, 42))
            raw[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 100, 2**31, 2**32 - 1)))
            return "stated sizes", bytes(raw)
        case _:
            at = chance.randrange(len(inside))
            name, raw = inside[at]
            is_xml = name.endswith((".qde", ".xml", ".rels", ".qdc"))
            how, changed = (_xml if is_xml else of_a_file)(raw, chance)
            inside[at] = name, changed
            how = f"member's {how}"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that are there twice
            for name, raw in inside:
                archive.writestr(zipfile.ZipInfo(name or "a"), raw, zipfile.ZIP_DEFLATED)
    return how, file.getvalue()


def _database(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    if chance.random() < 0.25:
        raw = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            raw[chance.randrange(len(raw))] = chance.choice(BYTES)
        return "bytes of the database", bytes(raw)
    if chance.random() < 0.1:
        return "cut", content[: chance.randrange(len(content))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dna"
        path.write_bytes(content)
        with closing(sqlite3.connect(path, isolation_level=None)) as base:
            found = base.execute("SELECT name FROM sqlite_master WHERE type='table'")
            tables = [name for (name,) in found]
            table = chance.choice([one for one in tables if not one.startswith("sqlite_")])
            columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
            column = chance.choice(columns)
            base.execute("PRAGMA foreign_keys = OFF")
            base.execute("PRAGMA ignore_check_constraints = ON")
            how = f"{table}.{column}"
            match chance.randrange(6):
                case 0:
                    base.execute(f'DROP TABLE "{table}"')
                case 1:
                    base.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "other"')
                case 2:
                    half = chance.randrange(2)
                    base.execute(f'DELETE FROM "{table}" WHERE rowid % 2 = {half}')  # noqa: S608
                case _:
                    value = chance.choice(
                        (None, -1, 0, 10**6, 2**62, 1.5, "x", "", b"\xff\0", "x" * 10**6)
                    )
                    words = chance.choice(TRICKY).encode("utf-8", "replace").decode()
                    value = chance.choice((value, words))
                    one = "(SELECT max(rowid) FROM t)".replace("t", f'"{table}"')
                    where = chance.choice(("", f" WHERE rowid = {one}"))
                    base.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ?{where}', (value,))  # noqa: S608
        return how, path.read_bytes()


def _lines(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    lines = content.decode().split("\n")
    at = chance.randrange(len(lines))
    parts = re.split(r"([\t ;:])", lines[at])
    spot = chance.randrange(len(parts))
    parts[spot] = chance.choice((in_text(parts[spot], chance), chance.choice(TRICKY)))
    lines[at] = "".join(parts)
    return "line", encoded("\n".join(lines))


_OF: dict[str, Callable[[bytes, random.Random], tuple[str, bytes]]] = {
    ".json": _json_lines,
    ".jsonl": _json_lines,
    ".jsonld": _json,
    ".qdpx": _zip,
    ".xlsx": _zip,
    ".qdc": _xml,
    ".xmi": _xml,
    ".graphml": _xml,
    ".dna": _database,
    ".csv": of_a_file,
    ".ann": _lines,
}


def tried(number: int, folder: Path) -> dict[str, Any]:
    """Read a file, take it in, write it, and say what is wrong with what became of it."""
    sample, said, content = made(number)
    form, name, _, beside = _samples()[sample]
    place, new = folder / "files", folder / "new"
    for one in (place, new):
        shutil.rmtree(one, ignore_errors=True)
    place.mkdir(parents=True)
    for other, raw in beside.items():
        (place / other).write_bytes(raw)
    path = place / name
    path.write_bytes(content)
    result: dict[str, Any] = {"how": "refused", "of": sample, "findings": [], "problems": said}
    findings: list[str] = result["findings"]
    options = {"statement_type": "DNA Statement"} if form == "dna" else {}
    try:
        foreign = read(path, form, **options)
        result["how"] = "read"
        findings += _of_words(foreign)
        found = imported(foreign, new)
    except AnalysisError as error:
        message = str(error)
        result["problems"] = [*said, message]
        findings += _of_message(error)
        names = {path.name, *beside}
        if result["how"] == "refused" and names.isdisjoint(re.findall(r"[\w.]+", message)):
            findings.append(f"message: does not name the file: {message[:300]}")
        if result["how"] == "read":
            result["how"] = "read, and then refused"
        return result
    findings += _of_rows(foreign, found)
    written = found.save()
    if path.read_bytes() != content or {one.name for one in place.iterdir()} != {name, *beside}:
        findings.append("silent: something beside the file was written")
    findings += [f"silent: {one} was written" for one in written if new not in one.parents]
    for at in {one.parent for one in written}:
        analysis.load(at, review="all")
    if found.of("accepted"):
        result["how"] = "taken"
        findings += [] if written else ["silent: rows accepted, nothing written"]
    return result


def _of_message(error: AnalysisError) -> Iterator[str]:
    message = str(error)
    if not message.replace("\n", "").isprintable() or len(message) > _LONGEST:
        yield f"message: not to be printed, or too long: {message[:200]!r}"


def _of_rows(foreign: Foreign, found: Imported) -> Iterator[str]:
    """Every passage is a row, with a reason if it is not accepted."""
    for one in found.rows:
        if one.status != "accepted" and not one.reasons:
            yield f"no reason: {one}"
        if not str(one).isprintable() or len(str(one)) > 2 * _LONGEST:
            yield f"message: not to be printed, or too long: {str(one)[:200]!r}"
    passages = sum(len(text.passages) for text in foreign.texts)
    claims = sum(one.item.table == "claims" for one in found.rows)
    if claims != passages:
        yield f"silent: {passages} passages, {claims} rows of claims"
    for line in [*found.left_out, *found.notes]:
        if not line.isprintable():
            yield f"message: not to be printed: {line[:200]!r}"
    found.report().encode()


def _of_words(foreign: Foreign) -> Iterator[str]:
    for text in foreign.texts:
        for one in text.passages:
            if (one.start is None) != (one.end is None):
                yield f"words: {one.origin} has half a place"
            elif one.start is not None and text.text[one.start : one.end] != one.words:
                yield f"words: {one.origin} is at others"


def shown(number: int) -> Iterator[str]:
    """Say what is done to the file of a number, and give its beginning."""
    sample, said, content = made(number)
    yield f"{sample}: {'; '.join(said)}"
    yield content[:4_000].decode("utf-8", "backslashreplace")
