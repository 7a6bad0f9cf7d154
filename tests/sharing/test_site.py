"""What is around the pages: header, search, index; and what paper keeps of a long table."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import altair as alt
import nbformat
import polars as pl
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from analysis.explorer import (
    Card,
    CardExplorer,
    Explorer,
    Finding,
    Link,
    Sentence,
    TableExplorer,
)
from analysis.sharing import Frame, NotebookError, TextPage, share
from analysis.sharing.exporter import content_security_policy

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.explorer import Figure

HOSTILE = "</style></script><script>hostile()</script>\" ' <b>"
FRAME = Frame(
    title="A study", about="Of one article.", day="14 May 2031", marking="Draft", contact="desk"
)


def cell(*figures: Figure) -> nbformat.NotebookNode:
    bundles = ({"text/html": figure.to_html(), **figure.saved()} for figure in figures)
    outputs = [new_output("display_data", bundle) for bundle in bundles]
    return new_code_cell("secret_code = 1", execution_count=1, outputs=outputs)


def table(rows: int, kind: str = "claim", name: str = "claims") -> TableExplorer:
    frame = pl.DataFrame(
        {
            "at": [f"{kind}-{n}" for n in range(rows)],
            "words": [f"It may answer {n}." for n in range(rows)],
            "url": ["https://example.org/far"] * rows,
        }
    )
    return TableExplorer(frame, name, caption=f"All {name}", row_anchor="at")


def opening(see: str = "#claim-0") -> Finding:
    said = [
        Sentence("{n} of <all> claims.", n=2, see=see),
        Sentence("By {who}.", who=Link("Alpha", "#claim-1"), see="#nowhere"),
        Sentence("Checked on 14 May 2031."),
    ]
    return Finding("what-this-shows", said, heading="What this shows")


def shared(folder: Path, frame: Frame = FRAME, **options: Any) -> dict[str, BeautifulSoup]:  # noqa: ANN401
    cards = CardExplorer(
        [Card("Alpha warns", ["Of arms."], anchor="commitment-a")],
        "cards",
        captions=pl.DataFrame({"title": ["One warning"], "sentence": ["By Alpha."]}),
    )
    pages = {
        "one": [
            new_markdown_cell("# Who?\n\nSummary."),
            cell(opening()),
            new_markdown_cell("## First part\n\n## Second part"),
            cell(table(61)),
        ],
        "two": [
            new_markdown_cell("# What is &lt;b>?\n\nAbout it.\n\n## First part\n\n### Detail"),
            cell(cards, table(60, "event", "events"), table(2, name="again")),
        ],
        "three": [new_markdown_cell("# Третья страница этого же предмета")],
    }
    for name, cells in pages.items():
        nbformat.write(new_notebook(cells=cells), folder / f"{name}.ipynb")
    files = [folder / f"{name}.ipynb" for name in pages]
    share(files, folder / "site", execute=False, frame=frame, **options)
    return {
        path.stem: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in (folder / "site").glob("*.html")
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BeautifulSoup]:
    return shared(tmp_path_factory.mktemp("site"))


def entries(page: BeautifulSoup) -> dict[str, Any]:
    packed = base64.b64decode(str(page.select_one("#dossier-entries")["data-entries"]))
    data: dict[str, Any] = json.loads(zlib.decompress(packed))
    return data


@pytest.mark.parametrize("name", ["one", "two", "three"])
def test_every_page_names_all_pages_and_marks_itself(
    site: dict[str, BeautifulSoup], name: str
) -> None:
    links = site[name].select("header nav a")
    assert [link["href"] for link in links] == ["one.html", "two.html", "three.html"]
    assert [link["href"] for link in links if link.get("aria-current") == "page"] == [
        f"{name}.html"
    ]
    assert links[2]["lang"] == "ru"
    beside = {a["rel"][0]: a["href"] for a in site[name].select(".beside a")}
    assert (
        beside
        == {
            "one": {"next": "two.html"},
            "two": {"prev": "one.html", "next": "three.html"},
            "three": {"prev": "two.html"},
        }[name]
    )
    assert site[name].select_one("header .study").get_text(" ", strip=True) == (
        "A study Draft 14 May 2031 Contact: desk"
    )


def test_what_a_study_does_not_say_is_not_shown(tmp_path: Path) -> None:
    pages = shared(tmp_path, Frame())
    assert pages["one"].select_one("header .study").get_text(strip=True) == "Notebooks"
    assert pages["index"].select(".study, .about, .marking, .downloads") == []
    assert "@top-right" not in str(pages["one"].style)


def test_paper_repeats_title_and_marking_and_no_text_ends_a_style(tmp_path: Path) -> None:
    hostile = Frame(title=HOSTILE, about=HOSTILE, day=HOSTILE, marking=HOSTILE, contact=HOSTILE)
    pages = shared(tmp_path, hostile, files={"x": b""})
    for page in pages.values():
        assert len(page.select("style")) == 1
        assert page.select("b:not(caption > b), script:not(body > script, figure ~ script)") == []
        assert "hostile()" not in "".join(script.string for script in page.select("script"))
        rule = re.search(r'@top-right { content: "([^"]*)"', page.style.string)
        said = re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), rule[1])
        assert said == HOSTILE
        assert page.select_one(".marking").get_text() == HOSTILE


@pytest.mark.parametrize("name", ["index", "one", "three"])
def test_scripts_are_those_that_the_policy_allows(
    site: dict[str, BeautifulSoup], name: str
) -> None:
    scripts = [script.string for script in site[name].select("script")]
    policy = site[name].select_one("meta[http-equiv]")["content"]
    assert policy == content_security_policy(scripts)
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]


def test_code_is_behind_a_switch_shown_or_not_there(tmp_path: Path) -> None:
    for code, there, checked in [
        ("switch", True, False),
        ("shown", True, True),
        ("none", False, False),
    ]:
        page = shared(tmp_path, code=code)["one"]
        assert ("secret_code" in str(page)) is there
        switch = page.select_one("[role=switch]")
        assert (switch is not None) is there
        assert bool(switch and switch.has_attr("checked")) is checked
        assert ("code-on-paper" in page.body["class"]) is checked


def test_sections_figures_rows_and_cards_can_be_found_on_every_page(
    site: dict[str, BeautifulSoup],
) -> None:
    data = entries(site["one"])
    assert all(entries(page) == data for page in site.values())
    assert [address for address, _ in data["pages"]] == ["one.html", "two.html", "three.html"]
    assert data["pages"][1][1] == "What is <b>?"
    said = {(kind, page, anchor): words for kind, page, anchor, words in data["entries"]}
    assert said["Section", 0, "First-part"] == said["Section", 1, "First-part"] == "First part"
    assert said["Section", 1, "Detail"] == "Detail"
    assert said["Figure", 1, "explorer-cards"] == "One warning \N{MIDDLE DOT} By Alpha."
    assert said["Table", 0, "table-claims"] == "All claims"
    assert said["Claim", 0, "claim-7"] == "It may answer 7."
    assert said["Event", 1, "event-59"] == "It may answer 59."
    assert said["Commitment", 1, "commitment-a"] == "Alpha warns \N{MIDDLE DOT} Of arms."
    for _, page, anchor in said:
        name = ["one", "two", "three"][page]
        assert site[name].find(id=anchor) is not None


def test_a_row_that_is_on_two_pages_is_found_once(site: dict[str, BeautifulSoup]) -> None:
    found = [page for _, page, anchor, _ in entries(site["two"])["entries"] if anchor == "claim-1"]
    assert found == [0]
    assert site["two"].find(id="claim-1") is not None


def test_the_index_says_what_each_page_shows_and_leads_into_it(
    site: dict[str, BeautifulSoup],
) -> None:
    index = site["index"]
    assert index.h1.get_text() == "A study"
    assert index.select_one(".about").get_text() == "Of one article."
    one, two, three = index.select(".pages > li")
    assert [p.get_text() for p in one("p")] == ["2 of <all> claims. Figure"]
    assert [a["href"] for a in one.select("p a")] == ["one.html#claim-0"]
    assert [a["href"] for a in one.select(".sections a")] == [
        "one.html#First-part",
        "one.html#Second-part",
    ]
    assert [p.get_text() for p in two("p")] == ["About it."]
    assert [a.get_text() for a in two.select(".sections a")] == ["First part"]
    assert (three["lang"], three("p")) == ("ru", [])


def test_the_index_leads_to_the_first_sections_and_to_all(tmp_path: Path) -> None:
    headings = "\n\n".join(f"## Part {n}" for n in range(6))
    notebook = new_notebook(cells=[new_markdown_cell(f"# Much\n\n{headings}")])
    nbformat.write(notebook, tmp_path / "much.ipynb")
    share([tmp_path / "much.ipynb"], tmp_path / "site", execute=False)
    index = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    links = BeautifulSoup(index, "html.parser").select(".sections a")
    assert [(link["href"], link.get_text()) for link in links] == [
        *((f"much.html#Part-{n}", f"Part {n}") for n in range(4)),
        ("much.html#contents", "all 6 sections"),
    ]
    page = (tmp_path / "site/much.html").read_text(encoding="utf-8")
    assert len(BeautifulSoup(page, "html.parser").select("#contents a")) == 6


def test_the_picture_of_a_page_is_the_chart_that_shows_its_first_finding(tmp_path: Path) -> None:
    charts = {
        name: alt.Chart(alt.Data(values=[{"a": 1}]), title=name)
        .mark_bar(color=color)
        .encode(x="a:Q")
        for name, color in (("one", "#ff0000"), ("two", "#0000ff"))
    }
    figures = [Explorer(chart, name) for name, chart in charts.items()]
    said = opening("#explorer-two?day=2031-05-14")
    for name, shown in {"p": [said, *figures], "q": figures, "r": [said]}.items():
        notebook = new_notebook(cells=[new_markdown_cell(f"# {name}"), cell(*shown)])
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    files = [tmp_path / f"{name}.ipynb" for name in "pqr"]
    pages = share(files, tmp_path / "site", execute=False)
    blue, red = (
        Image.open(io.BytesIO(base64.b64decode(page.picture.partition(",")[2]))).convert("RGB")
        for page in pages[:2]
    )
    assert [red.getpixel((5, 5)), blue.getpixel((5, 5))] == [(255, 0, 0), (0, 0, 255)]
    assert [bool(page.picture) for page in pages] == [True, True, False]
    assert max(len(page.picture) for page in pages) < 20_000


def test_files_are_written_beside_the_pages_and_linked(tmp_path: Path) -> None:
    frame = Frame(downloads={"data/ties.graphml": "ties (GraphML)"})
    pages = shared(tmp_path, frame, files={"data/ties.graphml": b"<graphml/>"})
    assert (tmp_path / "site/data/ties.graphml").read_bytes() == b"<graphml/>"
    for page in pages.values():
        [link] = page.select("footer .downloads a")
        assert (link["href"], link.get_text()) == ("data/ties.graphml", "ties (GraphML)")


def test_a_file_in_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    shared(tmp_path, files={"data/a.csv": b"1"})
    before = {p: p.read_bytes() for p in (tmp_path / "site").rglob("*") if p.is_file()}
    (tmp_path / "site/data/b.csv").mkdir()
    with pytest.raises(OSError, match=r"b\.csv"):
        shared(tmp_path, Frame(title="New"), files={"data/a.csv": b"2", "data/b.csv": b"2"})
    assert {p: p.read_bytes() for p in (tmp_path / "site").rglob("*") if p.is_file()} == before


def test_paper_keeps_the_rows_that_a_screen_shows_first_and_says_so(
    site: dict[str, BeautifulSoup],
) -> None:
    said = {
        name: [note.get_text() for note in site[name].select("main .dossier-on-paper")]
        for name in ("one", "two")
    }
    of = "On paper, the first 15 of {} rows; the page has all of them."
    assert said == {"one": [of.format(61)], "two": [of.format(60)]}
    assert "nth-child(n + 16" in site["one"].style.string


def test_a_text_may_be_about_notebooks_that_are_not_shared_and_has_a_page_of_its_own(
    tmp_path: Path,
) -> None:
    notebook = tmp_path / "one.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# One")]), notebook)
    about = [notebook, tmp_path / "two.ipynb"]
    text = TextPage("article", "Article", "A text.", "<p>No.</p>", notebooks=about)
    shared = share([notebook], tmp_path / "site", execute=False, texts=[text])
    assert [page.file for page in shared] == ["one.html", "article.html"]
    with pytest.raises(NotebookError, match="'Article' and the page 'Article' would both become"):
        share([notebook], tmp_path / "site", execute=False, texts=[text, text])
