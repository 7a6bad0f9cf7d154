"""A dossier being coded: every message is answered, and nothing of a file is lost."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis
from analysis import DossierError, QuestionError
from analysis.coding.desk import Desk, state
from analysis.coding.drafts import read_drafts
from analysis.coding.row_files import RowFile
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES
from analysis.evidence import Article, digest

WORDS = "The Harbour Line denied it"


class Talk:
    """A view that asks, and keeps what it was told as the browser does."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked = 0
        self.shown = self.ask("open")

    def ask(self, kind: str, **fields: object) -> dict[str, Any]:
        self.asked += 1
        number = {} if kind == "open" else {"ask": self.asked}
        (answer,) = self.desk.answer({"type": kind, **number, **fields})
        assert answer.get("ask") == number.get("ask")
        json.dumps(answer)
        if "update" in answer:
            self.take(answer["update"])
        return answer

    def take(self, update: dict[str, Any]) -> None:
        """Follow an update as the view does."""
        rows = {"claims": self.shown["claims"], **self.shown["rows"]}
        changed = {"claims": update.get("claims", []), **update.get("rows", {})}
        for table, listed in rows.items():
            gone = update.get("removed", {}).get(table, [])
            kept = {row["key"]: row for row in listed if row["key"] not in gone}
            kept |= {row["key"]: row for row in changed.get(table, [])}
            rows[table] = list(kept.values())
        self.shown["claims"] = rows.pop("claims")
        self.shown["rows"] = rows
        self.shown["names"] |= update.get("names", {})
        for name in ("drafts", "undo", "waiting"):
            self.shown[name] = update.get(name, self.shown[name])

    def words(self, words: str) -> dict[str, str]:
        start = self.shown["text"].index(words)
        selected = self.ask("select", start=start, end=start + len(words))
        cells: dict[str, str] = selected["cells"]
        return cells

    def claim(self, **cells: str) -> dict[str, str]:
        new = {"speaker": "author", "statement": "The operator rejects it."}
        return self.words(WORDS) | new | cells

    def save(
        self, table: str, key: str | None, cells: dict[str, str], **more: object
    ) -> dict[str, Any]:
        return self.ask("save", table=table, key=key, cells=cells, **more)


