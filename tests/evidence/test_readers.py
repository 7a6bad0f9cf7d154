"""The article may be a saved page, a PDF or a Word file: the same words are read from each."""

from __future__ import annotations

import html
import io
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from headless_chromium import chromium_of_this_machine

from analysis.evidence import AnchorError, anchor_problems, locate, read_article
from analysis.evidence.readers import UnreadableError, _joined, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from analysis import Dossier
    from analysis.evidence import Article


def divide(word: re.Match[str]) -> str:
    return "-<br>".join(filter(None, word.groups()))


ABOUT = """<meta property="og:title" content="{title}"><meta property="og:site_name"
content="Strait Courier"><meta name="author" content="Ann Author">
<meta property="article:published_time" content="2031-05-14T08:00:00Z">"""
AROUND = """<nav><ul><li><a href="/">Home</a></li></ul></nav>{body}
<footer><p>All rights reserved.</p></footer>"""


def page(article: Article, *, head_ends: bool = True) -> str:
    """Give an article as news sites mark it up, with tables, lists and quotations."""
    title, *lines = (html.escape(line) for line in article.text.splitlines() if line.strip())
    body = [f"<h1>{title}</h1>", *(f"<p>{line}</p>" for line in lines[:3])]
    body += ["<table><tr>", *(f"<td>{line}</td>" for line in lines[3:5]), "</tr></table>"]
    body += ["<ul>", *(f"<li>{line}</li>" for line in lines[5:7]), "</ul>"]
    body += [f"<blockquote>{line}</blockquote>" for line in lines[7:9]]
    body += [f"<p>{line.replace(', ', ', <em>', 1)}</em></p>" for line in lines[9:]]
    head = f"<title>{title} | Strait Courier</title>{ABOUT.format(title=title)}"
    end = "</head>" if head_ends else ""
    told = AROUND.format(body="<article>" + "\n".join(body) + "</article>")
    return f"<!DOCTYPE html><html lang=en><head>{head}{end}<body>{told}</body></html>"


def assert_the_same(found: Article, dossier: Dossier, article: Article) -> None:
    """Every claim is found, in the paragraph that it is in."""
    spots = locate(dossier.claims, found)
    assert set(spots["match"]) <= {"exact", "moved"}
    assert anchor_problems(dossier.claims, found) == []
    assert spots["paragraph"].to_list() == dossier.claims["paragraph"].to_list()
    assert len(found.paragraph_spans) == len(article.paragraph_spans)


@pytest.mark.parametrize("head_ends", [True, False])
def test_a_saved_page_is_read_by_its_blocks(
    dossier: Dossier, article: Article, tmp_path: Path, *, head_ends: bool
) -> None:
    file = tmp_path / "saved.html"
    file.write_text(page(article, head_ends=head_ends), encoding="utf-8")
    found = read_article(file)
    assert_the_same(found, dossier, article)
    assert (found.author, found.publisher) == ("Ann Author", "Strait Courier")
    assert found.title == article.text.splitlines()[0]
    assert str(found.date) == "2031-05-14"


def test_a_short_page_keeps_its_blocks_apart() -> None:
    body = "<h1>Title</h1><p>A<br>B</p><div>loose<p>inner</p>after</div>"
    quotes = "<blockquote><p>one</p><p>two</p></blockquote><ul><li>x</li><li>y</li></ul>"
    table = "<table><tr><td>left</td><td>right</td></tr></table>"
    text = text_of(f"<html><body>{body}{quotes}{table}</body></html>".encode()).text
    lines = [line for line in text.splitlines() if line]
    assert " ".join(lines) == "Title A B loose inner after one two x y left right"
    assert len(lines) == len(text.split())


def test_a_day_that_a_page_only_mentions_is_not_its_day() -> None:
    text = "<html><body><p>It began on 3 March 2019, and went on.</p></body></html>"
    assert text_of(text.encode()).date is None


def test_a_word_file_is_read_with_its_tables(
    dossier: Dossier, article: Article, tmp_path: Path
) -> None:
    title, *lines = (line for line in article.text.splitlines() if line.strip())
    file = docx.Document()
    file.core_properties.title, file.core_properties.author = title, "Ann Author"
    file.add_heading(title, 0)
    for line in lines[:4]:
        file.add_paragraph(line)
    table = file.add_table(rows=1, cols=3)
    table.cell(0, 0).text, table.cell(0, 1).text = lines[4:6]
    table.cell(0, 1).merge(table.cell(0, 2))
    for line in lines[6:]:
        file.add_paragraph(line)
    file.save(str(tmp_path / "article.docx"))
    found = read_article(tmp_path / "article.docx")
    assert_the_same(found, dossier, article)
    assert (found.title, found.author, found.date) == (title, "Ann Author", None)


