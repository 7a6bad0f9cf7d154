"""The article's text in a site: only where it is asked for, and then led to from all pages."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from article_site import all_about, coded, contents, share, with_notebook, write_notebook
from bs4 import BeautifulSoup
from nbformat import read, write
from nbformat.v4 import new_code_cell

import analysis
from analysis import claims
from analysis.explorer import Finding, Link, Sentence
from analysis.explorer.packing import unpacked

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "Headline of the Quillfeather matter\r\n\r\n"
    "Alpha will send one two three four five six seven eight nine zyzzogeton ships, it said.\n"
    "Nobody answered the marzipanic letter."
)
DISTINCTIVE = ("Quillfeather", "zyzzogeton", "marzipanic")
"""Words of the text that no cell of the tables repeats."""

SENDS = (TEXT.index("will send"), TEXT.index(" ships"))
SHORTER = (TEXT.index("two"), TEXT.index(" ships"))
HEADLINE = (0, len("Headline of"))


def page(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def state(file: Path) -> dict:
    return unpacked(page(file).select_one("#dossier-text")["data-state"])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = coded(tmp_path / "own", TEXT, [SENDS, SHORTER, HEADLINE])
    with_notebook(folder)
    return folder


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the example, with its article."""
    folder = tmp_path_factory.mktemp("example") / "ferry"
    shutil.copytree(analysis.example().folder, folder)
    with_notebook(folder)
    result = share(folder, "--with-article", "-o", folder / "site")
    assert result.exit_code == 0, result.output
    return folder / "site"


def test_nothing_of_the_text_is_in_a_site_by_default(own: Path, tmp_path: Path) -> None:
    assert share(own, "--data", "-o", tmp_path / "site").exit_code == 0
    files = contents(tmp_path / "site")
    assert "Alpha says thing 0." in files["one.html"]
    assert "two three four" in files["one.html"]  # a quote of eight words is a cell of the tables
    assert not [name for name, text in files.items() for word in DISTINCTIVE if word in text]
    assert "article.html" not in files