@pytest.fixture
def talk(folder: Path) -> Talk:
    return Talk(Desk(folder, coder="ann"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_state_is_the_dossier_as_its_files_are(talk: Talk, folder: Path) -> None:
    shown = talk.shown
    assert shown["text"] == (folder / "article.txt").read_text(encoding="utf-8")
    assert shown["coder"] == "ann"
    assert shown["title"] == analysis.load(folder).study.title
    assert [claim["key"] for claim in shown["claims"]] == [
        row["claim_id"] for row in RowFile.read(folder, "claims").rows
    ]
    assert {claim["match"] for claim in shown["claims"]} == {"exact"}
    for claim in shown["claims"]:
        assert str(claim["start"]) == claim["cells"]["start"]
    for table, rows in shown["rows"].items():
        assert [row["cells"] for row in rows] == RowFile.read(folder, table).rows
    assert (shown["drafts"], shown["undo"], shown["waiting"], shown["problems"]) == ([], 0, 0, [])


def test_selected_words_become_a_claim_that_loads(talk: Talk, folder: Path) -> None:
    before = (folder / "claims.csv").read_bytes()
    cells = talk.claim(cue="denied", subjects="harbour-line")
    assert talk.ask("check", table="claims", key=None, cells=cells)["problems"] == []
    saved = talk.save("claims", None, cells)
    assert (saved["type"], saved["key"]) == ("saved", "c21")
    assert (folder / "claims.csv").read_bytes().startswith(before)
    row = analysis.load(folder).claims.row(-1, named=True)
    assert (row["claim_id"], row["coder"], row["review"]) == ("c21", "ann", None)
    assert talk.shown["text"][row["start"] : row["end"]] == WORDS
    assert [row["key"] for row in saved["update"]["claims"]] == ["c21"]
    assert saved["update"]["names"]["claims"][-1][0] == "c21"


def test_a_row_that_check_would_object_to_is_not_saved(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    answer = talk.save("claims", None, talk.claim(speaker="auhtor", stance="agree"))
    assert answer["type"] == "refused"
    assert {(p["table"], p["column"]) for p in answer["problems"]} == {
        ("claims", "speaker"),
        ("claims", "stance"),
    }
    assert 'did you mean "author"?' in str(answer["problems"])
    assert bytes_of(folder) == before


def test_problems_of_other_rows_block_nothing(folder: Path) -> None:
    claims = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(claims.replace("mira-tolvane", "nobody"), encoding="utf-8")
    (folder / "events.csv").write_text("event_id;name\n")
    with pytest.raises(DossierError):
        analysis.load(folder)
    talk = Talk(Desk(folder))
    assert any("events.csv" in problem for problem in talk.shown["problems"])
    assert talk.save("claims", None, talk.claim())["type"] == "saved"


def test_a_claim_a_new_actor_and_a_tie_are_saved_in_one_step(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    actor = {"actor_id": "sella-port", "name": "Port of Sella", "kind": "organisation"}
    parties = {"tie_id": "c-port-corvia", "source": "sella-port", "target": "corvia"}
    what = {"directed": "false", "kind": "hostility", "status": "announced", "sign": "-1"}
    tie = parties | what | {"basis": "claim", "claim_id": "c21"}
    more = [{"table": "ties", "cells": tie}, {"table": "actors", "cells": actor}]
    cells = talk.claim(claim_id="c21", speaker="sella-port")
    row = {"table": "claims", "key": None, "cells": cells}
    assert [p["column"] for p in talk.ask("check", **row)["problems"]] == ["speaker"]
    assert talk.ask("check", **row, more=more)["problems"] == []
    saved = talk.save("claims", None, cells, more=more)
    assert saved["type"] == "saved", saved
    loaded = analysis.load(folder)
    assert loaded.ties.row(-1, named=True)["coder"] == "ann"
    assert loaded.names["sella-port"] == "Port of Sella"
    assert talk.shown["undo"] == 1
    assert talk.ask("undo")["type"] == "saved"
    assert bytes_of(folder) == before


def test_what_others_name_is_written_first(
    talk: Talk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the power fails, the dossier that is left loads."""
    loaded, real = list[bool](), Path.replace

    def watched(path: Path, target: Path) -> Path:
        real(path, target)
        analysis.load(folder)
        loaded.append(True)
        return target

    monkeypatch.setattr(Path, "replace", watched)
    parties = {"source": "new-one", "target": "corvia", "directed": "false", "kind": "hostility"}
    more = [
        {
            "table": "ties",
            "cells": parties | {"status": "announced", "basis": "claim", "claim_id": "c21"},
        },
        {"table": "actors", "cells": {"actor_id": "new-one", "name": "New", "kind": "person"}},
    ]
    assert talk.save("claims", None, talk.claim(claim_id="c21"), more=more)["type"] == "saved"
    assert talk.ask("undo")["type"] == "saved"
    assert loaded == [True] * 6


def test_further_rows_are_refused_with_the_first(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    actor = {"actor_id": "new-one", "name": "New", "kind": "robot"}
    more = [{"table": "actors", "cells": actor}]
    answer = talk.save("claims", None, talk.claim(speaker="new-one"), more=more)
    assert [(p["table"], p["column"]) for p in answer["problems"]] == [("actors", "kind")]
    assert bytes_of(folder) == before


def test_rows_without_an_id_get_one_each(talk: Talk, folder: Path) -> None:
    assert talk.ask("ids", table="claims", cells={})["key"] == "c21"
    assert talk.ask("ids", table="actors", cells={"name": "Élan Vital"})["key"] == "elan-vital"
    assert talk.ask("ids", table="actors", cells={"name": "Ardania"})["key"] == "ardania-2"
    actors = [{"name": "Élan Vital", "kind": "person"}, {"name": "Elan vital!", "kind": "bloc"}]
    more = [{"table": "actors", "cells": cells} for cells in actors]
    saved = talk.save("claims", None, talk.claim(), more=more)
    assert saved["type"] == "saved", saved
    assert analysis.load(folder).actors["actor_id"].to_list()[-2:] == ["elan-vital", "elan-vital-2"]


def test_a_source_without_a_publisher_has_the_id_of_its_title(talk: Talk) -> None:
    answer = talk.ask("ids", table="sources", cells={"title": "Ministry bulletin"})
    assert answer["key"] == "ministry-bulletin"


def test_claims_that_wait_as_drafts_have_ids_of_their_own(folder: Path) -> None:
    talk = Talk(Desk(folder))
    for expected in ("c21", "c22"):
        cells = talk.claim()
        cells["claim_id"] = talk.ask("ids", table="claims", cells=cells)["key"]
        assert cells["claim_id"] == expected
        talk.ask("draft", draft=None, table="claims", key=None, cells=cells)
    assert Talk(Desk(folder)).ask("ids", table="claims", cells={})["key"] == "c23"


def test_an_id_that_was_made_up_and_is_taken_meanwhile_is_made_up_again(folder: Path) -> None:
    talk, other = Talk(Desk(folder)), Talk(Desk(folder))
    cells = talk.claim()
    cells["claim_id"] = talk.ask("ids", table="claims", cells=cells)["key"]
    other.save("claims", None, other.claim())
    assert talk.save("claims", None, cells)["type"] == "changed"
    talk.ask("reload")
    assert not talk.ask("check", table="claims", key=None, cells=cells)["problems"]
    assert talk.save("claims", None, cells)["key"] == "c22"
    refused = talk.save("claims", None, cells | {"claim_id": "c01"})  # typed by hand
    assert refused["problems"][0]["column"] == "claim_id"


def test_a_draft_of_an_earlier_session_is_saved_although_its_id_is_taken(folder: Path) -> None:
    talk = Talk(Desk(folder))
    cells = talk.claim(claim_id="c21")
    draft = talk.ask("draft", draft=None, table="claims", key=None, cells=cells)["draft"]
    talk.save("claims", None, talk.claim(claim_id="c21"))
    later = Talk(Desk(folder))
    assert later.save("claims", None, cells, draft=draft)["key"] == "c22"


def test_a_row_is_edited_and_removed_however_long_its_id_is(talk: Talk) -> None:
    key = "c" * 300
    assert talk.save("claims", None, talk.claim(claim_id=key))["type"] == "saved"
    assert talk.save("claims", key, {"statement": "They say no."})["type"] == "saved"
    assert talk.ask("remove", table="claims", key=key)["type"] == "saved"


def test_blanks_around_what_was_typed_are_left_out(talk: Talk, folder: Path) -> None:
    cells = talk.claim(statement=" They say no. \n")
    assert not talk.ask("check", table="claims", key=None, cells=cells)["problems"]
    talk.save("claims", None, cells)
    assert analysis.load(folder).claims["statement"][-1] == "They say no."


def test_an_edited_row_keeps_its_place_and_what_no_form_shows(talk: Talk, folder: Path) -> None:
    before = (folder / "claims.csv").read_bytes().splitlines(keepends=True)
    saved = talk.save("claims", "c03", {"statement": "Another reading."})
    assert saved["type"] == "saved", saved
    after = (folder / "claims.csv").read_bytes().splitlines(keepends=True)
    changed = [at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert changed == [3]
    row = analysis.load(folder).claims.filter(claim_id="c03").row(0, named=True)
    assert row["statement"] == "Another reading."
    assert row["cue"] == "told"
    assert row["coder"] == "ann"


def test_a_row_that_is_saved_as_it_is_stays_and_is_no_step(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    row = next(claim for claim in talk.shown["claims"] if claim["key"] == "c03")
    assert talk.save("claims", "c03", row["cells"])["type"] == "saved"
    assert bytes_of(folder) == before
    assert talk.shown["undo"] == 0


def proposed(folder: Path) -> None:
    file = RowFile.read(folder, "claims")
    rows = [file.rows[n] | {"review": "proposed", "coder": "model"} for n in (16, 17)]
    file = file.with_rows(rows)
    file.path.write_bytes(file.encoded())


def test_proposals_are_accepted_amended_and_rejected(folder: Path) -> None:
    proposed(folder)
    talk = Talk(Desk(folder, coder="ann"))
    assert talk.shown["waiting"] == 2
    first, second = (row["key"] for row in talk.shown["claims"] if row["review"] == "proposed")
    assert talk.ask("review", table="claims", key=first, review="accepted")["type"] == "saved"
    assert talk.save("claims", second, {"statement": "Amended."})["type"] == "saved"
    claims = {row["key"]: row for row in talk.shown["claims"]}
    assert (claims[first]["review"], claims[first]["cells"]["coder"]) == ("accepted", "model")
    assert (claims[second]["review"], claims[second]["cells"]["coder"]) == ("accepted", "ann")
    assert talk.shown["waiting"] == 0
    assert talk.ask("review", table="claims", key=first, review="rejected")["type"] == "saved"
    assert first not in set(analysis.load(folder).claims["claim_id"])
    answer = talk.ask("review", table="actors", key="ardania", review="accepted")
    assert answer["message"] == "rows of actors are not reviewed"


def test_a_proposal_with_problems_is_rejected_but_not_accepted(folder: Path) -> None:
    proposed(folder)
    text = (folder / "claims.csv").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    lines[17] = lines[17].replace(lines[17].split(",")[6], "nobody")
    (folder / "claims.csv").write_text("".join(lines), encoding="utf-8")
    talk = Talk(Desk(folder))
    key = lines[17].split(",")[0]
    answer = talk.ask("review", table="claims", key=key, review="accepted")
    assert [p["column"] for p in answer["problems"]] == ["speaker"]
    assert talk.ask("review", table="claims", key=key, review="rejected")["type"] == "saved"


def test_what_others_rest_on_is_not_removed_or_renamed(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    answer = talk.ask("remove", table="claims", key="c03")
    assert answer["type"] == "refused"
    for named in ("claim_links.csv (c01 restates c03", "ties.csv (c-belmark", "outcomes.csv (c03)"):
        assert named in answer["message"]
    answer = talk.save("claims", "c03", {"claim_id": "c33"})
    assert answer["problems"][0]["column"] == "claim_id"
    assert "an id that others name stays" in answer["problems"][0]["text"]
    answer = talk.ask("remove", table="sources", key="article")
    assert "study.toml (article.source) name article" in answer["message"]
    assert bytes_of(folder) == before


def test_what_nothing_rests_on_is_removed_and_renamed(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    assert talk.save("claims", None, talk.claim())["key"] == "c21"
    saved = talk.save("claims", "c21", {"claim_id": "c22"})
    assert saved["key"] == "c22"
    assert saved["update"]["removed"]["claims"] == ["c21"]
    removed = talk.ask("remove", table="claims", key="c22")
    assert removed["update"]["removed"]["claims"] == ["c22"]
    assert bytes_of(folder) == before
    assert talk.ask("remove", table="claims", key="c22")["type"] == "refused"


def test_twenty_five_steps_are_undone_to_the_first_bytes(talk: Talk, folder: Path) -> None:
    first, each = bytes_of(folder), []
    for number in range(25):
        each.append(bytes_of(folder))
        table, key = ("claims", "c03") if number % 2 else ("actors", "ardania")
        column = "statement" if number % 2 else "role"
        assert talk.save(table, key, {column: f"Version {number}"})["type"] == "saved"
    assert talk.shown["undo"] == 25
    for before in reversed(each):
        answer = talk.ask("undo")
        assert (answer["type"], bytes_of(folder) == before) == ("saved", True)
        if talk.shown["undo"] % 4 < 2:  # after a step on either table
            shown = Talk(Desk(folder)).shown
            assert talk.shown["claims"] == shown["claims"]
            assert talk.shown["rows"] == shown["rows"]
    assert bytes_of(folder) == first
    assert talk.ask("undo")["message"] == "there is nothing to undo"


def test_undo_of_a_first_row_removes_the_file_that_it_made(tmp_path: Path) -> None:
    talk = Talk(Desk(tmp_path, article=Article(f"Title\n{WORDS}.")))
    actor = {"actor_id": "ann", "name": "Ann", "kind": "person"}
    more = [{"table": "actors", "cells": actor}]
    assert talk.save("claims", None, talk.claim(speaker="ann"), more=more)["type"] == "saved"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["actors.csv", "claims.csv"]
    assert talk.ask("undo")["type"] == "saved"
    assert not any(tmp_path.iterdir())


def test_two_desks_do_not_overwrite_one_another(folder: Path) -> None:
    one, two = Talk(Desk(folder, coder="ann")), Talk(Desk(folder, coder="ben"))
    assert one.save("claims", "c03", {"statement": "By Ann."})["type"] == "saved"
    after = bytes_of(folder)
    answer = two.save("claims", "c04", {"statement": "By Ben."})
    assert answer["type"] == "changed"
    assert "claims.csv was written by somebody else" in answer["message"]
    wrong = two.save("claims", "c04", {"speaker": "auhtor"})
    assert wrong["type"] == "changed", "what is wrong is said of the rows that are there"
    assert bytes_of(folder) == after
    again = two.ask("reload")
    assert again["type"] == "state"
    statements = {row["key"]: row["cells"]["statement"] for row in again["claims"]}
    assert statements["c03"] == "By Ann."
    assert two.save("claims", "c04", {"statement": "By Ben."})["type"] == "saved"
    assert one.ask("undo")["type"] == "changed", "it is not any more what the step left"
    one.ask("reload")
    assert one.ask("undo")["type"] == "changed"
    assert two.ask("undo")["type"] == "saved"
    assert one.ask("undo")["type"] == "saved"


def test_what_changed_in_other_tables_is_taken_over(folder: Path) -> None:
    one, two = Talk(Desk(folder)), Talk(Desk(folder))
    actor = {"actor_id": "new-one", "name": "New One", "kind": "person"}
    assert one.save("actors", None, actor)["type"] == "saved"
    saved = two.save("claims", None, two.claim(speaker="new-one"))
    assert saved["type"] == "saved", "the actor is there by now"
    assert [row["key"] for row in saved["update"]["rows"]["actors"]] == ["new-one"]
    assert one.ask("remove", table="actors", key="new-one")["type"] == "refused"


def test_an_article_that_changed_meanwhile_is_said(talk: Talk, folder: Path) -> None:
    cells = talk.claim()
    text = (folder / "article.txt").read_text(encoding="utf-8")
    (folder / "article.txt").write_text(f"By a reporter\n{text}", encoding="utf-8")
    assert talk.save("claims", None, cells)["type"] == "changed"
    again = talk.ask("reload")
    assert {claim["match"] for claim in again["claims"]} == {"moved"}


def test_drafts_wait_until_they_are_saved_or_discarded(talk: Talk, folder: Path) -> None:
    cells = talk.words(WORDS)
    kept = talk.ask("draft", draft=None, table="claims", key=None, cells=cells)
    assert kept["draft"] == "d1"
    talk.ask("draft", draft="d1", table="claims", key=None, cells=cells | {"statement": "="})
    edit = {"statement": "Half a"}
    talk.ask("draft", draft=None, table="claims", key="c03", cells=edit)
    again = Talk(Desk(folder)).shown["drafts"]
    assert [(d["draft"], d["key"], d["start"]) for d in again] == [
        ("d1", None, int(cells["start"])),
        ("d2", "c03", None),
    ]
    assert again[0]["cells"]["statement"] == "="
    assert talk.save("claims", None, talk.claim(), draft="d1")["type"] == "saved"
    assert [draft["draft"] for draft in talk.shown["drafts"]] == ["d2"]
    discarded = talk.ask("discard", draft="d2")
    assert (discarded["type"], discarded["update"]["drafts"]) == ("discarded", [])
    assert read_drafts(folder) == []


def test_what_waited_before_it_was_saved_waits_again_when_that_is_undone(
    talk: Talk, folder: Path
) -> None:
    before, cells = bytes_of(folder), talk.claim()
    first = {"statement": "The operator"}
    talk.ask("draft", draft=None, table="claims", key=None, cells=cells | first)
    assert talk.save("claims", None, cells, draft="d1")["type"] == "saved"
    undone = talk.ask("undo")
    assert undone["type"] == "saved"
    assert [draft["cells"] for draft in undone["update"]["drafts"]] == [cells], "as it was saved"
    (kept,) = read_drafts(folder)
    assert (kept.draft, kept.table, kept.key, kept.cells) == ("d1", "claims", None, cells)
    (folder / "drafts.json").unlink()
    assert bytes_of(folder) == before
    talk.save("claims", None, cells)
    talk.ask("undo")
    assert read_drafts(folder) == [], "nothing waited"


def test_a_broken_file_of_drafts_is_said_and_kept(folder: Path) -> None:
    (folder / "drafts.json").write_text("{")
    talk = Talk(Desk(folder))
    assert "drafts.json: has no JSON" in talk.shown["problems"][0]
    answer = talk.ask("draft", draft=None, table="claims", key=None, cells={})
    assert answer["type"] == "refused"
    assert (folder / "drafts.json").read_text() == "{"
    assert talk.save("claims", None, talk.claim())["type"] == "saved"


def test_a_reader_changes_nothing(folder: Path) -> None:
    talk = Talk(Desk(folder, read_only=True))
    (folder / "drafts.json").write_text('{"drafts": []}')
    before = bytes_of(folder)
    row = {"table": "claims", "key": "c03", "cells": {"statement": "X."}}
    for kind, fields in {
        "save": row,
        "draft": row | {"draft": None},
        "check": row,
        "remove": {"table": "claims", "key": "c03"},
        "review": {"table": "claims", "key": "c03", "review": "rejected"},
        "undo": {},
    }.items():
        assert talk.ask(kind, **fields)["type"] == "refused", kind
    assert bytes_of(folder) == before
    assert talk.shown["drafts"] == []
    assert state(folder) == talk.ask("open") == state(analysis.load(folder))


TRICKY = (
    "Title \N{FLAG IN HOLE}\r\n\r\n  \N{GRINNING FACE} “Cafe\u0301 \N{FAMILY}\u200d no”, "
    "he said.\r\nThe next \U0001f1f0\U0001f1f5 line\u2028and\u00a0more.  \r\n"
)


@pytest.mark.parametrize(
    ("words", "around"),
    [
        ("\N{GRINNING FACE} “Cafe\u0301", " "),
        ("no”, he said.\r\nThe next", ""),
        ("\U0001f1f0\U0001f1f5 line", " "),
        ("and\u00a0more.", "\u2028"),
        ("Title \N{FLAG IN HOLE}", ""),
    ],
)
def test_places_are_code_points_and_trimmed_of_blanks(
    tmp_path: Path, words: str, around: str
) -> None:
    talk = Talk(Desk(tmp_path, article=Article(TRICKY)))
    at = TRICKY.index(words)
    more = len(TRICKY[at + len(words) :]) - len(TRICKY[at + len(words) :].lstrip())
    first, last = at - len(around), at + len(words) + more
    for start, end in ((at, at + len(words)), (first, last), (last, first)):
        cells = talk.ask("select", start=start, end=end)["cells"]
        assert TRICKY[int(cells["start"]) : int(cells["end"])] == words
        assert cells["digest"] == digest(words)
    paragraph = talk.shown["paragraphs"][int(cells["paragraph"])]
    assert paragraph[0] <= at < paragraph[1]


def test_nothing_selected_is_said(talk: Talk) -> None:
    end = len(talk.shown["text"])
    blank = talk.shown["text"].index("\n")
    for first, last in ((5, 5), (blank, blank + 1), (end, end + 100), (-10, -5), (10**9, 10**10)):
        answer = talk.ask("select", start=first, end=last)
        assert answer["message"] == "no words are selected", (first, last)
    whole = talk.ask("select", start=-(10**9), end=10**9)
    assert int(whole["cells"]["end"]) == len(talk.shown["text"].rstrip())


def test_words_that_share_characters_with_claims_say_so(talk: Talk) -> None:
    claim = talk.shown["claims"][2]
    answer = talk.ask("select", start=claim["end"] - 1, end=claim["end"] + 5)
    assert claim["key"] in answer["overlaps"]
    after = talk.ask("select", start=claim["end"], end=claim["end"] + 5)
    assert claim["key"] not in after["overlaps"]


def test_claims_that_are_lost_hide_no_others(folder: Path) -> None:
    text = (folder / "article.txt").read_text(encoding="utf-8")
    (folder / "article.txt").write_text(f"New line\n{text[:1200]}", encoding="utf-8")
    talk = Talk(Desk(folder))
    matches = {claim["key"]: claim["match"] for claim in talk.shown["claims"]}
    assert (matches["c01"], matches["c20"]) == ("moved", "lost")
    lost = next(claim for claim in talk.shown["claims"] if claim["key"] == "c20")
    assert (lost["start"], lost["end"]) == (None, None)
    assert talk.save("claims", None, talk.claim())["type"] == "saved"


def test_without_an_article_the_tables_can_be_coded(folder: Path) -> None:
    (folder / "article.txt").unlink()
    talk = Talk(Desk(folder))
    assert talk.shown["text"] is None
    assert "no article at" in talk.shown["problems"][0]
    assert {claim["match"] for claim in talk.shown["claims"]} == {None}
    assert talk.ask("select", start=0, end=5)["type"] == "refused"
    assert talk.save("actors", "ardania", {"role": "Host"})["type"] == "saved"


def test_an_article_without_text_is_said(folder: Path) -> None:
    (folder / "article.txt").write_text(" \n", encoding="utf-8")
    shown = Desk(folder).state()
    assert shown["problems"] == ["the article has no text, so that no words can be selected"]


@pytest.mark.parametrize("content", [b"\xff\xfe\0x", b"PK\x03\x04"])
def test_an_article_that_cannot_be_read_is_said(folder: Path, content: bytes) -> None:
    (folder / "article.txt").write_bytes(content)
    assert Talk(Desk(folder)).shown["problems"][0].startswith("article.txt: ")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"claim_id\n", b"\xff\xfe", b"a,b\n1\n", b'claim_id,"\n', b"\0"),
        b"claim_id;paragraph\n1;2\n",
        b"claim_id,claim_id\n",
        b"claim_id,paragraph\n" + b"N/A,1\n" * 2000,
    ],
)
def test_a_table_that_cannot_be_read_is_said_and_kept(folder: Path, content: bytes) -> None:
    (folder / "claims.csv").write_bytes(content)
    talk = Talk(Desk(folder))
    assert talk.shown["claims"] == []
    (said,) = talk.shown["problems"]
    assert said.startswith("claims.csv")
    answer = talk.save("claims", None, talk.claim())
    assert (answer["type"], answer["message"]) == ("refused", said)
    assert talk.ask("review", table="claims", key="c01", review="rejected")["type"] == "refused"
    assert talk.save("actors", "ardania", {"role": "Host"})["type"] == "saved"
    assert (folder / "claims.csv").read_bytes() == content


def test_a_table_that_was_mended_meanwhile_is_offered_to_be_loaded(folder: Path) -> None:
    right = (folder / "claims.csv").read_bytes()
    (folder / "claims.csv").write_bytes(right.replace(b"speaker", b"Speakr", 1))
    talk = Talk(Desk(folder))
    cells = talk.claim()
    assert talk.save("claims", None, cells)["type"] == "refused"
    (folder / "claims.csv").write_bytes(right)
    assert talk.save("claims", None, cells)["type"] == "changed"
    assert talk.ask("reload")["problems"] == []
    assert talk.save("claims", None, cells)["type"] == "saved"


def test_rows_without_ids_or_with_the_same_are_shown(folder: Path) -> None:
    text = (folder / "claims.csv").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    (folder / "claims.csv").write_text(text + lines[2] + lines[3][3:], encoding="utf-8")
    talk = Talk(Desk(folder))
    assert len(talk.shown["claims"]) == len(lines) + 1
    assert [claim["key"] for claim in talk.shown["claims"][-2:]] == ["c02", ""]
    assert [claim["match"] for claim in talk.shown["claims"][-2:]] == ["exact", "exact"]
    assert talk.save("claims", None, talk.claim())["type"] == "saved"


@pytest.mark.parametrize("key", ["ferry", ""])
def test_a_row_whose_id_others_have_too_is_not_touched(folder: Path, key: str) -> None:
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(f"{key},One,,,,article,,,,\n{key},Two,,,,article,,,,\n")
    before = bytes_of(folder)
    talk = Talk(Desk(folder))
    row = {"table": "sources", "key": key}
    cells = talk.shown["rows"]["sources"][-1]["cells"]
    for answer in (
        talk.ask("check", **row, cells=cells),
        talk.save("sources", key, cells | {"title": "Three"}),
        talk.ask("remove", **row),
    ):
        assert answer["type"] == "refused"
        assert answer["message"].startswith(f'2 rows of sources.csv have the id "{key}"')
    assert bytes_of(folder) == before


CELLS = {"statement": "X.", "speaker": "author"}
ROW = {"table": "claims", "key": None, "cells": CELLS}
MESSAGES: list[object] = [
    *(None, 1, "open", [], {}, {"type": None}, {"type": 1}, {"type": "openn", "ask": 1}),
    *({"type": ["open"]}, {"type": "undo"}, {"type": "undo", "ask": "1"}),
    *({"type": "undo", "ask": True}, {"type": "undo", "ask": 1, "more": 1}),
    *({"type": "undo", "ask": 1e300}, {"type": "undo", "ask": 1 << 60}),
    *({"type": "select", "ask": 1}, {"type": "select", "ask": 1, "start": 1.5, "end": 2}),
    {"type": "select", "ask": 1, "start": True, "end": 2},
    {"type": "select", "ask": 1, "start": 0, "end": 1 << 70},
    {"type": "check", "ask": 1},
    {"type": "check", "ask": 1, **ROW, "table": "papers"},
    {"type": "check", "ask": 1, **ROW, "table": "outcomes"},
    {"type": "check", "ask": 1, **ROW, "table": ["claims"]},
    {"type": "check", "ask": 1, **ROW, "table": "../claims"},
    {"type": "check", "ask": 1, **ROW, "key": 1},
    {"type": "check", "ask": 1, **ROW, "key": "c99"},
    {"type": "check", "ask": 1, **ROW, "key": "a" * 10_000_000},
    {"type": "check", "ask": 1, **ROW, "key": "\ud800"},
    {"type": "check", "ask": 1, **ROW, "cells": []},
    {"type": "check", "ask": 1, **ROW, "cells": {"statement": 1}},
    {"type": "check", "ask": 1, **ROW, "cells": {"statement": None}},
    {"type": "check", "ask": 1, **ROW, "cells": {1: "x"}},
    {"type": "check", "ask": 1, **ROW, "cells": {"statementt": "x"}},
    {"type": "check", "ask": 1, **ROW, "cells": {"\ud800": "x"}},
    {"type": "check", "ask": 1, **ROW, "\ud800": "x"},
    {"type": "check", "ask": 1, **ROW, 5: "x"},
    {"type": "save", "ask": 1, **ROW, "more": {}},
    {"type": "save", "ask": 1, **ROW, "more": [1]},
    {"type": "save", "ask": 1, **ROW, "more": [{"table": "actors"}]},
    {"type": "save", "ask": 1, **ROW, "more": [{"table": "actors", "cells": {"x": "y"}}]},
    {"type": "save", "ask": 1, **ROW, "more": [{"table": "actors", "cells": {}}] * 1000},
    {"type": "save", "ask": 1, **ROW, "draft": 1},
    {"type": "save", "ask": 1, **ROW, "draft": "../../etc"},
    {"type": "draft", "ask": 1, **ROW, "draft": {}},
    {"type": "discard", "ask": 1, "draft": None},
    {"type": "remove", "ask": 1, "table": "claims", "key": None},
    {"type": "remove", "ask": 1, "table": "claims", "key": ""},
    {"type": "review", "ask": 1, "table": "claims", "key": "c03", "review": "perhaps"},
    {"type": "review", "ask": 1, "table": "claims", "key": "c03", "review": ["accepted"]},
    {"type": "ids", "ask": 1, "table": "claims", "cells": None},
    {"type": "_read", "ask": 1},
    {"type": "state", "ask": 1},
    {"type": "a" * 10_000_000, "ask": 1},
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that changes nothing, since it refuses what it is asked."""
    return Desk(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("refused") / "dossier"))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message)[:60])
def test_whatever_a_message_is_it_is_refused_in_words(desk: Desk, message: object) -> None:
    before, shown = bytes_of(desk.folder), desk.state()
    (answer,) = desk.answer(message)
    assert answer["type"] == "refused"
    assert 0 < len(answer["message"]) < 300
    json.dumps(answer)
    assert str(answer).isprintable(), "half a character would not arrive"
    assert bytes_of(desk.folder) == before
    assert desk.state() == shown


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("=cmd()", "a spreadsheet would compute it"),
        ("+1", "a spreadsheet would compute it"),
        ("@SUM(1)", "a spreadsheet would compute it"),
        ("-2+3", "a spreadsheet would compute it"),
        ("x" * 10_000_000, "has 10,000,000 characters; at most 10,000 are taken"),
        ("a\0b", "has a NUL (U+0000) at character 2"),
        ("a\ud800", "has half of a character (U+D800) at character 2"),
        ("left \u202ethgir", "right-to-left override (U+202E)"),
        ("tab\there", "a tab"),
    ],
)
def test_a_cell_that_no_table_takes_is_said_beside_its_field(
    talk: Talk, folder: Path, cell: str, said: str
) -> None:
    before = bytes_of(folder)
    cells = talk.claim(statement=cell, speaker="auhtor")
    checked = talk.ask("check", table="claims", key=None, cells=cells)
    texts = {problem["column"]: problem["text"] for problem in checked["problems"]}
    assert set(texts) == {"statement", "speaker"}
    assert said in texts["statement"]
    assert len(texts["statement"]) < 300
    assert talk.save("claims", None, cells)["type"] == "refused"
    assert bytes_of(folder) == before
    if len(cell) > 10_000 or "\0" in cell or "\ud800" in cell:
        kept = talk.ask("draft", draft=None, table="claims", key=None, cells=cells)
        assert kept["type"] == "refused"


