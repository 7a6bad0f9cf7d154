"""Several coders in the browser: whose rows are shown, where they differ, what is decided."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from axe_core import AxeMissingError, axe_source, violations
from opened_page import OpenPage
from playwright.sync_api import Browser, Page, expect

import analysis
from analysis.claims.charts import claim_map
from analysis.coding.assets import disagreeing_script, disagreeing_style
from analysis.coding.charts import agreement
from analysis.coding.deciding import Deciding
from analysis.dossier.reading import EXAMPLE

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Disagreements</title>
<style>:root {{ color-scheme: light dark }} body {{ background: Canvas }} {style}</style></head>
<body class="dossier-page"><main><h1>Claims</h1><h2>Of two</h2><div id="here"></div></main></body>
</html>"""
OPEN = """() => {
  const heard = [];
  const channel = {
    send: (message) => toKernel(message).then((answers) => {
      answers.forEach((one) => heard.forEach((tell) => tell(one)));
    }),
    listen: (tell) => { heard.push(tell); },
  };
  dossierDisagreements.view(document.getElementById("here"), channel);
}"""
CODED = "Claims coded by jt (10) and mk (10)."


def test_a_page_says_in_every_state_whose_rows_it_shows(
    export: Callable[..., Path], open_page: Callable[..., OpenPage]
) -> None:
    page = open_page(export(claim_map(analysis.example())))
    sentence = page.page.locator("#explorer-claim-map figcaption p")
    expect(sentence).to_contain_text(CODED)
    page.control("claim-map", "Put as").get_by_label("certain (12)").check()
    expect(page.page.locator("#explorer-claim-map h3")).not_to_contain_text("8 are put")
    expect(sentence).to_contain_text(CODED)
    assert page.problems == []


def test_choosing_a_column_by_key_lists_its_disagreements(
    export: Callable[..., Path], open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    pair = two_dossiers(tmp_path)
    page = open_page(export(agreement(*pair)))
    assert listed(page)[1] == "bo: Lena Brint"
    control = page.control("agreement", "Disagreements on")
    control.focus()
    page.page.keyboard.press("ArrowDown")
    expect(page.page.locator("#explorer-agreement h3")).to_contain_text("agree on certainty")
    assert listed(page) == ["ann: possible", "bo: probable"]
    assert page.problems == []


def listed(page: OpenPage) -> list[str]:
    """What both coders say, as it is drawn."""
    texts = [mark["_text"] for mark in page.drawn("agreement") if mark["_mark"] == "text"]
    return [text for text in texts if text and text.startswith(("ann: ", "bo: "))]


def two_dossiers(root: Path) -> list[analysis.Dossier]:
    """Give the example by ann, and by bo, who differs on one certainty and on one speaker."""
    claims = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    first, second = pl.col("claim_id") == "c01", pl.col("claim_id") == "c07"
    probable = pl.when(first).then(pl.lit("PR+")).otherwise("factuality")
    brint = pl.when(second).then(pl.lit("lena-brint")).otherwise("speaker")
    other = claims.with_columns(factuality=probable, speaker=brint)
    for name, rows in (("ann", claims), ("bo", other)):
        folder = root / name
        folder.mkdir()
        for file in ("actors.csv", "sources.csv", "weapons.csv", "article.txt"):
            shutil.copy(EXAMPLE / file, folder)
        rows.with_columns(coder=pl.lit(name)).write_csv(folder / "claims.csv")
    return [analysis.load(root / name) for name in ("ann", "bo")]


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """The view of the disagreements of ann and bo, which nothing but our own script serves."""
    contexts, problems = [], list[str]()

    def show(**options: object) -> Page:
        if not (tmp_path / "ann").exists():
            two_dossiers(tmp_path)
        deciding = Deciding(tmp_path / "ann", tmp_path / "bo", into=tmp_path / "merged")
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda m: m.type == "error" and problems.append(m.text))
        page.expose_function("toKernel", deciding.answer)
        page.set_content(PAGE.format(style=disagreeing_style()))
        page.evaluate(disagreeing_script())
        page.evaluate(OPEN)
        page.wait_for_selector(".dossier-disagreements-row")
        return page

    yield show
    for context in contexts:
        context.close()
    assert problems == []


def steps(root: Path) -> list[list[object]]:
    """Give what is in the file of decisions: column and decision of each."""
    path = root / "merged" / "decisions.json"
    kept = json.loads(path.read_text(encoding="utf-8"))["steps"] if path.exists() else []
    return [[(one["column"], one["decision"]) for one in step] for step in kept]


def chosen(page: Page) -> list[str]:
    return page.locator("[aria-pressed=true] > span:last-child").all_text_contents()


def test_all_is_decided_and_merged_with_the_keyboard_alone(
    shown: Callable[..., Page], tmp_path: Path
) -> None:
    page = shown()
    keyboard, status = page.keyboard, page.get_by_role("status")
    expect(status).to_have_text("0 of 2 decided")
    page.get_by_label("Disagreements of two coders").focus()
    keyboard.press("2")
    expect(status).to_have_text("1 of 2 decided")
    assert chosen(page) == ["probable"]
    expect(page.get_by_role("button", name="Next to decide")).to_be_focused()
    keyboard.press("Enter")
    expect(page.locator("h5")).to_have_text("Speaker")
    expect(page.locator(".dossier-disagreements-choice").first).to_be_focused()
    keyboard.press("3")
    keyboard.type("Nobody")
    keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text='is called "Nobody"')).to_be_visible()
    assert steps(tmp_path) == [[("factuality", "second")]]
    keyboard.press("Control+A")
    keyboard.type("Oren Dask")
    keyboard.press("Enter")
    expect(status).to_have_text("2 of 2 decided")
    expect(page.get_by_role("button", name="Merge")).to_be_focused()
    keyboard.press("u")
    expect(status).to_have_text("1 of 2 decided")
    keyboard.press("ArrowRight")
    keyboard.press("Space")
    expect(status).to_have_text("2 of 2 decided")
    assert steps(tmp_path) == [[("factuality", "second")], [("speaker", "second")]]
    keyboard.press("m")
    expect(page.get_by_role("alert").first).to_have_text("20 claims in merged/claims.csv.")
    merged = pl.read_csv(tmp_path / "merged" / "claims.csv", infer_schema=False)
    assert merged.filter(claim_id="c01")["factuality"].item() == "PR+"
    assert merged.filter(claim_id="c07")["speaker"].item() == "lena-brint"