def test_with_the_option_the_text_is_in_its_page_alone(own: Path, tmp_path: Path) -> None:
    result = share(own, "--data", "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 0, result.output
    files = contents(tmp_path / "site")
    for word in DISTINCTIVE:
        assert [name for name, text in files.items() if word in text] == ["article.html"]
    assert re.search(r"article\.html: \d+\.\d MB", result.output)
    assert "index.html: 2 pages" in result.output


def test_without_an_article_it_says_what_to_do(own: Path, tmp_path: Path) -> None:
    (own / "article.txt").unlink()
    notebook = own / "notebooks" / "one.ipynb"
    content = read(notebook, as_version=4)
    content.cells.append(new_code_cell("open('was-run', 'w')"))
    write(content, notebook)
    result = share(own, "--execute", "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "no article at" in result.stderr
    assert "article.txt" in result.stderr
    assert "without --with-article" in result.stderr
    assert not (tmp_path / "site").exists()
    assert not (notebook.parent / "was-run").exists()


def test_an_article_in_which_no_claim_is_found_is_another_one(own: Path, tmp_path: Path) -> None:
    (own / "article.txt").write_text("Something else\nentirely.")
    result = share(own, "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "is it the right one?" in result.stderr
    assert not (tmp_path / "site").exists()


def test_notebooks_beside_no_dossier_have_no_article(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "stray.ipynb", Finding("one", [Sentence("One.")]))
    result = share(notebook, "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "stray.ipynb" in result.stderr
    assert not (tmp_path / "site").exists()


def test_the_article_of_the_environment_is_shared_where_the_folder_has_none(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "article.txt").rename(tmp_path / "elsewhere.txt")
    monkeypatch.setenv("DOSSIER_ARTICLE", str(tmp_path / "elsewhere.txt"))
    assert share(own, "--with-article", "-o", tmp_path / "site").exit_code == 0
    assert "zyzzogeton" in page(tmp_path / "site/article.html").get_text()


def test_a_notebook_of_the_same_name_is_refused(own: Path, tmp_path: Path) -> None:
    (own / "notebooks" / "one.ipynb").rename(own / "notebooks" / "Article.ipynb")
    result = share(own, "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "would both become Article.html: rename one" in result.stderr


def test_each_claim_is_marked_in_its_words(own: Path, tmp_path: Path) -> None:
    share(own, "--with-article", "-o", tmp_path / "site")
    text = page(tmp_path / "site/article.html").select_one("#article-text")
    marks = {mark.get("id"): mark.get_text() for mark in text.select("mark[id]")}
    assert marks == {
        "claim-c2": "Headline of",
        "claim-c0": "will send one ",  # to where the other one begins
        "claim-c1": "two three four five six seven eight nine zyzzogeton",
    }
    paragraphs = [p.get_text() for p in text.select("p")]
    assert paragraphs[2] == "Nobody answered the marzipanic letter."
    notes = [one.get_text() for one in text.select("ol > li")]
    assert [note.partition(" (")[0] for note in notes] == [
        "Alpha: Alpha says thing 2.",
        "Alpha: Alpha says thing 0.",
        "Alpha: Alpha says thing 1.",
    ]


def test_proposals_and_rejected_claims_are_left_out(tmp_path: Path) -> None:
    folder = coded(tmp_path / "own", TEXT, [SENDS, SHORTER, HEADLINE])
    rows = pl.read_csv(folder / "claims.csv")
    reviews = pl.Series("review", ["", "proposed", "rejected"])
    rows.with_columns(reviews).write_csv(folder / "claims.csv")
    (folder / "drafts.json").write_text('{"drafts": "secret"}')
    with_notebook(folder)
    share(folder, "--with-article", "-o", tmp_path / "site")
    file = tmp_path / "site/article.html"
    assert [mark["id"] for mark in page(file).select("mark[id]")] == ["claim-c0"]
    assert [claim["key"] for claim in state(file)["state"]["claims"]] == ["c0"]
    assert "thing 1" not in contents(tmp_path / "site")["article.html"]
    assert "secret" not in contents(tmp_path / "site")["article.html"]


def test_a_claim_that_is_not_in_this_copy_is_noted(own: Path, tmp_path: Path) -> None:
    (own / "article.txt").write_bytes(TEXT.replace("Headline of", "Title about").encode())
    assert share(own, "--with-article", "-o", tmp_path / "site").exit_code == 0
    text = page(tmp_path / "site/article.html").select_one("#article-text")
    assert text.select_one("li#claim-c2").get_text().endswith("not in this copy of the article)")
    link = page(tmp_path / "site/one.html").select_one("tr#claim-c2 td:nth-of-type(2) a")
    assert link["href"] == "article.html#claim-c2"


def test_prose_tables_and_cards_lead_to_the_words(example: Path) -> None:
    shown = page(example / "one.html")
    said = shown.select_one(".dossier-finding a")
    assert said["href"] == "article.html#claim-c01"
    for row in shown.select("tr[id^=claim-]"):
        (link,) = row.select("td")[1].select("a")  # once in a cell
        assert link["href"] == f"article.html#{row['id']}"
    cards = shown.select("li[data-card] a[href*=claim-]")
    assert cards
    assert all(link["href"].startswith("article.html#claim-") for link in cards)
    heading = shown.select_one("#outcome-c03 .dossier-heading a")
    assert heading["href"] == "article.html#claim-c03"


def test_marks_of_charts_lead_to_the_words(example: Path) -> None:
    chart = page(example / "one.html").select_one("#explorer-claim-map")
    links = unpacked(chart["data-more"])["links"]
    rows = analysis.example().claims
    for claim_id, statement, quote in rows.select("claim_id", "statement", "quote").iter_rows():
        assert links[statement] == links[quote] == f"article.html#claim-{claim_id}"


def test_a_page_of_a_site_without_the_text_leads_nowhere_new(tmp_path: Path) -> None:
    folder = tmp_path / "ferry"
    shutil.copytree(analysis.example().folder, folder)
    with_notebook(folder)
    share(folder, "-o", tmp_path / "site")
    files = contents(tmp_path / "site")
    assert not [name for name, text in files.items() if "article.html" in text]
    assert page(tmp_path / "site/one.html").select_one("tr#claim-c01 td:nth-of-type(2) a") is None


def test_what_two_claims_say_alike_leads_to_neither(tmp_path: Path) -> None:
    folder = coded(tmp_path / "own", TEXT, [SENDS, HEADLINE], statement="The same.")
    with_notebook(folder)
    share(folder, "--with-article", "-o", tmp_path / "site")
    table = page(tmp_path / "site/one.html").select_one("#table-claims")
    leading = {a.get_text(): a["href"] for a in table.select("a[href^='article']")}
    assert "The same." not in leading
    assert leading["“Headline of”"] == "article.html#claim-c1"


def test_the_article_names_where_a_claim_is_mentioned(example: Path) -> None:
    mentions = state(example / "article.html")["mentions"]["claim-c03"]
    shown = page(example / "one.html")
    anchors = [address.removeprefix("one.html#") for _, _, address in mentions]
    assert anchors == ["claim-c03", "explorer-claim-map", "outcome-c03"]
    assert all(shown.find(id=anchor) for anchor in anchors)
    assert {title for title, _, _ in mentions} == {"A page"}
    said = [words.partition(":")[0] for _, words, _ in mentions]
    assert said == ["Table", "Figure", "Figure"]
    first = state(example / "article.html")["mentions"]["claim-c01"]
    assert first[0] == [
        "A page",
        "Finding: One says something.",
        "one.html#finding-what-this-shows",
    ]


def test_search_finds_the_article_and_leads_claims_to_their_words(example: Path) -> None:
    for name in ("one.html", "article.html", "index.html"):
        found = unpacked(page(example / name).select_one("#dossier-entries")["data-entries"])
        pages = [address for address, _ in found["pages"]]
        where = {(kind, anchor): pages[at] for kind, at, anchor, _ in found["entries"]}
        assert where["Article", "content"] == "article.html"
        assert where["Claim", "claim-c05"] == "article.html"
        assert where["Outcome", "outcome-c05"] == "one.html"


def test_the_article_is_one_of_the_pages(example: Path) -> None:
    article = page(example / "article.html")
    named = [a["href"] for a in article.select("header nav a")]
    assert named == ["one.html", "article.html"]
    assert article.select_one("header nav [aria-current]").get_text() == "Article"
    assert "from article.ipynb" not in article.select_one("footer").get_text()
    index = page(example / "index.html")
    assert [a["href"] for a in index.select("h2 a")] == ["one.html", "article.html"]
    assert "belongs to its publisher" in article.select_one(".about").get_text()


def test_each_of_several_dossiers_has_its_article(tmp_path: Path) -> None:
    one = coded(tmp_path / "one", TEXT, [SENDS, SHORTER])
    two = coded(tmp_path / "two", "Other\nBeta kept the ombrosalgid ferry.", [(6, 16), (0, 5)])
    notebooks = [with_notebook(one, "first"), with_notebook(two, "second")]
    result = share(*notebooks, "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 0, result.output
    site = tmp_path / "site"
    files = contents(site)
    assert [name for name, text in files.items() if "zyzzogeton" in text] == ["article-one.html"]
    assert [name for name, text in files.items() if "ombrosalgid" in text] == ["article-two.html"]
    for name, article in (("first", "article-one"), ("second", "article-two")):
        links = page(site / f"{name}.html").select("main a[href*=claim-]")
        assert {link["href"].partition("#")[0] for link in links} == {f"{article}.html"}
        mentions = state(site / f"{article}.html")["mentions"]
        assert {m[2].partition("#")[0] for ms in mentions.values() for m in ms} == {f"{name}.html"}
    found = unpacked(page(site / "index.html").select_one("#dossier-entries")["data-entries"])
    where = [at for kind, at, anchor, _ in found["entries"] if anchor == "claim-c0"]
    assert [found["pages"][at][0] for at in where] == ["article-one.html", "article-two.html"]


def test_one_of_several_without_an_article_is_named(tmp_path: Path) -> None:
    one = coded(tmp_path / "one", TEXT, [SENDS])
    two = coded(tmp_path / "two", TEXT, [SENDS])
    notebooks = [with_notebook(one, "first"), with_notebook(two, "second")]
    (two / "article.txt").unlink()
    result = share(*notebooks, "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert str(two / "article.txt") in result.stderr
    assert not (tmp_path / "site").exists()


def test_two_dossiers_of_one_name_need_another(tmp_path: Path) -> None:
    folders = [coded(tmp_path / part / "own", TEXT, [SENDS]) for part in ("a", "b")]
    notebooks = [with_notebook(folder, folder.parent.name) for folder in folders]
    result = share(*notebooks, "--with-article", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "give one another name in its study.toml" in result.stderr


def test_the_text_is_marked_as_of_its_language(tmp_path: Path) -> None:
    folder = coded(tmp_path / "own", TEXT, [SENDS])
    (folder / "study.toml").write_text('[study]\nlanguage = "ko"\n')
    write_notebook(folder / "n.ipynb", claims.charts.claim_table(analysis.load(folder)))
    share(folder / "n.ipynb", "--with-article", "-o", tmp_path / "site")
    article = page(tmp_path / "site/article.html")
    assert article.html["lang"] == "en"  # what is around the text
    assert article.select_one("#article-text [lang]")["lang"] == "ko"


def test_text_that_would_be_a_page_is_text(tmp_path: Path) -> None:
    hostile = (
        "</script></style><script>globalThis.broken = 1</script>\n"
        "<img src=x onerror=globalThis.broken=1> signed \u202eton\u202c yet\x00, ' \" said."
    )
    start = hostile.index("signed")
    folder = coded(tmp_path / "own", hostile, [(0, 20), (start, start + 11)])
    with_notebook(folder)
    assert share(folder, "--with-article", "-o", tmp_path / "site").exit_code == 0
    file = tmp_path / "site/article.html"
    text = page(file).select_one("#article-text")
    assert text.select("img, script, style") == []
    assert text.select_one("#claim-c1").get_text() == "signed [U+202E]ton"
    assert "yet[U+0000]," in text.get_text()
    shown = state(file)["state"]
    claim = shown["claims"][1]
    assert shown["text"][claim["start"] : claim["end"]] == "signed [U+202E]ton"
    assert "\x00" not in file.read_text(encoding="utf-8")


def test_a_link_that_an_author_wrote_is_followed_too(tmp_path: Path) -> None:
    folder = coded(tmp_path / "own", TEXT, [SENDS])
    dossier = analysis.load(folder)
    figures = [*all_about(dossier), Finding("more", [Sentence("{a}", a=Link("A", "#claim-gone"))])]
    write_notebook(folder / "n.ipynb", *figures, markdown="# One\n\n[c](#claim-c0) [p](#One)")
    assert share(folder / "n.ipynb", "--with-article", "-o", tmp_path / "site").exit_code == 0
    links = page(tmp_path / "site/n.html").select(".text-cell a, .dossier-finding a")
    assert [link["href"] for link in links] == [
        "article.html#claim-c0",
        "#One",
        "article.html#claim-c0",
    ]


def test_a_reader_in_a_notebook_leaves_a_sentence_and_never_the_text(
    own: Path, tmp_path: Path
) -> None:
    notebook = own / "notebooks" / "one.ipynb"
    content = read(notebook, as_version=4)
    content.cells = [new_code_cell("from analysis.coding import Reader\nReader('..')")]
    write(content, notebook)
    said = "A running notebook shows the article’s text with its claims here."
    for options in ([], ["--with-article"]):
        site = tmp_path / f"site{len(options)}"
        assert share(own, "--execute", *options, "-o", site).exit_code == 0
        shown = page(site / "one.html").select_one(".output_area")
        assert shown.get_text().strip().startswith(said)
        links = [link["href"] for link in shown.select("a")]
        assert links == ["article.html#article-view"] * len(options)
        named = [name for name, text in contents(site).items() if "zyzzogeton" in text]
        assert named == ["article.html"] * len(options)
    assert page(tmp_path / "site1/article.html").find(id="article-view") is not None
