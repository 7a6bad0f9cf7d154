"""Drafts wait in a file of their own, which is never written over what is not understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis import DossierError
from analysis.coding.drafts import discard_draft, keep_draft, read_drafts

if TYPE_CHECKING:
    from pathlib import Path

CELLS = {"statement": '=1+1\n"“\ufeff\u202e', "start": "x"}


def test_a_draft_is_kept_changed_and_discarded(folder: Path) -> None:
    before = analysis.load(folder).claims
    first = keep_draft(folder, None, "claims", None, CELLS)
    second = keep_draft(folder, None, "ties", "t1", {})
    assert (first, second) == ("d1", "d2")
    assert keep_draft(folder, first, "claims", None, CELLS | {"start": "5"}) == first
    one, two = read_drafts(folder)
    assert (one.draft, one.table, one.key, one.cells) == (
        *("d1", "claims", None),
        CELLS | {"start": "5"},
    )
    assert (two.draft, two.table, two.key, two.cells) == ("d2", "ties", "t1", {})
    discard_draft(folder, first)
    discard_draft(folder, "d9")
    assert [draft.draft for draft in read_drafts(folder)] == ["d2"]
    assert keep_draft(folder, None, "claims", None, {}) == "d1"
    assert keep_draft(folder, "d7", "claims", None, {}) == "d7", "its file may have been cleared"
    assert analysis.load(folder).claims.equals(before)


def test_the_file_is_what_others_are_told_it_is(folder: Path) -> None:
    keep_draft(folder, None, "claims", None, {"cue": "said"})
    assert json.loads((folder / "drafts.json").read_bytes()) == {
        "drafts": [{"draft": "d1", "table": "claims", "key": None, "cells": {"cue": "said"}}]
    }


DRAFT = {"draft": "d1", "table": "claims", "key": None, "cells": {}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        "[" * 100_000,
        '{"drafts": {}}',
        '{"drafts": [1]}',
        '{"drafts": [], "more": 1}',
        json.dumps({"drafts": [DRAFT | {"more": 1}]}),
        json.dumps({"drafts": [DRAFT | {"draft": 1}]}),
        json.dumps({"drafts": [DRAFT | {"key": 1}]}),
        json.dumps({"drafts": [DRAFT | {"table": "papers"}]}),
        json.dumps({"drafts": [DRAFT | {"table": ["claims"]}]}),
        json.dumps({"drafts": [DRAFT | {"cells": []}]}),
        json.dumps({"drafts": [DRAFT | {"cells": {"statement": 1}}]}),
        json.dumps({"drafts": [DRAFT | {"cells": {"statementt": "x"}}]}),
        json.dumps({"drafts": [DRAFT | {"cells": {"cue": "\ud800"}}]}),
        json.dumps({"drafts": [DRAFT, DRAFT]}),
    ],
)
def test_a_file_that_is_not_one_of_drafts_is_said_and_left_alone(folder: Path, text: str) -> None:
    path = folder / "drafts.json"
    path.write_text(text)
    for act in (
        lambda: read_drafts(folder),
        lambda: keep_draft(folder, None, "claims", None, {}),
        lambda: discard_draft(folder, "d1"),
    ):
        with pytest.raises(DossierError, match=r"drafts\.json: .*as the Coder writes it"):
            act()
    assert path.read_text() == text


def test_what_is_in_the_place_of_the_file_is_said(folder: Path) -> None:
    (folder / "drafts.json").mkdir()
    with pytest.raises(DossierError, match="is a folder; a file is expected"):
        keep_draft(folder, None, "claims", None, {})


def test_a_note_stays_with_its_draft(folder: Path) -> None:
    keep_draft(folder, None, "claims", None, {}, note="Labels: a > b.")
    keep_draft(folder, "d1", "claims", None, {"cue": "said"})
    (one,) = read_drafts(folder)
    assert (one.note, one.cells) == ("Labels: a > b.", {"cue": "said"})
    (folder / "drafts.json").write_text(json.dumps({"drafts": [DRAFT | {"note": 1}]}))
    with pytest.raises(DossierError, match=r"drafts\.json"):
        read_drafts(folder)