def packed_anew(content: bytes, name: str, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as file:
        for item in old.namelist():
            file.writestr(item, new if item == name else old.read(item), zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "new", "remedy"),
    [
        ("word/document.xml", b"<cut", r"can be read; save the article as text"),
        ("docProps/core.xml", b"<a/>", r"can be read; save the article as text"),
        (
            "word/document.xml",
            bytes(11 * 2**20),
            r"11 MiB when unpacked, too much to be read\); save",
        ),
    ],
)
def test_a_word_file_that_is_damaged_or_packed_too_tightly_is_refused(
    name: str, new: bytes, remedy: str
) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(UnreadableError, match=remedy):
        text_of(packed_anew(out.getvalue(), name, new))


@pytest.mark.browser
def test_a_printed_page_is_read_in_paragraphs(
    dossier: Dossier, article: Article, tmp_path: Path
) -> None:
    chromium = chromium_of_this_machine()
    assert chromium, "install Debian's package `chromium-headless-shell` to run this test"
    lines = [html.escape(line) for line in article.text.splitlines() if line.strip()]
    narrow = "<style>p{width:60mm;font:12pt serif}</style>"
    divided = (re.sub("(passen)(gers)|(mini)(ster)", divide, line) for line in lines)
    told = "".join(f"<p>{line}</p>" for line in divided)
    (tmp_path / "page.html").write_text(f"<!doctype html><html lang=en>{narrow}{told}")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    flags.append("--host-resolver-rules=MAP * ~NOTFOUND")
    out = f"--print-to-pdf={tmp_path / 'page.pdf'}"
    address = (tmp_path / "page.html").as_uri()
    subprocess.run([chromium, *flags, out, address], check=True, capture_output=True)
    found = read_article(tmp_path / "page.pdf")
    spots = locate(dossier.claims, found)
    assert set(spots["match"]) <= {"exact", "moved"}
    assert all(word in found.text for word in ("foreign minister", "passengers"))


def test_a_word_divided_at_its_own_hyphen_keeps_it() -> None:
    block = "Their long-\nrange guns had no range for long, it was an-\nnounced."
    (line,) = _joined([block])
    assert line == "Their long-range guns had no range for long, it was announced."
    assert _joined(["A re-\nelection.", "The re-election."])[0] == "A re-election."
    assert _joined(["Anti-\ntank guns.", "No anti-tank guns."])[0] == "Anti-tank guns."


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("cut.pdf", b"%PDF-1.7\nnothing", "is not a PDF that can be read"),
        ("zip.docx", b"PK\3\4nothing", "is not a Word file"),
        ("empty.html", b"<html><body></body></html>", "has no text that reads like an article"),
        ("latin.txt", b"caf\xe9", "byte 3 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(
    tmp_path: Path, name: str, content: bytes, remedy: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AnchorError, match=remedy) as refused:
        read_article(tmp_path / name)
    assert refused.value.problems[0].file == name


@pytest.mark.parametrize(("name", "module"), [("a.pdf", "pdfminer"), ("a.docx", "docx")])
def test_without_a_reader_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setattr(
        "analysis.evidence.readers.find_spec", lambda asked: None if asked == module else asked
    )
    (tmp_path / name).write_bytes(b"%PDF-1" if name == "a.pdf" else b"PK\3\4")
    with pytest.raises(AnchorError, match=r"pip install 'article-dossier\[documents\]'"):
        read_article(tmp_path / name)


def test_reworded_claims_are_named_beside_lost_ones(dossier: Dossier, article: Article) -> None:
    lost, reworded = (
        row
        for row in dossier.claims.sort("start").iter_rows(named=True)
        if row["claim_id"] in {"c03", "c01"}
    )
    text = article.text.replace(lost["quote"], "Other words altogether")
    words = article.text[reworded["start"] : reworded["end"]]
    rest = words.replace(reworded["quote"], "\0")
    changed = rest.translate(str.maketrans("ae", "ea")).replace("\0", reworded["quote"])
    found = anchor_problems(dossier.claims, type(article)(text.replace(words, changed)))
    remedies = {one.column: one.remedy for one in found}
    assert changed != words
    assert len(found) == 2
    assert "has other words than its digest" in remedies["digest"]