def test_a_formula_that_was_there_before_blocks_no_other_cell(folder: Path) -> None:
    file = RowFile.read(folder, "claims")
    file = file.with_rows([file.rows[0] | {"condition": "- if so", "consequence": "so"}])
    file.path.write_bytes(file.encoded())
    talk = Talk(Desk(folder))
    assert talk.save("claims", "c01", {"statement": "Fine."})["type"] == "saved"
    assert talk.save("claims", "c01", {"condition": "- if not"})["type"] == "refused"


def test_words_that_begin_as_a_formula_are_quoted_without_its_sign(tmp_path: Path) -> None:
    talk = Talk(Desk(tmp_path, article=Article("Title\n- No deal, =cmd()")))
    assert talk.words("- No deal")["quote"] == "No deal"
    assert talk.words("=cmd()")["quote"] == "cmd()"


HOSTILE = [
    "<script>alert(1)</script>\n" * 5,
    "\u202eright to left\u202c and \u2066isolates",
    "nul \0 and \x1b[31m escapes",
    "“" * 1000,
    "a" * 300_000,
    "\n" * 1000 + "x",
    "one\rtwo\rthree",
    "\ufeffmark first",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_the_article_is_its_words_are_coded(tmp_path: Path, text: str) -> None:
    (tmp_path / "article.txt").write_bytes(text.encode())
    actor = {"actor_id": "ann", "name": "Ann", "kind": "person"}
    talk = Talk(Desk(tmp_path))
    assert talk.shown["problems"] == [] or "NUL" in str(talk.shown["problems"])
    if talk.shown["text"] is None:
        return
    selected = talk.ask("select", start=0, end=len(text))
    cells = selected["cells"] | {"speaker": "ann", "statement": "Words."}
    answer = talk.save("claims", None, cells, more=[{"table": "actors", "cells": actor}])
    if answer["type"] == "saved":
        start, end = int(cells["start"]), int(cells["end"])
        assert analysis.load(tmp_path).claims.row(0)[2:4] == (start, end)
        assert talk.shown["claims"][0]["match"] == "exact"
    else:
        assert {problem["column"] for problem in answer["problems"]} == {"quote"}, answer


def test_a_full_disk_is_said_and_leaves_the_files(
    talk: Talk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = bytes_of(folder), Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name == "claims.csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", full)
    more = [{"table": "actors", "cells": {"name": "New", "kind": "person", "actor_id": "new"}}]
    answer = talk.save("claims", None, talk.claim(speaker="new"), more=more)
    assert answer["type"] == "refused"
    assert answer["message"] == ("claims.csv could not be read or written: No space left on device")
    assert bytes_of(folder) == before, "the actor was written first, and is put back"
    assert talk.shown["undo"] == 0
    monkeypatch.undo()
    assert talk.save("claims", None, talk.claim(speaker="new"), more=more)["type"] == "saved"


def test_a_file_that_cannot_be_written_is_said(talk: Talk, folder: Path) -> None:
    before = bytes_of(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        answer = talk.save("claims", None, talk.claim())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer["message"] == "claims.csv could not be read or written: File too large"
    assert bytes_of(folder) == before


@pytest.mark.parametrize("coder", ["", " ", "ann ", "=cmd()", "a\u202eb", "N/A"])
def test_a_coder_needs_a_name_that_a_table_can_have(folder: Path, coder: str) -> None:
    with pytest.raises(QuestionError, match="coder"):
        Desk(folder, coder=coder)


def test_a_folder_that_does_not_exist_is_refused_as_load_does(tmp_path: Path) -> None:
    with pytest.raises(DossierError, match="does not exist; dossier new DIR makes one"):
        Desk(tmp_path / "none")


CELL = st.text(st.sampled_from('abÄ é"\n,;|=\u202e\N{GRINNING FACE}'), max_size=8)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(CELL, min_size=2, max_size=4),
    end=st.sampled_from(["\n", "\r\n"]),
    number=st.integers(0, 3),
    role=CELL,
)
def test_saving_a_row_leaves_every_other_row_byte_for_byte(
    tmp_path: Path, rows: list[str], end: str, number: int, role: str
) -> None:
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in rows]
    records = [f"a{n},Actor {n},person,{cell}{end}" for n, cell in enumerate(quoted)]
    path = tmp_path / "actors.csv"
    path.write_bytes(f"actor_id,name,kind,role{end}{''.join(records)}".encode())
    talk = Talk(Desk(tmp_path))
    number %= len(rows)
    answer = talk.save("actors", f"a{number}", {"role": role})
    if answer["type"] == "refused":
        return
    after = path.read_bytes()
    assert after.startswith(f"actor_id,name,kind,role{end}{''.join(records[:number])}".encode())
    assert after.endswith("".join(records[number + 1 :]).encode())
    read = RowFile.read(tmp_path, "actors").rows[number]
    assert read["role"] == (role if role == rows[number] else role.strip())


