"""The Coder's view, worked with mouse and keyboard over the desk of a real folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from axe_core import AxeMissingError, axe_source, violations
from coder_page import CODED, OPEN, TEXT, CoderPage, dossier_in, open_coder
from playwright.sync_api import expect

from analysis.coding.taking import article_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

SIZES = {"wide": {"width": 1200, "height": 900}, "narrow": {"width": 390, "height": 844}}
HIGHLIGHTED = """() => Object.fromEntries([...CSS.highlights].filter(([, one]) => one.size)
  .map(([name, one]) => [name.replace("dossier-coder-", ""), [...one].map((range) => {
    const copy = document.createRange();
    copy.setStart(range.startContainer, range.startOffset);
    copy.setEnd(range.endContainer, range.endOffset);
    return copy.toString();
  })]))"""
MARKED = """() => {
  const found = {};
  for (const mark of document.querySelectorAll(".dossier-coder-mark")) {
    const name = [...mark.classList].at(-1).replace("dossier-coder-", "");
    (found[name] ??= []).push(mark.textContent);
  }
  return Object.fromEntries(Object.entries(found).map(([name, parts]) => [name, [parts.join("")]]));
}"""


@pytest.fixture
def coder(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., CoderPage]]:
    opened = list[CoderPage]()

    def open_(**options: object) -> CoderPage:
        folder = tmp_path / "dossier"
        opened.append(
            open_coder(browser, folder if folder.exists() else dossier_in(folder), **options)
        )
        return opened[-1]

    yield open_
    for one in opened:
        one.page.context.close()
        assert one.problems == []


def fill_in(one: CoderPage, statement: str) -> None:
    """Fill the required fields of a new claim with the keyboard, and save."""
    keyboard, next_id = one.page.keyboard, f"c{len(one.rows()) + 1:02}"
    expect(one.form.locator("h4")).to_contain_text("New claim")
    expect(one.field("speaker").locator("input")).to_be_focused()
    keyboard.type("tolv")
    keyboard.press("Enter")
    for _ in range(20):
        keyboard.press("Tab")
        if one.focused() == "statement":
            break
    keyboard.type(statement)
    keyboard.press("Control+s")
    one.said(f"Saved {next_id}.")


def by_keyboard(one: CoderPage) -> None:
    one.text.focus()
    one.page.keyboard.press("Control+Home")
    for _ in range(9):
        one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Shift+Control+ArrowRight")
    one.page.keyboard.press("Shift+Control+ArrowRight")
    one.page.keyboard.press("Enter")


def to_the_end(one: CoderPage) -> None:
    frame = one.text.bounding_box()
    one.page.mouse.move(*one.spot("to the end"))
    one.page.mouse.down()
    one.page.mouse.move(frame["x"] + frame["width"] - 4, frame["y"] + frame["height"] + 40, steps=5)
    one.page.mouse.up()


def clicked(one: CoderPage, words: str, times: int) -> None:
    x, y = one.spot(words)
    one.page.mouse.click(x + 3, y, click_count=times)


WAYS: dict[str, tuple[Callable[[CoderPage], None], str]] = {
    "forward": (lambda one: one.drag("Mira", "Tolvane"), "Mira Tolvane"),
    "backwards": (
        lambda one: one.drag("Mira", "Tolvane said", backwards=True),
        "Mira Tolvane said",
    ),
    "across a line break": (
        lambda one: one.drag("a warning", "She added"),
        "a warning.\r\nShe added",
    ),
    "across claims": (
        lambda one: one.drag("“We may", "clairs,”"),
        "“We may 🚢🚢 give e\u0301clairs,”",
    ),
    "to the end of the text": (to_the_end, "to the end"),
    "a double click": (lambda one: clicked(one, "Headline", 2), "Headline"),
    "a triple click": (
        lambda one: clicked(one, "Last", 3),
        "Last line of all 👩\u200d👧, to the end",
    ),
    "by keyboard": (by_keyboard, "😀 of"),
}


@pytest.mark.parametrize("drawn_by", ["highlights", "marks"])
def test_words_selected_in_any_way_become_a_claim_in_code_points(
    coder: Callable[..., CoderPage], drawn_by: str
) -> None:
    one = coder(marks=drawn_by == "marks")
    text = article_of(one.folder).text
    for way, (select, words) in WAYS.items():
        select(one)
        expect(one.form.locator("blockquote"), way).to_have_text(words.replace("\r\n", "\n"))
        fill_in(one, f"Selected {way}.")
        row = one.rows()[-1]
        assert text[int(row["start"]) : int(row["end"])] == words, way
        assert row["speaker"] == "mira-tolvane"
        assert row["statement"] == f"Selected {way}."
    assert [row["claim_id"] for row in one.rows()][:3] == [*CODED]


@pytest.mark.parametrize("drawn_by", ["highlights", "marks"])
def test_claims_that_share_words_have_lines_of_their_own_and_are_told_apart_at_a_click(
    coder: Callable[..., CoderPage], drawn_by: str
) -> None:
    one = coder(marks=drawn_by == "marks")
    drawn = MARKED if drawn_by == "marks" else HIGHLIGHTED
    assert one.page.evaluate(drawn) == {
        "claim-0": [CODED["c01"]],
        "claim-1": [CODED["c02"]],
        "proposed-0": [CODED["c03"]],
        "overlap": ["🚢🚢 give"],
    }
    for key in ("c01", "c02"):  # the shortest first
        clicked(one, "give", 1)
        expect(one.form.locator("h4 code")).to_have_text(key)
        one.page.wait_for_timeout(600)  # or both would be a double click
    assert one.page.evaluate(drawn)["chosen"] == [CODED["c02"]]
    here = one.view.get_by_role("group", name="Claims on these words")
    expect(here.get_by_role("button")).to_have_count(2)
    here.get_by_role("button", pressed=False).click()
    expect(one.form.locator("h4 code")).to_have_text("c01")
    clicked(one, "Mira", 1)
    expect(here).to_be_hidden()


def test_two_coders_on_one_page_remove_from_the_registry_what_is_theirs_alone(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    alone = one.page.evaluate(HIGHLIGHTED)
    one.page.evaluate(OPEN, False)
    expect(one.page.locator(".dossier-coder-text p")).to_have_count(8)
    assert one.page.evaluate(HIGHLIGHTED) == {name: words * 2 for name, words in alone.items()}
    one.page.evaluate("gone[0]()")
    assert one.page.evaluate(HIGHLIGHTED) == alone
    one.page.evaluate("gone[1]()")
    assert one.page.evaluate(HIGHLIGHTED) == {}
    assert one.page.locator(".dossier-coder").count() == 0


def test_what_is_typed_is_a_draft_that_opens_as_it_was_left(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.drag("Mira", "Tolvane")
    expect(one.field("speaker").locator("input")).to_be_focused()
    one.field("statement").fill("Half a thought")
    one.page.keyboard.press("Alt+ArrowUp")
    expect(one.form.locator("h4")).not_to_contain_text("New claim")
    draft = one.view.get_by_role("option", name="Half a thought")
    expect(draft).to_contain_text("draft")
    assert len(one.rows()) == len(CODED)
    again = coder()  # another tab, or the same after a crash
    again.view.get_by_role("option", name="Half a thought").click()
    again.opened("Mira Tolvane")
    expect(again.field("statement")).to_have_value("Half a thought")
    assert again.page.evaluate(HIGHLIGHTED)["draft-0"] == ["Mira Tolvane"]
    again.form.get_by_role("button", name="Discard").click()
    again.view.get_by_role("alertdialog").get_by_role("button", name="Discard").click()
    again.said("Draft discarded.")
    expect(again.options).to_have_count(len(CODED))
    expect(again.text).to_be_focused()


def test_an_answer_that_comes_late_changes_the_list_and_not_another_form(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.page.clock.install()
    one.view.get_by_role("option", name="c01").click()
    one.field("statement").fill("Said otherwise.")
    one.hold()
    one.page.keyboard.press("Control+s")
    one.drag("Mira", "Tolvane")
    one.page.clock.fast_forward(500)
    one.view.get_by_role("option", name="c02").click()
    one.field("statement").fill("Being typed")
    one.page.clock.fast_forward(11_000)
    bar = one.view.locator(".dossier-coder-bar")
    expect(bar).to_contain_text("The kernel does not answer")
    one.deliver()
    expect(one.view.get_by_role("option", name="Said otherwise.")).to_be_visible()
    one.page.clock.fast_forward(2000)
    expect(bar).to_be_empty()
    expect(one.field("statement")).to_have_value("Being typed")
    expect(one.form.locator("h4 code")).to_have_text("c02")


def test_a_refusal_that_comes_late_leaves_another_form_alone(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.view.get_by_role("option", name="c01").click()
    one.field("said_on").fill("soon")
    one.hold()
    one.page.keyboard.press("Control+s")
    one.view.get_by_role("option", name="c02").click()
    one.field("statement").focus()
    one.deliver()
    expect(one.view.locator(".dossier-coder-bar")).to_contain_text("Claim c01 is not saved: ")
    expect(one.field("statement")).to_be_focused()


def test_what_was_saved_elsewhere_meanwhile_is_told_and_taken_but_for_what_is_in_the_form(
    coder: Callable[..., CoderPage],
) -> None:
    ada, bo = coder(), coder()
    for one in (ada, bo):
        one.view.get_by_role("option", name="Statement of c01").click()
    ada.field("statement").fill("As Ada says it.")
    ada.field("cue").fill("said")
    ada.page.keyboard.press("Control+s")
    ada.said("Saved c01.")
    bo.field("statement").fill("As Bo says it.")
    bo.page.keyboard.press("Control+s")
    bo.view.get_by_role("button", name="Load again").click()
    expect(bo.field("cue")).to_have_value("said")
    expect(bo.field("statement")).to_have_value("As Bo says it.")
    expect(bo.view.locator(".dossier-coder-bar")).to_contain_text("As Ada says it.")
    bo.page.keyboard.press("Control+s")
    bo.said("Saved c01.")
    row = bo.rows()[0]
    assert (row["statement"], row["cue"]) == ("As Bo says it.", "said")


def test_proposals_are_accepted_amended_and_rejected_by_keys_and_undone(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    keyboard = one.page.keyboard
    expect(one.view).to_contain_text("1 proposal waiting")
    one.view.get_by_label("Which claims").select_option("Proposals")
    expect(one.view.get_by_role("option", name="Statement of")).to_have_count(1)
    listbox = one.view.get_by_role("listbox", name="Claims")
    listbox.focus()
    keyboard.press("ArrowDown")
    keyboard.press("r")
    one.said("Rejected c03.")
    assert one.rows()[2]["review"] == "rejected"
    keyboard.press("Control+z")
    one.said("Undone: rejected c03.")
    assert one.rows()[2]["review"] == "proposed"
    one.view.get_by_role("option", name="Statement of c03").click()
    listbox.focus()
    keyboard.press("m")
    expect(one.field("speaker").locator("input")).to_be_focused()
    one.field("statement").fill("Put better.")
    keyboard.press("Escape")
    expect(one.text).to_be_focused()
    keyboard.press("a")
    one.said("Saved c03.")
    assert (one.rows()[2]["review"], one.rows()[2]["statement"]) == ("accepted", "Put better.")


def test_after_a_proposal_that_was_amended_comes_the_next_one(
    coder: Callable[..., CoderPage], tmp_path: Path
) -> None:
    file = dossier_in(tmp_path / "dossier") / "claims.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    rows = [row if row.endswith(",proposed") else f"{row}proposed" for row in rows]
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    one = coder()
    one.view.get_by_role("option", name="Statement of c01").click()
    one.field("statement").fill("Put better.")
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("a")
    one.said("Saved c01.")
    expect(one.form.locator("h4")).to_contain_text("c02")


def test_the_list_is_walked_and_searched_and_every_action_has_a_key(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    keyboard = one.page.keyboard
    one.text.focus()
    keyboard.press("Alt+ArrowDown")
    listbox = one.view.get_by_role("listbox", name="Claims")
    for key, shown in {"End": "c03", "ArrowUp": "c02", "Home": "c01", "ArrowDown": "c02"}.items():
        listbox.focus()
        keyboard.press(key)
        expect(one.form.locator("h4 code")).to_have_text(shown)
        active = one.page.locator(f"#{listbox.get_attribute('aria-activedescendant')}")
        expect(active).to_contain_text(f"Statement of {shown}.")
        expect(active).to_have_attribute("aria-selected", "true")
    keyboard.press("Enter")
    assert one.focused() == "speaker"
    keyboard.press("Alt+ArrowDown")
    expect(one.form.locator("h4 code")).to_have_text("c03")
    assert one.focused() == "speaker"
    keyboard.press("Escape")
    keyboard.press("/")
    keyboard.type("c01")
    expect(one.view.get_by_role("option", name="Statement of")).to_have_count(1)
    keyboard.press("Escape")
    keyboard.press("f")
    expect(one.view.get_by_label("Which claims")).to_be_focused()
    keyboard.press("Escape")
    keyboard.press("?")
    keys = one.view.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Back to the article")
    keyboard.press("Escape")
    expect(keys).to_be_hidden()
    for button in one.view.get_by_role("button").all():
        if button.is_visible() and len(button.inner_text()) > 1:
            keyed = button.get_attribute("aria-keyshortcuts")
            offered = "dossier-coder-offer" in (button.get_attribute("class") or "")
            assert keyed or offered or button.inner_text().startswith("c0"), button.inner_text()


def test_the_article_keeps_every_character_whatever_is_typed_or_composed(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    whole = one.text.evaluate("node => node.textContent")
    one.text.click(position={"x": 60, "y": 30})
    one.page.keyboard.type("zq 1")
    for key in ("Backspace", "Control+x", "Control+b", "Shift+Enter", "Control+y"):
        one.page.keyboard.press(key)
    session = one.page.context.new_cdp_session(one.page)
    composed = {"text": "にほん", "selectionStart": 3, "selectionEnd": 3}
    session.send("Input.imeSetComposition", composed)
    session.send("Input.insertText", {"text": "日本"})
    expect(one.text.locator("p")).to_have_count(4)
    assert one.text.evaluate("node => node.textContent") == whole
    assert one.page.evaluate(HIGHLIGHTED)["claim-0"] == [CODED["c01"]]
    assert one.page.evaluate("globalThis.hacked") is None
    isolated = one.text.locator("p").evaluate_all(
        "all => all.every((one) => getComputedStyle(one).unicodeBidi === 'isolate')"
    )
    assert isolated


def test_a_new_actor_is_written_in_place_and_saved_with_its_claim(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    keyboard = one.page.keyboard
    one.drag("She", "added")
    expect(one.field("speaker").locator("input")).to_be_focused()
    keyboard.type("Zoë Neu")
    expect(one.view.get_by_role("option", name="Add “Zoë Neu”")).to_be_visible()
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    anew = one.form.get_by_role("group", name="New actor")
    expect(anew.get_by_label("Name", exact=False).first).to_have_value("Zoë Neu")
    anew.get_by_label("Kind").select_option("person")
    one.field("statement").fill("She said it.")
    keyboard.press("Escape")
    one.view.get_by_role("option", name="Statement of c01").click()
    one.view.get_by_role("option", name="She said it.").click()
    expect(one.form.get_by_role("group", name="New actor").get_by_label("Kind")).to_have_value(
        "person"
    )
    keyboard.press("Control+s")
    one.said("Saved c04.")
    actor, claim = one.rows("actors")[-1], one.rows()[-1]
    assert (actor["name"], actor["kind"]) == ("Zoë Neu", "person")
    assert claim["speaker"] == actor["actor_id"]
    expect(one.form.get_by_role("group", name="New actor")).to_have_count(0)
    expect(one.field("speaker")).to_contain_text("Zoë Neu")
    expect(one.options).to_have_count(4)


def test_a_new_weapon_is_written_in_place(coder: Callable[..., CoderPage]) -> None:
    one = coder()
    one.view.get_by_role("option", name="Statement of c01").click()
    one.form.locator("summary", has_text="Whom and what it is about").click()
    if not one.field("weapons").locator("input").is_visible():
        one.form.locator("summary", has_text="Whom and what it is about").click()
    one.field("weapons").locator("input").fill("Corsair")
    one.view.get_by_role("option", name="Add “Corsair”").click()
    anew = one.form.get_by_role("group", name="New weapon", exact=True)
    anew.get_by_role("textbox", name="Weapon class").fill("anti_ship_missile")
    anew.get_by_label("Named in article").select_option("false")
    anew.get_by_label("Resolution").select_option("system")
    one.page.keyboard.press("Control+s")
    one.said("Saved c01.")
    assert one.rows("weapons")[-1]["weapon_id"] == "corsair"
    assert one.rows()[0]["weapons"].split("|")[-1] == "corsair"


def test_a_new_actor_is_kept_at_once_and_is_one_row_for_all_claims_that_wait(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    for words, statement in (("She", "She said it."), ("Mira", "Mira said it.")):
        one.drag(words, words)
        expect(one.field("speaker").locator("input")).to_be_focused()
        one.page.keyboard.type("Zoë Neu")
        one.page.keyboard.press("ArrowUp")
        one.page.keyboard.press("Enter")
        expect(one.form.get_by_role("group", name="New actor")).to_be_visible()
        one.field("statement").fill(statement)
    expect(one.form.locator("footer")).to_contain_text("Still needed: Kind of the new actor.")
    one.page.wait_for_function("() => document.body.innerText.includes('Draft kept')")
    one.page.wait_for_timeout(500)
    drafts = json.loads((one.folder / "drafts.json").read_text(encoding="utf-8"))["drafts"]
    assert [draft["table"] for draft in drafts].count("actors") == 1
    one.form.get_by_role("group", name="New actor").get_by_label("Kind").select_option("person")
    one.page.keyboard.press("Control+s")
    one.said("Saved c05.")
    one.view.get_by_role("option", name="She said it.").click()
    one.page.keyboard.press("Control+s")
    one.said("Saved c04.")
    assert [row["name"] for row in one.rows("actors")].count("Zoë Neu") == 1
    assert not json.loads((one.folder / "drafts.json").read_text(encoding="utf-8"))["drafts"]


def test_a_tie_is_coded_from_a_claim_with_what_is_known_of_it(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.view.get_by_role("option", name="Statement of c01").click()
    one.text.focus()
    one.page.keyboard.press("t")
    expect(one.form.locator("h4")).to_have_text("New tie")
    expect(one.field("source")).to_contain_text("Ardania")
    expect(one.field("basis")).to_have_value("claim")
    one.field("target").locator("input").fill("corv")
    one.page.keyboard.press("Tab")
    one.field("directed").select_option("yes")
    one.field("kind").select_option("hostility")
    one.field("status").select_option(index=1)
    one.page.keyboard.press("Control+s")
    expect(one.view.locator(".dossier-coder-said")).to_contain_text("Saved")
    (tie,) = one.rows("ties")
    said = [tie[name] for name in ("source", "target", "basis", "claim_id")]
    assert said == ["ardania", "corvia", "claim", "c01"]
    one.view.get_by_role("option", name="Statement of c01").click()
    expect(one.form.get_by_role("button", name="Ardania – Corvia")).to_be_visible()


def test_a_claim_is_moved_to_selected_words_and_removed_after_a_question(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.view.get_by_role("option", name="Statement of c02").click()
    one.text.focus()
    one.page.keyboard.press("w")
    expect(one.view.locator(".dossier-coder-bar")).to_contain_text("Select the words")
    one.drag("Mira", "Tolvane")
    one.opened("Mira Tolvane")
    one.page.keyboard.press("Control+s")
    one.said("Saved c02.")
    text = article_of(one.folder).text
    row = one.rows()[1]
    assert text[int(row["start"]) : int(row["end"])] == "Mira Tolvane"
    one.text.focus()
    one.page.keyboard.press("Delete")
    expect(one.view.get_by_role("button", name="Remove", exact=True).first).to_be_focused()
    one.page.keyboard.press("Escape")
    assert len(one.rows()) == 3
    one.page.keyboard.press("Delete")
    one.page.keyboard.press("Enter")
    one.said("Removed c02.")
    assert [row["claim_id"] for row in one.rows()] == ["c01", "c03"]
    expect(one.text).to_be_focused()


def test_claims_whose_words_are_lost_or_elsewhere_are_found_and_put_right(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    shorter = TEXT.replace("Headline 😀 of the ferry", "Ferry").replace("give e\u0301clairs", "eat")
    (one.folder / "article.txt").write_bytes(shorter.encode())
    one = coder()
    one.view.get_by_label("Which claims").select_option("Words lost")
    expect(one.options).to_have_count(2)
    one.view.get_by_role("option", name="Statement of c01").click()
    expect(one.form).to_contain_text("Its words are not in the article")
    one.text.focus()
    one.page.keyboard.press("w")
    one.drag("We may", "🚢🚢")
    one.opened("We may 🚢🚢")
    one.page.keyboard.press("Control+s")
    one.said("Saved c01.")
    one.view.get_by_label("Which claims").select_option("All")
    one.view.get_by_role("option", name="Statement of c03").click()
    expect(one.form).to_contain_text("at another place than the table says")
    one.form.get_by_role("button", name="Take them as they are here").click()
    one.said("Moved; not saved yet.")
    expect(one.form.get_by_role("button", name="Accept")).to_be_visible()
    assert one.focused() == "speaker"
    one.page.keyboard.press("Control+s")
    one.said("Saved c03.")
    expect(one.form.get_by_role("button", name="Accept")).to_be_hidden()
    text = article_of(one.folder).text
    found = {row["claim_id"]: text[int(row["start"]) : int(row["end"])] for row in one.rows()}
    assert (found["c01"], found["c03"]) == ("We may 🚢🚢", CODED["c03"])


def test_a_dossier_that_cannot_be_read_says_why_in_place_of_its_rows(
    coder: Callable[..., CoderPage], tmp_path: Path
) -> None:
    folder = dossier_in(tmp_path / "dossier")
    (folder / "article.txt").unlink()
    claims = (folder / "claims.csv").read_bytes()
    (folder / "claims.csv").write_text("<b>no</b>\n", encoding="utf-8")
    one = coder(article=False)
    expect(one.view.locator(".dossier-coder-problems")).to_contain_text("claims.csv")
    expect(one.text).to_be_hidden()
    assert one.view.locator("b").count() == 0
    (folder / "claims.csv").write_bytes(claims)
    one.view.get_by_role("button", name="Load again").click()
    expect(one.options).to_have_count(3)
    assert "words lost" not in one.view.inner_text(), "there are none to look in"


def test_problems_are_said_beside_their_field_in_the_words_of_check(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.view.get_by_role("option", name="Statement of c01").click()
    described = one.field("statement").get_attribute("aria-describedby")
    assert described
    help_ = one.form.locator(", ".join(f"#{part}" for part in described.split()))
    expect(help_.filter(has_text="The statement, paraphrased.")).to_be_visible()
    one.field("said_on").fill("14.5.2031")
    day = one.form.locator('[data-column="said_on"]')
    expect(day.get_by_role("status")).to_contain_text("14.5.2031")
    expect(one.field("said_on")).to_have_attribute("aria-invalid", "true")
    one.page.keyboard.press("Control+s")
    expect(one.view.locator(".dossier-coder-bar")).to_contain_text(
        "Not saved. See what is said at: Day"
    )
    expect(one.field("said_on")).to_be_focused()
    assert one.rows()[0]["said_on"] == ""
    one.field("said_on").fill("2031-05-14")
    expect(day.get_by_role("status")).to_be_empty()
    one.page.keyboard.press("Control+s")
    one.said("Saved c01.")
    assert one.rows()[0]["said_on"] == "2031-05-14"


def test_a_reader_reads_names_and_words_and_changes_nothing(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder(read_only=True)
    assert one.page.evaluate("gone[0].choose('c01')") is True
    one.opened(CODED["c01"])
    expect(one.form).to_contain_text("Mira Tolvane")
    expect(one.form).to_contain_text("Statement of c01.")
    assert one.form.locator("input, select, textarea").count() == 0
    clicked(one, "added", 1)
    expect(one.form).to_contain_text("Statement of c03.")
    one.text.focus()
    for key in ("Enter", "Delete", "a", "Control+s", "w"):
        one.page.keyboard.press(key)
    one.drag("Mira", "Tolvane")
    expect(one.form).to_contain_text("Statement of c03.")
    assert one.page.evaluate("document.getSelection().toString()") == "Mira Tolvane"


@pytest.mark.parametrize("kind", ["coder", "reader"])
@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("narrow", "dark")])
def test_axe_finds_nothing(
    coder: Callable[..., CoderPage],
    pytestconfig: pytest.Config,
    size: str,
    scheme: str,
    kind: str,
) -> None:
    try:
        axe = axe_source(pytestconfig.cache.mkdir("axe-core"))
    except AxeMissingError as error:
        pytest.fail(str(error))
    one = coder(read_only=kind == "reader", viewport=SIZES[size], color_scheme=scheme)
    assert violations(one.page, axe) == []
    one.view.get_by_role("option", name="Statement of c03").click()
    one.page.wait_for_timeout(400)
    assert violations(one.page, axe) == []
    if kind == "coder":
        one.form.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        one.field("said_on").fill("soon")
        one.field("targets").locator("input").fill("a")
        expect(one.form.locator('[data-column="said_on"]').get_by_role("status")).not_to_be_empty()
        assert violations(one.page, axe) == []
    one.text.focus()
    one.page.keyboard.press("?")
    assert violations(one.page, axe) == []


def test_a_new_person_may_belong_to_a_state_that_is_new_in_the_same_form(
    coder: Callable[..., CoderPage],
) -> None:
    one = coder()
    one.drag("She", "added")
    anew = one.form.get_by_role("group", name="New actor")
    for column, name, kind in (("subjects", "Newland", "state"), ("speaker", "Zoë Neu", "person")):
        field = one.field(column).locator("input")
        if not field.is_visible():
            one.form.locator("summary", has_text="Whom and what it is about").click()
        field.fill(name)
        one.view.get_by_role("option", name=f"Add “{name}”").click()
        anew.first.get_by_label("Kind").select_option(kind)  # the speaker is above
    person = anew.first
    person.locator("summary").first.click()
    belongs = person.get_by_role("combobox", name="Affiliation")
    belongs.fill("Newland")
    one.view.get_by_role("option", name="Newland").last.click()
    one.page.wait_for_timeout(700)
    expect(belongs).not_to_have_attribute("aria-invalid", "true")
    expect(one.form.locator("footer")).to_contain_text("Still needed: Statement.")
    one.field("statement").fill("She said it.")
    one.page.keyboard.press("Control+s")
    one.said("Saved c04.")
    assert one.rows("actors")[-1]["affiliation"] == "newland"
