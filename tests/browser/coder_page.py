"""A Coder in a page, with the desk of a small dossier behind it, and a hand to work it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from analysis.coding.assets import view_script, view_style
from analysis.coding.desk import Desk
from analysis.coding.taking import article_of
from analysis.evidence.anchors import anchor_at

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

TEXT = (
    "Headline 😀 of the ferry\r\n\r\n"
    "“We may 🚢🚢 give e\u0301clairs,” Mira Tolvane said. That was a warning.\r\n"
    "She added <script>globalThis.hacked = 1</script> and \u202eright to left\u202c again.\r\n\r\n"
    "Last line of all 👩\u200d👧, to the end"
)
ACTORS = """actor_id,name,kind,affiliation,aliases
ardania,Ardania,state,,
corvia,Corvia,state,,
author,Author of the article,person,,
mira-tolvane,Mira Tolvane,person,ardania,Foreign Minister Tolvane|M. T.
"""
SOURCES = "source_id,title,kind\nthe-article,The article,article\n"
PLACE = ["paragraph", "start", "end", "digest", "quote"]
SAID = ["speaker", "targets", "statement", "cue", "factuality", "said_on"]
COLUMNS = ["claim_id", *PLACE, *SAID, "coder", "review"]
CODED = {
    "c01": "We may 🚢🚢 give",
    "c02": "🚢🚢 give e\u0301clairs",
    "c03": "added <script>",
}
PAGE = """<!doctype html>
<html class="dossier-page" lang="en"><head><meta charset="utf-8"><title>Coder</title>
<style>:root {{ color-scheme: light dark }} body {{ margin: 12px; background: Canvas }} {style}
</style></head><body class="dossier-page"><main><h1>Coder</h1><h2>One</h2><div id="here"></div>
</main></body></html>"""
OPEN = """(readOnly) => {
  const heard = [];
  const channel = {
    send: (message) => toDesk(message).then((answers) => {
      const deliver = () => answers.forEach((one) => heard.forEach((tell) => tell(one)));
      if (globalThis.held) globalThis.held.push(deliver);
      else deliver();
    }),
    listen: (tell) => { heard.push(tell); },
  };
  const place = document.getElementById("here");
  (globalThis.gone ??= []).push(dossierCoder.view(place, channel, { readOnly }));
}"""
SPOT = """([words, atEnd]) => {
  const paragraphs = document.querySelectorAll(".dossier-coder-text p");
  const paragraph = [...paragraphs].find((one) => one.textContent.includes(words));
  paragraph.scrollIntoView({ block: "nearest" });
  let rest = paragraph.textContent.indexOf(words) + (atEnd ? words.length : 0);
  const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let part = walk.nextNode();
  while (rest > part.length) { rest -= part.length; part = walk.nextNode(); }
  const place = document.createRange();
  place.setStart(part, rest);
  const box = place.getBoundingClientRect();
  return [box.x, box.y + box.height / 2];
}"""


def dossier_in(folder: Path, text: str = TEXT, coded: dict[str, str] | None = None) -> Path:
    """Write a dossier with a text, two claims that share words, and a proposal."""
    folder.mkdir(parents=True)
    (folder / "article.txt").write_bytes(text.encode())
    (folder / "actors.csv").write_text(ACTORS, encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    article = article_of(folder)
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for key, words in (CODED if coded is None else coded).items():
            start = article.text.index(words)
            row = dict.fromkeys(COLUMNS, "") | anchor_at(article, start, start + len(words))
            review = "proposed" if key == "c03" else ""
            said = {"speaker": "mira-tolvane", "statement": f"Statement of {key}."}
            table.writerow(row | said | {"claim_id": key, "review": review})
    return folder


@dataclass
class CoderPage:
    """A page with a Coder, and the folder that it codes."""

    page: Page
    folder: Path
    problems: list[str] = field(default_factory=list)

    def hold(self) -> None:
        """Let the kernel be busy: it answers nothing."""
        self.page.evaluate("globalThis.held = []")

    def deliver(self) -> None:
        """Let it answer all it was asked meanwhile."""
        self.page.evaluate("{ const all = held; held = undefined; all.forEach((one) => one()); }")

    @property
    def view(self) -> Locator:
        return self.page.locator(".dossier-coder").first

    @property
    def text(self) -> Locator:
        return self.view.locator(".dossier-coder-text")

    @property
    def form(self) -> Locator:
        return self.view.locator(".dossier-coder-form")

    @property
    def options(self) -> Locator:
        return self.view.locator(".dossier-coder-list > li")

    def field(self, column: str) -> Locator:
        """Find the control of a column."""
        own = f'[data-column="{column}"] > :is(input, select, textarea, .dossier-coder-picker)'
        return self.form.locator(own).first

    def spot(self, words: str, *, end: bool = False) -> tuple[float, float]:
        return self.page.evaluate(SPOT, [words, end])

    def drag(self, first: str, last: str, *, backwards: bool = False) -> None:
        """Select with the mouse from the beginning of some words to the end of others."""
        spots = [self.spot(first), self.spot(last, end=True)]
        (x, y), (u, v) = reversed(spots) if backwards else spots
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + u) / 2, (y + v) / 2, steps=3)
        mouse.move(u, v, steps=2)
        mouse.up()

    def opened(self, words: str) -> None:
        expect(self.form.locator("blockquote")).to_have_text(words)

    def said(self, words: str) -> None:
        expect(self.view.locator(".dossier-coder-said")).to_have_text(words)

    def rows(self, table: str = "claims") -> list[dict[str, str]]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def focused(self) -> str:
        """Name what has the focus: the column of a field, or a class."""
        return self.page.evaluate(
            "(document.activeElement.closest('[data-column]')?.dataset.column)"
            " ?? document.activeElement.className"
        )


def open_coder(
    browser: Browser,
    folder: Path,
    *,
    marks: bool = False,
    read_only: bool = False,
    article: bool = True,
    **options: Any,  # noqa: ANN401  (what a context takes)
) -> CoderPage:
    """Show the Coder of a folder; `marks` takes the registry of highlights away."""
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(30_000)
    coder = CoderPage(page, folder)
    page.on("pageerror", lambda error: coder.problems.append(str(error)))
    page.on("console", lambda m: m.type == "error" and coder.problems.append(m.text))
    desk = Desk(folder, read_only=read_only)

    page.expose_function("toDesk", desk.answer)
    page.set_content(PAGE.format(style=view_style()))
    if marks:
        page.evaluate("Object.defineProperty(CSS, 'highlights', { value: undefined })")
    page.evaluate(view_script())
    page.evaluate(OPEN, read_only)
    if article:
        page.wait_for_selector(".dossier-coder-text p", state="attached")
    return coder
