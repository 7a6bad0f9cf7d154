"""Foreign HTML neither runs, loads, leaves, covers nor hides, whichever door it comes through."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from hostile_html import FAR, HIDES_ITSELF, PIECES, SAY, random_piece
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from playwright.sync_api import Browser, Error, Page, Request

from analysis.sharing import OfflineExporter, fragments

if TYPE_CHECKING:
    from pathlib import Path

Door = Callable[[str], NotebookNode]
BEFORE, AFTER = "What comes before.", "What comes after."
SVG = "image/svg+xml"
REPORT = """() => {
  const words = (text) => [...document.querySelectorAll("main > section p")]
    .filter(p => p.textContent === text);
  const uncovered = (part) => {
    part.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.selectNodeContents(part);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return [left + 2, (left + right) / 2, right - 2].every(
      x => part.contains(document.elementFromPoint(x, (top + bottom) / 2)));
  };
  const [before, after] = [words("BEFORE"), words("AFTER")];
  const main = document.querySelector("main");
  const sections = [...main.children];
  const footer = document.querySelector("body > footer p");
  const top = (part) => part.getBoundingClientRect().top + scrollY;
  return {
    once: [before, after, document.querySelectorAll("main")].every(one => one.length === 1),
    sections: sections.length,
    first: sections[0]?.contains(before[0]),
    last: sections.at(-1)?.contains(after[0]),
    inOrder: top(before[0]) < top(after[0]) && top(after[0]) < top(footer),
    visible: [before[0], after[0], footer].map(part => part.checkVisibility({ opacityProperty: true,
      visibilityProperty: true }) && uncovered(part)),
    scripts: document.scripts.length,
    mounted: document.querySelectorAll(".dossier-mounted, .dossier-table").length,
    broken: window.broken ?? null,
    title: document.title,
    said: main.innerText,
    body: document.body.tagName,
  };
}""".replace("BEFORE", BEFORE).replace("AFTER", AFTER)


def html_output(html: str) -> NotebookNode:
    return shown({"text/html": html, "text/plain": "x"})


def markdown_output(html: str) -> NotebookNode:
    return shown({"text/markdown": html, "text/plain": "x"})


def shown(bundle: dict[str, object], **metadata: object) -> NotebookNode:
    output = new_output("display_data", bundle, metadata=metadata)
    return new_code_cell("shown", execution_count=1, outputs=[output])


def printed(name: str, text: str) -> NotebookNode:
    output = new_output("stream", name=name, text=text)
    return new_code_cell("print()", execution_count=1, outputs=[output])


def failed(text: str) -> NotebookNode:
    output = new_output(
        "error", ename=text, evalue=text, traceback=[text, f"\x1b[31m{text}\x1b[0m"]
    )
    return new_code_cell("fail()", execution_count=1, outputs=[output])


def in_a_widget(html: str) -> NotebookNode:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}}
    return shown({**view, "text/plain": f"VBox(children=(HTML(value={html!r}), Label(value='x')))"})


def raw_html(html: str) -> NotebookNode:
    return new_raw_cell(html, metadata={"raw_mimetype": "text/html"})


def described(html: str) -> NotebookNode:
    pixel = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    about = {"image/gif": {"alt": html, "width": html, "height": html}}
    return shown({"image/gif": pixel, "text/plain": html}, **about)


ALONE: dict[str, Door] = {"output": html_output, "markdown": new_markdown_cell}
TOGETHER: dict[str, Door] = {
    "markdown": new_markdown_cell,
    "markdown output": markdown_output,
    "widget": in_a_widget,
    "raw html": raw_html,
    "svg output": lambda html: shown(
        {SVG: f"<svg xmlns='http://www.w3.org/2000/svg'>{html}</svg>"}
    ),
    "heading": lambda html: new_markdown_cell(f"## {html}"),
    "list": lambda html: new_markdown_cell(f"- {html}\n- item"),
    "link": lambda html: new_markdown_cell(f"[{html}](<{html}>) ![{html}](<attachment:{html}>)"),
    "formula": lambda html: new_markdown_cell(f"$\\text{{{html}}}$ $${html}$$ $\\href{{{html}}}x$"),
    "latex": lambda html: shown({"text/latex": f"$$\\text{{{html}}}$$"}),
}
AS_TEXT: dict[str, Door] = {
    "stdout": lambda html: printed("stdout", html),
    "stderr": lambda html: printed("stderr", f"\x1b[1;31m{html}\x1b[0m"),
    "traceback": failed,
    "plain": lambda html: shown({"text/plain": html}),
    "raw": new_raw_cell,
    "alternative text": described,
    "source": lambda html: new_code_cell(html, execution_count=1),
    "fence": lambda html: new_markdown_cell(f"~~~~html\n{html}\n~~~~"),
}


class Visit:
    """One page that opens files one after the other, and what each of them tried."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tried: list[str] = []
        page.on("request", self._asked)
        page.on("console", lambda m: m.type == "error" and self.tried.append(m.text))
        page.on("pageerror", lambda error: self.tried.append(str(error)))
        page.on("dialog", lambda dialog: (self.tried.append("dialog"), dialog.dismiss()))
        page.context.on("page", lambda _: self.tried.append("another window"))
        page.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
        self.address = ""
        page.set_default_timeout(5000)

    def _asked(self, request: Request) -> None:
        if request.url.split("#")[0] != self.address and not request.url.startswith("data:image/"):
            self.tried.append(request.url)

    def faults(self, file: Path, cells: int) -> list[str]:
        """Open a page and say in a word each what it does that it must not."""
        self.address = file.as_uri()
        self.tried.clear()
        self.page.goto(self.address)
        self.page.wait_for_timeout(40)  # what leaves as it opens does so by now
        if self.tried:
            return self.tried
        try:
            report = self.page.evaluate(REPORT)
        except Error as error:
            return [*self.tried, str(error).splitlines()[0]]
        wrong = {
            "a cell left its place": not (report["once"] and report["first"] and report["last"]),
            "cells joined": report["sections"] != cells + 2,
            "out of order": not report["inOrder"],
            "covered or hidden": not all(report["visible"]),
            "a script came in": report["scripts"] > 0,
            "mounted as ours": report["mounted"] > 0,
            "it ran": report["broken"] is not None,
            "the title changed": report["title"] != "page",
        }
        self.said = report["said"]
        return [*self._leaving(), *self.tried, *(fault for fault, is_so in wrong.items() if is_so)]

    def _leaving(self) -> Iterator[str]:
        for link in self.page.locator("main a[href]").all():
            if not link.get_attribute("href").startswith(("http://", "https://", "mailto:")):
                link.dispatch_event("click")
        if self.page.url.split("#")[0] != self.address:
            yield f"it left for {self.page.url}"


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    yield Visit(page)
    page.goto("about:blank")
    page.unroute_all(behavior="ignoreErrors")
    context.close()


