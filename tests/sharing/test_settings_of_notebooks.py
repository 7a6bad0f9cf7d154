"""Everything that an author can set in a notebook is honoured, or named as not honoured."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from analysis.sharing import OfflineExporter, share

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGE = Path(__file__).parents[2] / "docs" / "sharing.md"
SCHEMA = json.loads((resources.files("nbformat.v4") / "nbformat.v4.schema.json").read_text("utf-8"))
CELLS = [SCHEMA["definitions"][f"{kind}_cell"] for kind in ("raw", "markdown", "code")]


def documented() -> dict[str, str]:
    """What the page of the documentation says of each key, by its name."""
    rows = re.findall(r"^\| (`[^|]+) \|.*?([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {name: said for names, said in rows for name in re.findall(r"`([\w.-]+)`", names)}


def keys(schema: dict[str, Any]) -> set[str]:
    return set(schema["properties"]["metadata"].get("properties", {}))


def options(made: type) -> set[str]:
    return {name for name, trait in made.class_traits().items() if trait.metadata.get("config")}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "given",
    [
        keys(SCHEMA),
        set().union(*map(keys, CELLS)) - {"jupyter"} | {"jupyter.source_hidden"},
        options(OfflineExporter),
        options(NotebookClient),
    ],
    ids=["notebook", "cells", "nbconvert", "nbclient"],
)
def test_every_key_is_documented(given: set[str]) -> None:
    assert given - set(documented()) == set()


def exported(*cells: NotebookNode, **metadata: object) -> BeautifulSoup:
    notebook = new_notebook(cells=list(cells), metadata=metadata)
    html, _ = OfflineExporter().from_notebook_node(notebook, {"metadata": {"name": "page"}})
    return BeautifulSoup(html, "html.parser")


def cell(**metadata: object) -> NotebookNode:
    outputs = [
        new_output("stream", name="stdout", text="OUT"),
        new_output("stream", name="stderr", text="ERR"),
        new_output("display_data", {"text/plain": "SHOWN"}),
    ]
    return new_code_cell("SOURCE", execution_count=1, outputs=outputs, metadata=metadata)


ALL = {"SOURCE", "OUT", "ERR", "SHOWN"}
NO_SOURCE, NO_OUTPUTS = ALL - {"SOURCE"}, {"SOURCE"}
TAGS = {
    "remove-cell": set(),
    "hide_cell": set(),
    "remove_input": NO_SOURCE,
    "hide-input": NO_SOURCE,
    "remove-output": NO_OUTPUTS,
    "hide_output": NO_OUTPUTS,
    "remove-stdout": ALL - {"OUT"},
    "remove_stderr": ALL - {"ERR"},
    "raises-exception": ALL,
    "skip-execution": ALL,
    "scroll-output": ALL,
}
KEYS: list[tuple[dict[str, object], set[str]]] = [
    ({"jupyter": {"source_hidden": True, "outputs_hidden": True}}, set()),
    ({"jupyter": {"source_hidden": False, "outputs_hidden": False}, "collapsed": False}, ALL),
    ({"hide_input": True}, NO_SOURCE),
    ({"cellView": "form"}, NO_SOURCE),
    ({"cellView": "both"}, ALL),
    ({"is_code_hidden": True}, NO_SOURCE),
    ({"_kg_hide-input": True}, NO_SOURCE),
    ({"hide_output": True}, NO_OUTPUTS),
    ({"is_output_hidden": True}, NO_OUTPUTS),
    ({"_kg_hide-output": True}, NO_OUTPUTS),
    ({"nbsphinx": "hidden"}, set()),
    ({"slideshow": {"slide_type": "skip"}, "scrolled": True, "name": "x"}, ALL),
]


@pytest.mark.parametrize(
    ("metadata", "kept"), [*KEYS, *(({"tags": [tag]}, kept) for tag, kept in TAGS.items())]
)
def test_what_is_hidden_is_not_in_the_page(metadata: dict[str, object], kept: set[str]) -> None:
    html = str(exported(cell(**metadata)))
    assert {word for word in ALL if word in html} == kept


def test_a_tag_of_an_output_hides_it_alone() -> None:
    shown = cell()
    shown.outputs[2].metadata = {"tags": ["remove-output"]}
    assert "SHOWN" not in str(exported(shown))
    assert "OUT" in str(exported(shown))


@pytest.mark.parametrize(
    "metadata", [{"jupyter": {"source_hidden": True}}, {"tags": ["hide-input"]}]
)
def test_hidden_text_is_as_hidden_as_hidden_code(metadata: dict[str, object]) -> None:
    text, raw = new_markdown_cell("TEXT", metadata=metadata), new_raw_cell("RAW", metadata=metadata)
    page = exported(text, raw, new_markdown_cell("kept"))
    assert page.main.get_text().split() == ["kept"]


def test_raw_cells_are_what_they_say() -> None:
    kinds = ["", "text/plain", "text/html", "text/markdown", "text/latex"]
    cells = [new_raw_cell("*a* <b>c</b>", metadata={"format": kind}) for kind in kinds]
    page = exported(*cells)
    assert [pre.get_text() for pre in page.select("pre.raw")] == ["*a* <b>c</b>"] * 2
    assert [tag.name for tag in page.select("main b, main em")] == ["b", "em", "b"]
    notebook = new_notebook(cells=cells)
    html, _ = OfflineExporter(raw_mimetypes=["text/latex"]).from_notebook_node(notebook, {})
    assert html.count("<pre class=") == 1


@pytest.mark.parametrize(
    ("metadata", "keyword"),
    [
        ({"language_info": {"name": "R"}}, "function"),
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "function"),
        ({"kernelspec": {"name": "j", "display_name": "Julia", "language": "julia"}}, "end"),
        ({"language_info": {"name": "odd name", "pygments_lexer": "julia"}}, "end"),
    ],
)
def test_code_has_the_colours_of_its_language(metadata: dict[str, Any], keyword: str) -> None:
    page = exported(new_code_cell("function(x) x # y\nend", execution_count=1), **metadata)
    words = {tag.get_text() for tag in page.select(".highlight .k, .highlight .kr, .highlight .kd")}
    assert keyword in words


def test_authors_are_named() -> None:
    page = exported(new_markdown_cell("# T"), authors=[{"name": "A <b>"}, {"name": "C"}, "D", {}])
    assert page.find("meta", {"name": "author"})["content"] == "A <b>, C, D"
    assert "By A <b>, C, D." in page.footer.get_text()
    assert exported(new_markdown_cell("# T"), authors=[]).find("meta", {"name": "author"}) is None


@pytest.mark.parametrize(
    ("text", "metadata", "title"),
    [
        ("No heading.", {"title": "A <title>"}, "A <title>"),
        ("## Only a section", {}, "name of the file"),
        ("# Its own", {"title": "Another"}, "Its own"),
    ],
)
def test_a_page_of_a_site_has_its_title_as_its_heading(
    tmp_path: Path, text: str, metadata: dict[str, object], title: str
) -> None:
    path = tmp_path / "name of the file.ipynb"
    notebook = new_notebook(cells=[new_markdown_cell(text)], metadata=metadata)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    share([path], tmp_path / "site", execute=False)
    html = (tmp_path / "site" / "name of the file.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert [heading.get_text() for heading in page.select("main h1")] == [title]
    assert page.title.get_text() == title
