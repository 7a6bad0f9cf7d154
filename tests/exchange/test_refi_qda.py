"""Projects of REFI-QDA are valid by its schema, and are read with what programs count."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

import analysis
from analysis.exchange.refi_projects import refi_qda_code_book, refi_qda_project
from analysis.exchange.refi_qda import read_refi_qda

if TYPE_CHECKING:
    from analysis.evidence import Foreign, Passage

DATA = Path(__file__).parent / "data"
TEXT = (DATA / "text.txt").read_bytes().decode()
NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'
ONE, TWO, THREE = (f"0000000{number}-0000-0000-0000-00000000000A" for number in (1, 2, 3))
PLACES = [(9, 27), (50, 66), (72, 94)]


@pytest.fixture(autouse=True)
def no_article_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)


def saved(tmp_path: Path, project: str, **files: bytes) -> Path:
    path = tmp_path / "project.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", project)
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_txt", ".txt"), content)
    return path


def selection(start: object, end: object, inside: str = "", more: str = "") -> str:
    return (
        f'<PlainTextSelection guid="{TWO}" startPosition="{start}" endPosition="{end}" {more}>'
        f"{inside}</PlainTextSelection>"
    )


def project(
    inside: str,
    *,
    origin: str = "",
    path: str = f"internal://{ONE}.txt",
    sources: str = "",
    before: str = "",
    after: str = "",
) -> str:
    source = f'<TextSource guid="{ONE}" name="a" plainTextPath="{path}">{inside}</TextSource>'
    return (
        f'<Project {NAMESPACE} name="p" origin="{origin}">{before}'
        f"<Sources>{source}{sources}</Sources>{after}</Project>"
    )


def read(path: Path, **options: str) -> tuple[Foreign, list[Passage]]:
    foreign = read_refi_qda(path, **options)
    return foreign, [passage for text in foreign.texts for passage in text.passages]


def test_the_sample_is_read() -> None:
    foreign, passages = read(DATA / "refi/mini.qdpx")
    (text,) = foreign.texts
    assert (text.text, text.title, text.date) == (TEXT, "bridge", "2024-02-29")
    assert [(p.start, p.end) for p in passages] == PLACES
    assert [p.words for p in passages] == [TEXT[p.start : p.end] for p in passages]
    assert [p.labels for p in passages] == [
        ("stance", "support"),
        ("stance", "oppose"),
        ("stance", "support"),
    ]
    assert [p.organization for p in passages] == ["Town", "Club", "Neighbours"]
    assert {p.coder for p in passages} == {"Coder A"}
    assert foreign.left_out == ("1 note that is not on a passage",)
    assert foreign.notes == ()


def test_a_code_book_is_listed() -> None:
    foreign = read_refi_qda(DATA / "refi/mini.qdc")
    assert foreign.texts == ()
    assert foreign.left_out == (
        "3 codes without passages: stance; stance / support; stance / oppose",
    )


def test_a_project_is_valid_by_the_schema_of_the_standard(dossier: analysis.Dossier) -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "refi/Project.xsd"))
    for one in (dossier, analysis.example()):
        with zipfile.ZipFile(io.BytesIO(refi_qda_project(one))) as archive:
            schema.assertValid(etree.fromstring(archive.read("project.qde")))
            _, source = archive.namelist()
            text = (one.folder / "article.txt").read_bytes()
            assert archive.read(source) == text
    sample = zipfile.ZipFile(DATA / "refi/mini.qdpx").read("project.qde")
    schema.assertValid(etree.fromstring(sample))
    assert not schema.validate(etree.fromstring(sample.replace(b'name="support"', b"")))


def test_a_project_of_an_empty_dossier_is_valid_too(folder: Path) -> None:
    for table in folder.glob("*.csv"):
        if table.stem not in ("actors", "claims"):
            table.unlink()
    header = (folder / "claims.csv").read_text(encoding="utf-8").partition("\n")[0]
    (folder / "claims.csv").write_text(header + "\n", encoding="utf-8")
    (folder / "study.toml").unlink()
    schema = etree.XMLSchema(etree.parse(DATA / "refi/Project.xsd"))
    with zipfile.ZipFile(io.BytesIO(refi_qda_project(analysis.load(folder)))) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))


def test_the_same_dossier_gives_the_same_bytes_and_every_guid_once(
    dossier: analysis.Dossier,
) -> None:
    written = refi_qda_project(dossier)
    assert written == refi_qda_project(analysis.load(dossier.folder))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        guids = re.findall(rb' guid="([^"]+)"', archive.read("project.qde"))
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(guids) == len(set(guids)) > dossier.claims.height


def test_claims_come_back_with_places_words_names_cells_and_coders(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    path = tmp_path / "project.qdpx"
    path.write_bytes(refi_qda_project(dossier))
    foreign, passages = read(path)
    assert (foreign.left_out, foreign.notes) == ((), ())
    text = (dossier.folder / "article.txt").read_bytes().decode()
    assert foreign.texts[0].text == text
    assert foreign.texts[0].date == dossier.study.date.isoformat()
    claims = list(dossier.claims.sort("start", maintain_order=True).iter_rows(named=True))
    for claim, passage in zip(claims, passages, strict=True):
        assert (passage.start, passage.end) == (claim["start"], claim["end"])
        assert passage.person == dossier.names[claim["speaker"]]
        assert passage.coder == claim["coder"]
        assert passage.doubt is None
        for column in ("statement", "concept", "stance", "speech_act", "factuality", "cue"):
            assert passage.cells.get(column) == claim[column]
        reported = claim["nested_source"]
        said = None if reported is None else dossier.names[reported]
        assert passage.cells.get("nested_source") == said
        assert passage.labels == ()
    speakers = {dossier.names[one] for one in dossier.claims["speaker"]}
    assert {row["name"] for row in foreign.rows["actors"]} == speakers
    assert {"name": "Mira Tolvane", "kind": "person", "country": "XAR"} in foreign.rows["actors"]


def test_a_code_book_comes_back(dossier: analysis.Dossier, tmp_path: Path) -> None:
    path = tmp_path / "codes.qdc"
    path.write_bytes(refi_qda_code_book(dossier))
    (listed,) = read_refi_qda(path).left_out
    for concept in dossier.claims["concept"].drop_nulls():
        assert f"concept / {concept}" in listed
    assert "stance / disagree" in listed
    assert refi_qda_code_book(dossier) == path.read_bytes()


@pytest.mark.parametrize(
    ("origin", "text", "place", "note"),
    [
        ("", "\U0001f600 We agree.", (2, 10), None),
        ("NVivo 14", "\U0001f600 We agree.", (3, 11), None),
        ("", "\U0001f600 We agree.", (3, 11), "UTF-16 units, not characters"),
        ("NVivo 14", "\U0001f600 We agree.", (2, 10), "characters, not UTF-16 units"),
        ("ATLAS.ti 23", "No.\r\nWe agree.", (4, 12), None),
        ("NVivo 14", "No.\r\nWe agree.", (5, 13), None),
        ("", "No.\r\nWe agree.", (4, 12), "each CR and LF as one, not characters"),
        ("", "No.\nWe agree.", (5, 13), "each line end as two, not characters"),
        ("", "\ufeff\U0001f600 We agree.", (2, 10), None),
    ],
)
def test_places_are_what_the_program_counts(
    origin: str, text: str, place: tuple[int, int], note: str | None, tmp_path: Path
) -> None:
    written = project(selection(*place), origin=origin)
    path = saved(tmp_path, written, **{f"Sources__{ONE.lower()}_txt": text.encode()})
    foreign, (passage,) = read(path)
    assert passage.words == "We agree"
    content = foreign.texts[0].text
    assert content is not None
    assert content[passage.start : passage.end] == "We agree"
    assert (passage.doubt is None) == (note is None)
    assert (note or "") in "".join(foreign.notes)
    assert bool(foreign.notes) == (note is not None)


def test_the_unit_may_be_named(tmp_path: Path) -> None:
    text = "\U0001f600 a-b-c-d"
    path = saved(tmp_path, project(selection(5, 8)), **{f"sources__{ONE}_txt": text.encode()})
    assert read(path)[1][0].start == 5
    assert read(path, unit="utf16")[1][0].start == 4
    with pytest.raises(analysis.QuestionError, match='unit="utf8" is not an option'):
        read(path, unit="utf8")


def test_codes_coders_notes_and_inline_text(tmp_path: Path) -> None:
    before = (
        f'<Users><User guid="{{{ONE}}}" name="Ada"/><User guid="{TWO}" id="B"/></Users>'
        f'<CodeBook><Codes><Code guid="{{{ONE.lower()}}}" name="concept" isCodable="false">'
        f'<Code guid="{TWO}" name="bridges" isCodable="true"/></Code>'
        f'<Code guid="{THREE}" name="mood" isCodable="true"/></Codes></CodeBook>'
    )
    codings = (
        "<Description>stance: agree</Description>"
        f'<Coding guid="{ONE}"><CodeRef targetGUID="{{{TWO.lower()}}}"/></Coding>'
        f'<Coding guid="{TWO}" creatingUser="{{{TWO.lower()}}}"><CodeRef targetGUID="{THREE}"/>'
        f'<NoteRef targetGUID="{ONE}"/></Coding>'
        f'<Coding guid="{THREE}"><CodeRef targetGUID="{ONE[:-1]}B"/></Coding>'
    )
    after = (
        f'<Notes><Note guid="{ONE}"><PlainTextContent>Loud</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{ONE}"/></Links><Sets><Set guid="{ONE}" name="s"/></Sets>'
    )
    inside = "<PlainTextContent>We agree</PlainTextContent>"
    inside += selection(0, 2, codings, f'creatingUser="{ONE}"')
    written = project(inside, before=before, after=after).replace(
        f' plainTextPath="internal://{ONE}.txt"', ""
    )
    foreign, (ada, other) = read(saved(tmp_path, written))
    assert (ada.coder, ada.cells, ada.labels) == (
        "Ada",
        {"concept": "bridges", "stance": "agree"},
        (),
    )
    assert (other.coder, other.labels) == ("B", ("mood", "note: Loud"))
    assert set(foreign.left_out) == {
        "1 reference to a code that is missing",
        "1 link",
        "1 set",
    }


@pytest.mark.parametrize(
    ("above", "below", "cells", "labels"),
    [
        ("agreement", "1", {"stance": "agree"}, ()),
        ("Stance", "Disagree", {"stance": "disagree"}, ()),
        ("speech act", "Threat", {"speech_act": "threat"}, ()),
        ("nested_source", "Ann", {"nested_source": "Ann"}, ()),
        ("agreement", "perhaps", {}, ("agreement", "perhaps")),
    ],
)
def test_codes_below_a_column_are_its_cell_in_any_case(
    above: str, below: str, cells: dict[str, str], labels: tuple[str, ...], tmp_path: Path
) -> None:
    before = (
        f'<CodeBook><Codes><Code guid="{ONE}" name="{above}"><Code guid="{TWO}" name="{below}"/>'
        "</Code></Codes></CodeBook>"
    )
    coding = f'<Coding guid="{ONE}"><CodeRef targetGUID="{TWO}"/></Coding>'
    path = saved(
        tmp_path,
        project(selection(0, 2, coding), before=before),
        **{f"sources__{ONE}_txt": b"We agree"},
    )
    _, (passage,) = read(path)
    assert (passage.cells, passage.labels) == (cells, labels)


def test_single_selections_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    both = project(selection(-1, 2) + selection(0, 2))
    foreign, (passage,) = read(saved(tmp_path, both, **{f"sources__{ONE}_txt": b"We agree"}))
    (said,) = foreign.left_out
    assert (passage.words, said.endswith('startPosition is "-1", and a number is expected')) == (
        *("We", True),
    )


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (f"internal://Sources\\{ONE}.txt", ""),
        (f"internal://sources/{ONE}.txt", ""),
        (f"internal://{ONE}.txt", "bridge/"),
    ],
)
def test_texts_are_found_however_the_archive_was_made(
    path: str, above: str, tmp_path: Path
) -> None:
    packed = tmp_path / "project.qdpx"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{above}project.qde", project(selection(0, 2), path=path))
        archive.writestr(f"{above}Sources/{ONE}.txt", "We agree")
        archive.writestr("__MACOSX/._project.qde", b"\0\5\x16\7\xff")
        archive.writestr(f"{above}._project.qde", b"\0\5\x16\7\xff")
    foreign, (passage,) = read(packed)
    assert (passage.words, foreign.left_out) == ("We", ())


def test_codes_are_told_apart_by_their_guid(tmp_path: Path) -> None:
    book = '<CodeBook><Codes><Code {} name="a"/><Code {} name="b"/></Codes></CodeBook>'
    path = tmp_path / "codes.qdc"
    path.write_text(book.format("", ""), encoding="utf-8")
    assert read_refi_qda(path).left_out == ("2 codes without passages: a; b",)
    path.write_text(book.format(f'guid="{ONE}"', f'guid="{ONE.lower()}"'), encoding="utf-8")
    with pytest.raises(analysis.QuestionError, match=r'codes "a" and "b" have the same guid'):
        read_refi_qda(path)


def test_other_sources_and_texts_elsewhere_are_counted(tmp_path: Path) -> None:
    sources = (
        f'<PDFSource guid="{TWO}"><PDFSelection guid="{ONE}"/><Representation guid="{TWO}">'
        f"{selection(0, 1)}</Representation></PDFSource>"
        f'<PictureSource guid="{THREE}"/><AudioSource guid="{ONE}"/>'
    )
    path = saved(
        tmp_path, project(selection(0, 1) * 2, sources=sources, path="relative:///far/a.txt")
    )
    foreign, passages = read(path)
    assert passages == []
    assert foreign.left_out[:4] == (
        "1 PDF",
        "2 selections in PDFs",
        "1 picture",
        "1 audio recording",
    )
    elsewhere = 'its plain text is "relative:///far/a.txt", not in the project'
    assert foreign.left_out[4:] == (f'source "a", with 2 selections: {elsewhere}',)


def test_a_selection_outside_of_its_text_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path, project(selection(3, 99)), **{f"sources__{ONE}_txt": b"We agree"})
    foreign, passages = read(path)
    assert passages == []
    assert foreign.left_out == (f"a: selection {TWO}, 3 to 99, is not a passage of its text",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not XML", "is not XML"),
        (b"", "is not XML"),
        (b"<a/>", 'its root is "a", and Project or CodeBook is expected'),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
        (project(selection("x", 3)).encode(), 'startPosition is "x", and a number'),
        (project(selection("9" * 5000, 3)).encode(), "startPosition is .* and a number"),
        (project(selection("-1", 3)).encode(), 'startPosition is "-1", and a number'),
        (b"PK\x03\x04 broken", "is not a zip archive"),
    ],
)
def test_what_is_not_a_project_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    inline = content.replace(
        b'plainTextPath="internal://' + ONE.encode() + b'.txt">', b"><PlainTextContent/>"
    )
    path.write_bytes(inline)
    with pytest.raises(analysis.QuestionError, match=rf"a\.qdpx.*{said}"):
        read_refi_qda(path)


@pytest.mark.heavy
def test_another_reader_finds_the_same_words(dossier: analysis.Dossier, tmp_path: Path) -> None:
    from pyrefiqda import RefiCodebook, RefiProject

    path = tmp_path / "project.qdpx"
    path.write_bytes(refi_qda_project(dossier))
    project = RefiProject.load(path, tmp_path / "unpacked")
    (source,) = project.sources.text_source
    (file,) = (tmp_path / "unpacked/sources").iterdir()
    assert source.plain_text_path == f"internal://{file.name}"
    text = file.read_bytes().decode()
    claims = dossier.claims.sort("start", maintain_order=True).iter_rows(named=True)
    for claim, each in zip(claims, source.plain_text_selection, strict=True):
        start, end = each.start_position, each.end_position
        assert text[start:end] == text[claim["start"] : claim["end"]]
    assert {user.name for user in project.users.user} == set(dossier.claims["coder"].drop_nulls())
    (tmp_path / "codes.qdc").write_bytes(refi_qda_code_book(dossier))
    book = RefiCodebook.load(tmp_path / "codes.qdc")
    concepts = next(code for code in book.codes.code if code.name == "concept")
    assert {code.name for code in concepts.code} == set(dossier.claims["concept"].drop_nulls())