EXPORTER = OfflineExporter()


def write(folder: Path, *cells: NotebookNode, **metadata: object) -> Path:
    about = {"metadata": {"name": "page", "path": str(folder)}}
    heading = "" if "title" in metadata else "# page\n\n"
    around = [new_markdown_cell(f"{heading}{BEFORE}"), *cells, new_markdown_cell(AFTER)]
    html, _ = EXPORTER.from_notebook_node(new_notebook(cells=around, metadata=metadata), about)
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("door", "name"),
    [("output", name) for name in PIECES]
    # In text the rest comes together; what could swallow others comes alone.
    + [
        ("markdown", n)
        for n in PIECES
        if n.startswith(("comment", "cdata", "close", "open", "raw"))
    ],
)
def test_a_piece_alone_keeps_to_its_cell(
    visit: Visit, tmp_path: Path, door: str, name: str
) -> None:
    file = write(tmp_path, ALONE[door](PIECES[name]))
    assert visit.faults(file, cells=1) == []
    assert SAY in visit.said or name in HIDES_ITSELF


@pytest.mark.parametrize("door", TOGETHER)
def test_all_pieces_together_keep_to_their_cells(visit: Visit, tmp_path: Path, door: str) -> None:
    cells = [TOGETHER[door](html) for html in PIECES.values()]
    assert visit.faults(write(tmp_path, *cells), cells=len(cells)) == []


@pytest.mark.parametrize("door", ["html", "markdown"])
def test_pieces_at_random_keep_to_their_cells(visit: Visit, tmp_path: Path, door: str) -> None:
    rng = random.Random(door)  # noqa: S311 (the same pieces in each run)
    make = html_output if door == "html" else new_markdown_cell
    cells = [make(random_piece(rng)) for _ in range(500)]
    assert visit.faults(write(tmp_path, *cells), cells=len(cells)) == []


