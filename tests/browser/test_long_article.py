"""An article as long as a book is coded as a short one is; with `-s`, script times are printed."""

from __future__ import annotations

import csv
import json
import random
from typing import TYPE_CHECKING

import pytest
from coder_page import COLUMNS, dossier_in, open_coder
from playwright.sync_api import expect

from analysis.coding.taking import article_of
from analysis.evidence.anchors import anchor_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

CHARACTERS, CLAIMS = 300_000, 2000
WORDS = ["the", "of", "ferry", "treaty", "😀", "howitzer", "may", "said", "naïve", "minister"]
SCRIPT = {
    "EvaluateScript",
    "EventDispatch",
    "FireAnimationFrame",
    "FunctionCall",
    "RunMicrotasks",
    "TimerFire",
    "v8.callFunction",
    "v8.run",
}
"""Events of a trace during which a script runs."""


SHOWS = """([where, words]) => document.querySelector(where)?.textContent === words"""


def long_dossier(folder: Path) -> Path:
    """Write an article of 300,000 characters, of which 2,000 claims are coded, some overlapping."""
    chance = random.Random(13)  # noqa: S311 (the same article every time)
    lines = list[str]()
    while sum(map(len, lines)) + 2 * len(lines) < CHARACTERS:
        words = [f"{chance.choice(WORDS)}{90 * len(lines) + n}" for n in range(90)]
        lines.append(" ".join(words))
    dossier_in(folder, "\n\n".join(lines), coded={})
    article = article_of(folder)
    with (folder / "claims.csv").open("a", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        for number in range(CLAIMS):
            start = number * (len(article.text) // CLAIMS) + chance.randrange(20)
            end = min(start + chance.randrange(40, 220), len(article.text))
            while article.text[start].isspace():
                start += 1
            while article.text[end - 1].isspace():
                end -= 1
            said = {"speaker": "mira-tolvane", "statement": f"Statement {number + 1}."}
            row = dict.fromkeys(COLUMNS, "") | anchor_at(article, start, end) | said
            table.writerow(row | {"claim_id": f"c{number + 1}"})
    return folder


def script_ms(trace: bytes) -> float:
    """Milliseconds of work in scripts; what runs within another is counted once."""
    events = [e for e in json.loads(trace)["traceEvents"] if e["name"] in SCRIPT and "tdur" in e]
    total = last = 0.0
    for event in sorted(events, key=lambda event: (event["ts"], -event["dur"])):
        if event["ts"] >= last:
            total += event["tdur"]
            last = event["ts"] + event["dur"]
    return total / 1000


def test_a_long_article_with_many_claims_is_coded_like_a_short_one(
    browser: Browser, tmp_path: Path
) -> None:
    one = open_coder(browser, long_dossier(tmp_path / "long"))
    one.page.set_default_timeout(30_000)
    text = article_of(one.folder).text
    took = dict[str, float]()

    def timed(step: str, act: Callable[[], None], where: str, words: str) -> None:
        browser.start_tracing(page=one.page, categories=["devtools.timeline", "v8", "v8.execute"])
        act()
        one.page.wait_for_function(SHOWS, arg=[where, words], polling=200)
        one.page.wait_for_timeout(600)  # what follows from it, such as the check
        took[step] = script_ms(browser.stop_tracing())

    key, said = ".dossier-coder-form h4 code", ".dossier-coder-said"
    expect(one.options).to_have_count(CLAIMS)
    timed("opening a claim", one.options.nth(3).click, key, "c4")
    walk = one.view.get_by_role("listbox", name="Claims")
    timed("going to the last claim", lambda: walk.press("End"), key, f"c{CLAIMS}")
    words = text[-400:].split(" ")[20:24]
    selected = " ".join(words)
    quoted = ".dossier-coder-form blockquote"
    timed("selecting words", lambda: one.drag(words[0], words[-1]), quoted, selected)
    keyboard = one.page.keyboard
    keyboard.type("tolv")
    keyboard.press("Enter")
    one.field("statement").fill("At the end of a long article.")
    timed("saving", lambda: keyboard.press("Control+s"), said, f"Saved c{CLAIMS + 1}.")
    search = one.view.get_by_label("Search the claims")
    timed("searching", lambda: search.fill("long article"), ".dossier-coder-count", "1 of 2001")
    row = one.rows()[-1]
    assert text[int(row["start"]) : int(row["end"])] == selected
    assert len(one.rows()) == CLAIMS + 1
    assert one.problems == []
    for step, milliseconds in took.items():
        print(f"{step}: {milliseconds:.0f} ms of script")  # noqa: T201
    one.page.context.close()