KILLED = """
import sys
from pathlib import Path
from analysis.coding.desk import Desk
desk = Desk(Path(sys.argv[1]))
print("ready", flush=True)
for n in range(100000):
    for table, key, column in (("claims", "c03", "statement"), ("actors", "ardania", "role")):
        cells = {column: f"Version {n} " + "x" * 5000}
        (answer,) = desk.answer(
            {"type": "save", "ask": n, "table": table, "key": key, "cells": cells}
        )
        assert answer["type"] == "saved", answer
"""


def test_killed_while_it_saves_it_leaves_whole_files(folder: Path) -> None:
    whole = {path.name: path.read_bytes().count(b"\n") for path in folder.glob("*.csv")}
    for wait in (0.05, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert analysis.load(folder).claims.height == 20
        assert {p.name: p.read_bytes().count(b"\n") for p in folder.glob("*.csv")} == whole
        talk = Talk(Desk(folder))
        assert talk.save("claims", "c03", {"statement": "Goes on."})["type"] == "saved"


def test_every_column_of_every_coded_table_can_be_saved_as_it_is_shown(folder: Path) -> None:
    talk = Talk(Desk(folder))
    for table in ("claims", "ties", "transfers", "actors", "sources"):
        rows = talk.shown["claims"] if table == "claims" else talk.shown["rows"][table]
        assert set(rows[0]["cells"]) == set(TABLES[table].column_names())
        checked = talk.ask("check", table=table, key=rows[0]["key"], cells=rows[0]["cells"])
        assert checked["problems"] == []


def test_a_long_article_is_answered_at_once(tmp_path: Path) -> None:
    long = "\n\n".join(f"Line {n} says “no” to the ferry again." for n in range(8000))
    talk = Talk(Desk(tmp_path, article=Article(long)))
    began = time.process_time()
    for start in range(0, 200_000, 20_000):
        assert talk.ask("select", start=start, end=start + 60)["type"] == "selected"
    assert time.process_time() - began < 2