@pytest.mark.parametrize("door", AS_TEXT)
def test_what_is_text_is_shown_as_text(visit: Visit, tmp_path: Path, door: str) -> None:
    pieces = {name: html.replace("\0", "").replace("\x01", "") for name, html in PIECES.items()}
    file = write(tmp_path, *map(AS_TEXT[door], pieces.values()))
    assert visit.faults(file, cells=len(pieces)) == []
    if door != "alternative text":
        text = "".join(visit.page.locator("main").text_content().split())
        assert [n for n, html in pieces.items() if "".join(html.split()) not in text] == []


@pytest.mark.parametrize(
    "name", ["closes-many", "runs-img-quotes", "open-plaintext", "comment-body"]
)
def test_no_metadata_is_html(visit: Visit, tmp_path: Path, name: str) -> None:
    html = PIECES[name]
    kernel = {"name": "python3", "display_name": html, "language": html}
    about = {"language_info": {"name": html, "pygments_lexer": html}, "lang": html, "x": html}
    cell = new_markdown_cell(
        "text", metadata={"tags": [html], "name": html, "magics_language": html}
    )
    code = new_code_cell(
        "%%x\n1", execution_count=1, metadata={"magics_language": html, "alt": html}
    )
    assert visit.faults(write(tmp_path, cell, code, kernelspec=kernel, **about), cells=2) == []
    file = write(tmp_path, cell, title=html)
    assert visit.faults(file, cells=1) == ["the title changed"]
    assert visit.page.title() == " ".join(html.split())


def test_a_spec_of_others_loads_nothing_and_leads_nowhere(visit: Visit, tmp_path: Path) -> None:
    bad = [
        {"data": {"url": f"{FAR}x.csv"}, "mark": "point"},
        {"data": {"values": [{}]}, "mark": {"type": "image", "url": f"{FAR}x.png"}},
        {"mark": "rect", "encoding": {"href": {"value": FAR}}},
        {"mark": "rect", "params": [{"name": "x", "bind": {"element": "body"}}]},
        {"mark": 7, "encoding": []},
        {"usermeta": {"embedOptions": {"config": FAR}}, "mark": {"type": "x"}, "layer": 3},
        "not a spec",
        None,
    ]
    plain = [shown({"application/vnd.vegalite.v5+json": spec, "text/plain": "x"}) for spec in bad]
    ours = [
        shown({"application/vnd.dossier.figure+json": {"name": "n", "spec": spec}}) for spec in bad
    ]
    odd = [None, [], {"name": "</figure>"}, {"name": "n", "sentence": f"<img src={FAR}>"}]
    ours += [shown({"application/vnd.dossier.figure+json": payload}) for payload in odd]
    ours += [shown({"application/vnd.dossier.table+json": payload}) for payload in odd]
    file = write(tmp_path, *plain, *ours)
    assert f"{FAR}" not in " ".join(json.dumps(a) for a in addresses(visit, file))
    assert visit.page.get_by_text("[chart left out: ", exact=False).count() >= len(bad)


def addresses(visit: Visit, file: Path) -> list[str]:
    visit.address = file.as_uri()
    visit.tried.clear()
    visit.page.goto(visit.address)
    visit.page.wait_for_timeout(500)
    links = visit.page.evaluate("[...document.links].map(link => link.href)")
    return [*links, *visit.tried]


@pytest.mark.parametrize(
    "name", ["leaves-refresh", "open-plaintext", "covers-fixed", "covers-sheet-body", "closes-main"]
)
def test_the_corpus_finds_a_cleaner_that_does_nothing(
    visit: Visit, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments.Fragment, "html", lambda self, _: self.given)
    given = fragments.Fragment.__init__

    def keep(
        self: fragments.Fragment, html: str, *args: fragments.Draft, **options: object
    ) -> None:
        given(self, html, *args, **options)
        self.given = html

    monkeypatch.setattr(fragments.Fragment, "__init__", keep)
    page = visit.page.context.new_page()  # the next one may still be on its way elsewhere
    assert Visit(page).faults(write(tmp_path, html_output(PIECES[name])), cells=1)
    page.close()
