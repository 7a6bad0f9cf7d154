"""Files of other tools may be broken, or made to harm: a sentence says so, and no word is wrong."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import analysis
from analysis.dossier import archives
from analysis.dossier.archives import Archive
from analysis.exchange import READERS, untrusted
from analysis.exchange.untrusted import content_of, decoded, json_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.evidence import Foreign

DATA = Path(__file__).parent / "data"
SAMPLES = {
    "webannotation": ["web/w3c_annotation_page.jsonld"],
    "hypothesis": ["web/hypothesis_search.json"],
    "doccano": ["doccano/relations_utf16.jsonl", "doccano/spans_as_ui_writes_utf16.jsonl"],
    "label-studio": ["labelstudio/export.json"],
    "brat": ["brat/bridge.ann"],
    "refi-qda": ["refi/mini.qdpx", "refi/mini.qdc"],
    "langextract": ["extractions.jsonl"],
}
"""Small files of each format, of which broken ones are made."""
ODD: list[Any] = [None, True, -1, 0, 3, 10**30, 1.5, 1e300, "", "x", "9", [], [1], {}, {"a": 1}]
"""What may be in the place of anything in JSON."""


def refused(make: object, said: str) -> None:
    assert callable(make)
    with pytest.raises(analysis.QuestionError, match=said):
        make()


def packed(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "C:\\a.txt", "..\\a.txt", "a\\..\\..\\b"]
)
def test_paths_out_of_an_archive_are_refused(name: str) -> None:
    content = packed({"fine.txt": b"a", name: b"b"})
    refused(lambda: Archive(content, "a.zip"), r"a\.zip: .* points out of the archive; not read")


def test_a_bomb_is_not_unpacked() -> None:
    content = packed({"project.qde": bytes(64 * 2**20)})
    assert len(content) < 100_000
    archive = Archive(content, "a.qdpx")
    start = time.perf_counter()
    refused(lambda: archive.read("project.qde"), "64 MiB when unpacked, too much to be read")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(("mib", "is_read"), [(9.9, True), (10.6, False)])
def test_up_to_ten_mebibytes_may_be_packed_tightly(
    mib: float,
    is_read: bool,  # noqa: FBT001 (a case)
) -> None:
    content = bytes(int(mib * 2**20))
    archive = Archive(packed({"a.txt": content}), "a.zip")
    if is_read:
        assert archive.read("a.txt") == content
    else:
        refused(lambda: archive.read("a.txt"), "11 MiB when unpacked, too much to be read")


def test_more_than_ten_mebibytes_may_be_packed_loosely() -> None:
    content = random.Random(1).randbytes(11 * 2**20)  # noqa: S311 (the same each time)
    assert Archive(packed({"a.txt": content}), "a.zip").read("a.txt") == content


def test_a_size_that_is_stated_wrongly_does_not_help() -> None:
    content = bytearray(packed({"a.txt": bytes(30 * 2**20)}))
    size = struct.pack("<I", 30 * 2**20)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 100)
    refused(lambda: Archive(bytes(content), "a.zip").read("a.txt"), "is damaged; export it anew")


def test_archives_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed({f"{number}.txt": b"" for number in range(4)})
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    refused(lambda: Archive(content, "a.zip"), "has 4 files, more than 3; split it")
    monkeypatch.setattr(archives, "MOST_MEMBER_BYTES", 10)
    large = Archive(packed({"a.txt": b"abcdefghijk"}), "a.zip")
    refused(lambda: large.read("a.txt"), "too much to be read")
    refused(lambda: large.read("b.txt"), 'has no file "b.txt"')


def test_an_archive_has_ten_thousand_files_at_most() -> None:
    files = {f"{number}.txt": b"" for number in range(10_000)}
    assert len(Archive(packed(files, zipfile.ZIP_STORED), "a.zip").names()) == 10_000
    content = packed(files | {"more.txt": b""}, zipfile.ZIP_STORED)
    refused(lambda: Archive(content, "a.zip"), "has 10,001 files, more than 10,000; split it")


def test_a_file_is_found_whatever_the_case_of_its_name() -> None:
    archive = Archive(packed({"Sources/A.txt": b"a"}), "a.zip")
    assert archive.read("sources/a.TXT") == b"a"


def test_many_small_files_are_not_unpacked_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_TOTAL_BYTES", 2**21)
    archive = Archive(packed({f"{number}.txt": bytes(2**20) for number in range(3)}), "a.zip")
    assert [len(archive.read(name)) for name in ("0.txt", "1.txt")] == [2**20, 2**20]
    refused(lambda: archive.read("2.txt"), "has more than 2 MiB to read; split it into parts")


def test_the_same_name_twice_is_refused() -> None:
    content = packed({"sources/A.txt": b"a", "Sources/a.txt": b"b"})
    refused(lambda: Archive(content, "a.zip"), "is in it twice; which one is meant is open")


def test_a_locked_or_damaged_archive_is_refused() -> None:
    content = bytearray(packed({"a.txt": b"We agree"}, zipfile.ZIP_STORED))
    flags = content.index(b"PK\x01\x02") + 8
    content[flags] |= 1
    refused(lambda: Archive(bytes(content), "a.zip").read("a.txt"), "locked by a password")
    content = bytearray(packed({"a.txt": b"We agree"}, zipfile.ZIP_STORED))
    content[content.index(b"We agree")] ^= 1
    refused(lambda: Archive(bytes(content), "a.zip").read("a.txt"), "is damaged")
    refused(lambda: Archive(b"PK\x03\x04", "a.zip"), "is not a zip archive, or is damaged")


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_is_refused_however_it_is_packed(kind: int) -> None:
    content = bytearray(packed({"a.txt": b"We agree on this. " * 9}, kind))
    content[50] ^= 255
    refused(lambda: Archive(bytes(content), "a.zip").read("a.txt"), "is damaged; export it anew")


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "ha">'
    + "".join(f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 10}">' for n in range(9))
    + "]><a>&k;</a>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_entities_do_not_expand(encoding: str) -> None:
    refused(lambda: tree_of(LAUGHS.encode(encoding), "a.qde"), "declares a document type")


HIDDEN = (
    b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a +AFs-+ADwAIQ-ENTITY b +ACI-ha+ACI-'
    b"+AD4-+AF0-+AD4-<a>&b;</a>"
)


def test_a_document_type_is_not_hidden_by_an_encoding() -> None:
    refused(lambda: tree_of(HIDDEN, "a.qde"), "declares a document type")
    plain = '<?xml version="1.0" encoding="{}"?><a>x</a>'
    for encoding in ("UTF-8", "utf-16", "us-ascii", "ISO-8859-1"):
        assert tree_of(plain.format(encoding).encode(encoding), "a.qde").text == "x"
    for encoding, codec in (("UTF-7", "utf-7"), ("IBM037", "cp037"), ("windows-1252", "cp1252")):
        content = plain.format(encoding).encode(codec)
        refused(lambda content=content: tree_of(content, "a.qde"), r"a\.qde.*(encod|is not XML)")


def test_entities_of_the_system_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    outside = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{tmp_path}/secret.txt">]><a>&b;</a>'
    refused(lambda: tree_of(outside.encode(), "a.qde"), "declares a document type")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not XML"),
        (b"<a>" * 100_000, "is not XML"),
        (b"<a b='" + b"x" * (11 * 2**20) + b"'/>", "is not XML"),
        (b"<a>\x00</a>", "is not XML"),
        ("<a>\u00e9</a>".encode("latin-1"), "is not XML"),
    ],
)
def test_what_is_not_xml_is_refused_by_its_place(content: bytes, said: str) -> None:
    refused(lambda: tree_of(content, "a.qde"), rf"a\.qde.*{said}")


def test_files_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a\u202e.json"
    path.write_bytes(b"12345")
    monkeypatch.setattr(untrusted, "MOST_BYTES", 4)
    refused(lambda: content_of(path), r"a\\u202e\.json is larger than 0 MiB; split it")
    refused(lambda: content_of(tmp_path), "cannot be read: Is a directory")
    refused(lambda: content_of(tmp_path / "none"), "cannot be read: No such file")
    refused(lambda: content_of(Path("\x00")), "has a character that no path can have")
    refused(lambda: content_of(3), "a file is a text or a path, not int")  # type: ignore[arg-type]


def test_text_is_in_utf_8() -> None:
    assert decoded(b"\xef\xbb\xbfa\r\n", "a.json") == "a\r\n"
    assert decoded("é".encode("utf-16"), "a.json") == "é"
    refused(lambda: decoded(b"a\nb\xff", "a.json"), r"a\.json, line 2: byte 3 is not UTF-8")


def test_deep_or_endless_json_is_refused() -> None:
    refused(lambda: json_of("[" * 200_000, "a.json"), "is nested too deeply")
    refused(lambda: json_of("9" * 10_000, "a.json"), "a number that is too long")
    refused(lambda: json_of('{"a": }', "a.json"), "line 1, column 7: is not JSON")
    assert json_of("[" * 200 + "]" * 200, "a.json").items()


def values(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Where something is in JSON."""
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from values(each, (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:  # noqa: ANN401
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = changed(copied[path[0]], path[1:], new)
    return copied


def broken_json(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """The same with one value in the place of another, for every place and many values."""
    rows = content.decode().splitlines() if content.count(b"\n{") else [content.decode()]
    row = json.loads(rows[0])
    for path in list(values(row)):
        for new in chance.sample(ODD, 3):
            yield json.dumps(changed(row, path, new)).encode()


def broken_bytes(content: bytes, chance: random.Random, many: int) -> Iterator[bytes]:
    """The same with bytes cut, doubled, or in the place of others."""
    for _ in range(many):
        at, length = chance.randrange(len(content)), chance.randrange(1, 12)
        new = chance.choice(
            [b"", content[at : at + length] * 2, chance.randbytes(length), b"9" * 25]
        )
        yield content[:at] + new + content[at + length :]


def proved(foreign: Foreign) -> int:
    """How many passages have a place, each of which has the words that it says."""
    placed = 0
    for text in foreign.texts:
        for passage in text.passages:
            assert (passage.start is None) == (passage.end is None)
            if passage.start is not None:
                assert text.text is not None
                assert text.text[passage.start : passage.end] == passage.words
                placed += 1
            assert passage.words
            assert passage.words.strip()
    return placed


@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_are_refused_in_a_sentence_and_never_give_wrong_words(
    name: str, tmp_path: Path
) -> None:
    chance = random.Random(name)  # noqa: S311 (the same files each time)
    read = READERS[name].read
    outcomes, unnamed = {"read": 0, "refused": 0}, 0
    for sample in SAMPLES[name]:
        content = (DATA / sample).read_bytes()
        path = tmp_path / Path(sample).name
        if name == "brat":
            path.with_suffix(".txt").write_bytes((DATA / "brat/bridge.txt").read_bytes())
        files = list(broken_bytes(content, chance, 400))
        if "json" in path.suffix:
            files += broken_json(content, chance)
        if path.suffix == ".qdpx":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = {member: archive.read(member) for member in archive.namelist()}
            for each in broken_bytes(inside["project.qde"], chance, 400):
                files.append(packed(inside | {"project.qde": each}))
        for each in files:
            path.write_bytes(each)
            try:
                proved(read(path))
                outcomes["read"] += 1
            except analysis.QuestionError as error:
                unnamed += path.name not in str(error)
                outcomes["refused"] += 1
    assert not unnamed
    assert min(outcomes.values()) > 10, outcomes


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_themselves_are_read(name: str) -> None:
    for sample in SAMPLES[name]:
        assert proved(READERS[name].read(DATA / sample)) >= 0


NOT_NAMES = [None, 3, b"a", [], {}, float("nan"), object()]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("odd", NOT_NAMES, ids=[type(one).__name__ for one in NOT_NAMES])
def test_what_is_not_the_name_of_a_file_is_refused(name: str, odd: object) -> None:
    refused(lambda: READERS[name].read(odd), "a file is a text or a path, not")
    refused(lambda: analysis.exchange.read(odd, name), "a file is a text or a path, not")  # type: ignore[arg-type]


IMPOSSIBLE = {
    "a\0b": "has a character that no path can have",
    "x" * 5000: "is too long for a path",
    f"{'x' * 300}.ann": "is too long for a path",
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("file", IMPOSSIBLE, ids=["NUL", "long path", "long name"])
def test_what_no_file_can_be_called_is_refused(name: str, file: str) -> None:
    refused(lambda: READERS[name].read(file), IMPOSSIBLE[file])
    refused(lambda: analysis.exchange.read(Path(file), name), IMPOSSIBLE[file])
