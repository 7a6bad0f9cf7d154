"""An answer writes words by label or letter case, and actors by name: cells have words and ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import analysis
from analysis.coding import intake
from analysis.coding.model_answers import item_of
from analysis.coding.taking import taken_items
from analysis.dossier import TABLES
from analysis.dossier.tables import item_type
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = {
    "words": "The Harbour Line denied it",
    "speaker": "author",
    "statement": "The operator of the ferry rejects what is said of its cargo.",
}
PETRA = {"actor_id": "solm", "name": "Petra Solm", "kind": "person", "aliases": ["Dr Solm"]}


def rows(folder: Path, **lists: list[dict[str, Any]]) -> list[tuple[str, str]]:
    taken = intake(json.dumps(lists), folder)
    return [(row.status, "; ".join(row.reasons)) for row in taken.rows]


def test_every_word_is_read_by_its_label_and_in_capitals() -> None:
    for table in ("actors", "claims", "ties"):
        for name, column in TABLES[table].columns().items():
            if not isinstance(item_type(column), pl.Enum) or name == "review":
                continue
            for word, label in labels((column.metadata or {})["vocabulary"]).items():
                for written in (label, label.capitalize(), word.upper(), word):
                    (taken,) = taken_items([item_of(table, 0, {name: written})])
                    assert taken.item.cells[name] == word, (name, written)


def test_words_in_a_list_are_read_one_by_one() -> None:
    (taken,) = taken_items([item_of("ties", 0, {"obligations": ["Defence", "OFFENCE", "what"]})])
    assert taken.item.cells["obligations"] == "defense|offense|what"


def test_rows_that_depend_on_such_a_word_are_taken_with_it_and_it_is_said(folder: Path) -> None:
    state = {"actor_id": "quell", "name": "Quell", "kind": "State", "country": "XBX"}
    tie = {"source": "quell", "target": "Ardania", "kind": "Arms transfer", "basis": "Event"}
    answer = {"actors": [state], "claims": [CLAIM | {"speaker": "quell", "speech_act": "Report"}]}
    taken = intake(json.dumps(answer | {"ties": [tie]}), folder)
    assert taken.rows[0].status == taken.rows[1].status == "accepted"
    assert taken.rows[2].row["target"] == "ardania"
    (note,) = taken.notes
    assert note.startswith('read kind "State" as "state", speech_act "Report" as "report", target')
    taken.save()
    actors = analysis.load(folder, review="all").actors
    assert actors.filter(actor_id="quell")["kind"].to_list() == ["state"]


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Mira Tolvane", "mira-tolvane"),
        ("Mira  Tolvane", "mira-tolvane"),
        ("Brint", "lena-brint"),
        ("Petra Solm", "solm"),
        ("Dr Solm", "solm"),
        ("Ada Reyes", "ada-reyes"),
        ("author", "author"),
    ],
)
def test_a_speaker_is_read_by_exact_name_or_stated_alias(
    folder: Path, name: str, actor: str
) -> None:
    unnumbered = {"name": "Ada Reyes", "kind": "person"}
    answer = {"actors": [PETRA, unnumbered], "claims": [CLAIM | {"speaker": name}]}
    taken = intake(json.dumps(answer), folder)
    assert [row.status for row in taken.rows] == ["accepted"] * 3
    assert taken.rows[2].row["speaker"] == actor


def test_lists_of_actors_and_affiliations_are_read_by_name(folder: Path) -> None:
    petra = PETRA | {"affiliation": "Coastal League"}
    claim = CLAIM | {"subjects": ["Harbour Line", "harbour-line", "Petra Solm"]}
    taken = intake(json.dumps({"actors": [petra], "claims": [claim]}), folder)
    assert taken.rows[0].row["affiliation"] == "coastal-league"
    assert taken.rows[1].row["subjects"] == "harbour-line|solm"


def test_a_name_of_several_is_refused_with_both_named(folder: Path) -> None:
    petra = PETRA | {"aliases": ["Mira Tolvane"]}
    _, (status, why) = rows(folder, actors=[petra], claims=[CLAIM | {"speaker": "Mira Tolvane"}])
    assert status == "refused"
    assert '"Mira Tolvane" is a name of mira-tolvane and of solm; write an id' in why


@pytest.mark.parametrize("name", ["mira tolvane", "Tolvane", "Mira"])
def test_a_name_is_not_guessed(folder: Path, name: str) -> None:
    ((status, why),) = rows(folder, claims=[CLAIM | {"speaker": name}])
    assert status == "refused"
    assert "speaker" in why


def test_an_actor_of_the_dossier_is_not_added_by_its_name_once_more(folder: Path) -> None:
    again = {"name": "Mira Tolvane", "kind": "person"}
    (first, _), (second, _) = rows(
        folder, actors=[again], claims=[CLAIM | {"speaker": "Mira Tolvane"}]
    )
    assert (first, second) == ("refused", "accepted")