def test_a_column_that_needs_a_value_says_so_where_neither_is_asked_for(
    shown: Callable[..., Page], tmp_path: Path
) -> None:
    page = shown()
    page.get_by_label("Disagreements of two coders").focus()
    page.keyboard.press("n")
    page.keyboard.press("0")
    expect(page.get_by_role("alert").filter(has_text="needs a value")).to_have_text(
        "Speaker needs a value: press 1 or 2, or 3 to type another."
    )
    assert steps(tmp_path) == []


def test_choices_are_made_with_the_mouse_and_are_there_after_a_crash(
    shown: Callable[..., Page], tmp_path: Path
) -> None:
    page = shown()
    page.get_by_role("button", name="ann possible").click()
    expect(page.get_by_role("status")).to_have_text("1 of 2 decided")
    page.get_by_label("Another value of certainty").select_option("certain")
    expect(page.locator("select.dossier-disagreements-typed")).to_have_value("CT+")
    assert steps(tmp_path) == [
        [("factuality", "first")],
        [("factuality", {"value": "CT+"})],
    ]
    page.context.close()
    page = shown()
    expect(page.get_by_role("status")).to_have_text("1 of 2 decided")
    expect(page.locator("h5")).to_have_text("Speaker")  # it opens at what is to be decided
    page.get_by_role("button", name="Previous").click()
    expect(page.locator("select.dossier-disagreements-typed")).to_have_value("CT+")


def test_two_views_do_not_write_over_each_other(shown: Callable[..., Page], tmp_path: Path) -> None:
    one, other = shown(), shown()
    one.get_by_role("button", name="ann possible").click()
    expect(one.get_by_role("status")).to_have_text("1 of 2 decided")
    other.get_by_role("button", name="bo probable").click()
    alert = other.get_by_role("alert").first
    expect(alert).to_contain_text("decisions.json was written by somebody else")
    assert chosen(other) == []
    other.get_by_role("button", name="Load again").click()
    expect(other.get_by_role("status")).to_have_text("1 of 2 decided")
    assert chosen(other) == ["possible"]
    assert steps(tmp_path) == [[("factuality", "first")]]


def test_claims_that_are_there_are_replaced_after_a_question(
    shown: Callable[..., Page], tmp_path: Path
) -> None:
    (tmp_path / "merged").mkdir()
    path = tmp_path / "merged" / "claims.csv"
    path.write_text("mine\n")
    page = shown()
    page.get_by_label("Disagreements of two coders").focus()
    page.keyboard.press("f")
    page.keyboard.press("n")
    page.keyboard.press("s")
    expect(page.get_by_role("status")).to_have_text("2 of 2 decided")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("button", name="Replace")).to_be_focused()
    assert path.read_text() == "mine\n"
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("What was there is claims.csv.before")
    assert (tmp_path / "merged" / "claims.csv.before").read_text() == "mine\n"


def test_words_of_both_are_marked_in_characters_of_any_length(
    shown: Callable[..., Page], tmp_path: Path
) -> None:
    two_dossiers(tmp_path)
    for name in ("ann", "bo"):
        path = tmp_path / name / "article.txt"
        path.write_text(path.read_text().replace("Ardania", "😀👩\u200d👧 Ardania", 1))
    page = shown()
    words = "".join(page.locator("blockquote mark").all_text_contents())
    text = (tmp_path / "ann" / "article.txt").read_text()
    assert (
        words
        == text.split("\n")[0].partition("Ardania")[1] + text.split("\n")[0].partition("Ardania")[2]
    )
    assert page.locator("blockquote").text_content() == text.split("\n")[0]


def test_hostile_words_execute_nothing(shown: Callable[..., Page], tmp_path: Path) -> None:
    two_dossiers(tmp_path)
    hostile = "<img src=x onerror='globalThis.hacked=1'>"
    for name in ("ann", "bo"):
        claims = pl.read_csv(tmp_path / name / "claims.csv", infer_schema=False)
        claims.with_columns(
            statement=pl.lit(hostile), concept=pl.lit(hostile + name), coder=pl.lit(hostile + name)
        ).write_csv(tmp_path / name / "claims.csv")
        path = tmp_path / name / "article.txt"
        path.write_text(f"{hostile}{path.read_text()}")
    page = shown()
    expect(page.locator(".dossier-disagreements")).to_contain_text(hostile)
    assert page.locator("img").count() == 0
    assert page.evaluate("globalThis.hacked") is None


@pytest.mark.parametrize("size", [(1200, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    shown: Callable[..., Page],
    pytestconfig: pytest.Config,
    size: tuple[int, int],
    scheme: str,
) -> None:
    try:
        axe = axe_source(pytestconfig.cache.mkdir("axe-core"))
    except AxeMissingError as missing:
        pytest.fail(str(missing))
    width, height = size
    page = shown(viewport={"width": width, "height": height}, color_scheme=scheme)
    assert violations(page, axe) == []
    page.get_by_role("button", name="bo probable").click()
    page.get_by_text("Keys", exact=True).click()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
