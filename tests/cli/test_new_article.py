"""A dossier that starts from a file has its text, and what the file says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.evidence import read_article

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

PAGE = """<!doctype html><html><head><meta property="og:title" content="Ferries stop, &amp; start">
<meta name="author" content="{author}"><meta property="og:site_name" content="Courier">
<meta property="article:published_time" content="2031-05-14"></head>
<body><h1>Ferries stop, &amp; start</h1><p>One side said “no”.</p><p>So did the other.</p>"""


def test_text_title_author_and_day_of_a_page_are_in_the_dossier(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(author="Ann Author"), encoding="utf-8")
    folder = tmp_path / "new"
    assert run("new", folder, "--article", page).exit_code == 0
    dossier = analysis.load(folder)
    (source,) = dossier.sources.iter_rows(named=True)
    assert (source["title"], source["publisher"]) == ("Ferries stop, & start", "Courier")
    assert (source["kind"], source["published"]) == ("article", "2031-05-14")
    assert dossier.names[dossier.study.author] == "Ann Author"
    assert str(dossier.study.date) == "2031-05-14"
    assert dossier.study.source == source["source_id"]
    said = "Ferries stop, & start\n\nOne side said “no”.\n\nSo did the other.\n"
    assert read_article(folder=folder).text == said
    assert run("check", folder).exit_code == 0


def test_plain_text_says_only_its_headline(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\nA headline\n\nSome words.\n", encoding="utf-8")
    done = run("new", tmp_path / "new", "--article", tmp_path / "a.txt")
    assert f'Coder("{tmp_path / "new"}")' in done.stderr
    dossier = analysis.load(tmp_path / "new")
    assert dossier.sources["title"].to_list() == ["A headline"]
    assert dossier.study.title == "A headline"
    assert "No claim has been coded yet." in run("check", tmp_path / "new").stdout
    assert dossier.actors.is_empty()
    assert (tmp_path / "new/article.txt").read_text() == "\nA headline\n\nSome words.\n"


@pytest.mark.parametrize(
    ("lines", "author", "day"),
    [
        ("By Ann Author\n\n14 May 2031", "Ann Author", "2031-05-14"),
        ("14 May 2031\nBy Ann van der Author, Bo O’Writer and Cy", "several", "2031-05-14"),
        ("Wednesday, May 14, 2031", None, "2031-05-14"),
        ("By the sea, nobody knew\n03/04/2031", None, None),
        ("One.\nTwo.\nThree.\nFour.\nBy Ann Author\n14 May 2031", None, None),
    ],
)
def test_lines_below_the_headline_name_author_and_day(
    run: Run, tmp_path: Path, lines: str, author: str | None, day: str | None
) -> None:
    text = f"A headline\n\n{lines}\n\nSome words.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    run("new", tmp_path / "new", "--article", tmp_path / "a.txt")
    dossier = analysis.load(tmp_path / "new")
    several = "Ann van der Author and Bo O’Writer and Cy" if author == "several" else author
    assert dossier.actors["name"].to_list() == ([several] if several else [])
    assert dossier.sources["published"].to_list() == [day]
    assert (str(dossier.study.date) if day else None) == day
    assert (tmp_path / "new/article.txt").read_text(encoding="utf-8") == text


def test_several_authors_are_one_and_loads(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(author="Ann Author; Bo Writer"))
    run("new", tmp_path / "new", "--article", tmp_path / "page.html")
    dossier = analysis.load(tmp_path / "new")
    assert dossier.actors.select("name", "kind").rows() == [("Ann Author and Bo Writer", "group")]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u202e", "\x7f", "\u0301"])
def test_what_nobody_can_see_in_a_headline_or_a_name_is_not_in_the_tables(
    run: Run, tmp_path: Path, hidden: str
) -> None:
    page = PAGE.format(author=f"Ann{hidden} Author").replace("Ferries", f"Ferrie{hidden}s")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    run("new", tmp_path / "new", "--article", tmp_path / "page.html")
    dossier = analysis.load(tmp_path / "new")
    assert dossier.study.title == dossier.sources["title"][0]
    if hidden != "\u0301":  # an accent, which is seen
        assert dossier.study.title == "Ferries stop, & start"
        assert dossier.actors["name"].to_list() == ["Ann Author"]


def test_what_exists_stays_and_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(author="Ann Author"))
    folder = tmp_path / "new"
    run("new", folder)
    (folder / "sources.csv").unlink()
    done = run("new", folder, "--article", tmp_path / "page.html")
    assert "as they exist: actors.csv, study.toml" in done.stderr
    assert analysis.load(folder).sources["title"].to_list() == ["Ferries stop, & start"]


def test_an_article_that_cannot_be_read_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing")
    done = run("new", tmp_path / "new", "--article", tmp_path / "cut.pdf")
    assert done.exit_code == 1
    assert "is not a PDF that can be read" in done.stderr
    assert not (tmp_path / "new").exists()


def test_the_example_takes_no_other_article(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A headline\n")
    done = run("new", tmp_path / "new", "--example", "--article", tmp_path / "a.txt")
    assert done.exit_code == 2
