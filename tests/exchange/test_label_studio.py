"""Regions of Label Studio are passages with the words that they quote, and claims are tasks."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import analysis
from analysis.exchange.label_studio import label_studio_tasks, read_label_studio
from analysis.exchange.offsets import from_characters

SAMPLE = Path(__file__).parent / "data/labelstudio/export.json"
TEXT = (SAMPLE.parents[1] / "text.txt").read_bytes().decode()
SPANS = [
    "wants a new bridge",
    "does not want it",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 next",
]


@pytest.fixture
def tasks() -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = json.loads(SAMPLE.read_bytes())
    return tasks


def saved(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def results_of(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = tasks[0]["annotations"][0]["result"]
    return results


def test_the_sample_is_read() -> None:
    foreign = read_label_studio(SAMPLE)
    (text,) = foreign.texts
    assert text.text == TEXT
    assert [(p.start, p.end) for p in text.passages] == [(9, 27), (50, 66), (72, 94)]
    for passage, words in zip(text.passages, SPANS, strict=True):
        assert passage.words == TEXT[passage.start : passage.end]
        assert passage.words.startswith(words)
    assert [p.labels for p in text.passages] == [("support",), ("oppose",), ("support",)]
    assert [p.organization for p in text.passages] == ["Town", "Club", "Neighbours"]
    assert {p.coder for p in text.passages} == {"1"}
    assert foreign.left_out == ("1 relation between regions",)
    assert foreign.notes == ()


def test_places_of_older_versions_are_found_by_the_words(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    for result in results_of(tasks)[:-1]:
        value = result["value"]
        value["start"], value["end"] = from_characters(
            TEXT, [value["start"], value["end"]], "utf16"
        )
    foreign = read_label_studio(saved(tmp_path, tasks))
    assert [(p.start, p.end) for p in foreign.texts[0].passages] == [(9, 27), (50, 66), (72, 94)]
    assert foreign.notes == ("task 1: places are counted in UTF-16 units, not characters",)


def test_controls_are_cells_where_their_name_is_one(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    results = results_of(tasks)
    more: list[tuple[str, str, dict[str, Any]]] = [
        ("concept", "textarea", {"text": ["Bridges are built"]}),
        ("stance", "choices", {"choices": ["disagree"]}),
        ("speaker", "textarea", {"text": ["Ms Ash"]}),
        ("strength", "number", {"number": 3}),
        ("topic", "taxonomy", {"taxonomy": [["transport", "bridges"]]}),
        ("speech_act", "choices", {"choices": ["shouting"]}),
    ]
    for control, kind, value in more:
        place = {"start": 9, "end": 27}
        results.append({"id": "r0", "from_name": control, "type": kind, "value": place | value})
    passage = read_label_studio(saved(tmp_path, tasks)).texts[0].passages[0]
    assert passage.cells == {"concept": "Bridges are built", "stance": "disagree"}
    assert passage.person == "Ms Ash"
    assert passage.labels == (
        "support",
        "strength: 3",
        "topic: transport / bridges",
        "speech_act: shouting",
    )


def test_what_is_not_a_region_of_the_text_is_counted(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    task = tasks[0]
    cancelled = copy.deepcopy(task["annotations"][0]) | {"was_cancelled": True}
    results = results_of(tasks)
    results += [
        {"id": "w", "from_name": "mood", "type": "choices", "value": {"choices": ["grim"]}},
        {"id": "p", "type": "rectanglelabels", "value": {"x": 1, "y": 2, "rectanglelabels": ["a"]}},
        {"id": "s", "type": "labels", "value": {"start": 1.5, "end": 2.5, "labels": ["a"]}},
        {"id": "t", "type": "labels", "value": {"start": 1, "end": 2, "channel": 0, "labels": []}},
    ]
    task["annotations"].append(cancelled)
    task["predictions"] = [{"result": results[:2]}]
    task["drafts"] = [{}]
    foreign = read_label_studio(saved(tmp_path, tasks))
    assert len(foreign.texts[0].passages) == 3
    assert set(foreign.left_out) == {
        "2 results of predictions",
        "1 draft",
        "1 relation between regions",
        "1 answer about a whole task",
        "3 regions that are not of a text",
        "1 cancelled annotation",
    }


def test_a_page_with_markup_gives_words_without_places(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    tasks[0]["data"] = {"html": "<p>Ms Ash wants a new bridge</p>"}
    value = {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 7}
    value |= {"text": "wants a new bridge", "hypertextlabels": ["support"]}
    tasks[0]["annotations"][0]["result"] = [{"id": "h", "type": "hypertextlabels", "value": value}]
    foreign = read_label_studio(saved(tmp_path, tasks))
    (passage,) = foreign.texts[0].passages
    assert foreign.texts[0].text is None
    assert (passage.words, passage.start, passage.labels) == (SPANS[0], None, ("support",))
    assert "a page with markup" in foreign.notes[0]


def test_line_ends_that_the_front_end_wrote_in_words_are_undone(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    value = {"start": 19, "end": 35, "text": TEXT[19:35].replace("\n", "\\n"), "labels": ["a"]}
    tasks[0]["annotations"][0]["result"] = [{"id": "l", "type": "labels", "value": value}]
    (passage,) = read_label_studio(saved(tmp_path, tasks)).texts[0].passages
    assert (passage.words, passage.start) == (TEXT[19:35], 19)


@pytest.mark.parametrize(
    "more",
    [
        {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 7},
        {"start": 10, "end": 28, "globalOffsets": {"start": 7, "end": 25}},
    ],
)
def test_a_page_is_one_by_its_places_whatever_the_control_is(
    more: dict[str, Any], tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    tasks[0]["data"] = {"html": "<p>Ms Ash wants a new bridge</p>"}
    value = more | {"text": "wants a new bridge", "labels": ["support"]}
    tasks[0]["annotations"][0]["result"] = [{"id": "h", "type": "labels", "value": value}]
    foreign = read_label_studio(saved(tmp_path, tasks))
    assert foreign.texts[0].text is None
    assert [(p.words, p.start) for p in foreign.texts[0].passages] == [(SPANS[0], None)]


def test_notes_and_what_the_data_says_are_taken_along(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    results_of(tasks)[0]["meta"] = {"text": ["organisation: Harbour", "loud"]}
    told = {"author": "Ann Lee", "published": "2031-05-14", "source": "Daily", "title": "Bridge"}
    tasks[0]["data"] |= told | {"page": 3, "date": "May", "dossier": "bridge"}
    foreign = read_label_studio(saved(tmp_path, tasks))
    (text,) = foreign.texts
    assert (text.author, text.date, text.source, text.title) == (
        *("Ann Lee", "2031-05-14", "Daily", "Bridge"),
    )
    assert "Harbour" in (text.passages[0].organization, *text.passages[0].labels)
    assert "note: loud" in text.passages[0].labels
    assert "2 further fields of the data of tasks" in foreign.left_out


def test_single_entries_that_cannot_be_read_are_left_out(
    tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    results_of(tasks).append({"id": "x", "type": "labels"})
    tasks[0]["annotations"].append({"result": {}})
    tasks.append({"id": 2, "data": {"text": "x"}, "annotations": None})
    tasks.append({"id": 3, "annotations": []})
    foreign = read_label_studio(saved(tmp_path, tasks))
    assert [len(text.passages) for text in foreign.texts] == [3, 0]
    result, annotation, task = foreign.left_out[-3:]
    assert "item 1, annotations, item 1, result, item 8, value: is missing" in result
    assert "item 1, annotations, item 2, result: an object is not a list" in annotation
    assert "item 3: an object is not a task with data and annotations" in task


@pytest.mark.parametrize(
    ("completed_by", "coder"),
    [
        (None, None),
        (7, "7"),
        ({"email": "a@example.org", "id": 3}, "a@example.org"),
        ({"first_name": "Ada", "last_name": "B", "email": "a@example.org"}, "Ada B"),
    ],
)
def test_whoever_completed_it_is_the_coder(
    completed_by: object, coder: str | None, tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    tasks[0]["annotations"][0]["completed_by"] = completed_by
    (text,) = read_label_studio(saved(tmp_path, tasks)).texts
    assert {passage.coder for passage in text.passages} == {coder}


def test_claims_come_back_with_places_words_names_cells_and_coders(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(label_studio_tasks(dossier), encoding="utf-8")
    foreign = read_label_studio(path)
    (text,) = foreign.texts
    assert text.text == (dossier.folder / "article.txt").read_bytes().decode()
    assert (foreign.left_out, foreign.notes) == ((), ())
    claims = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    assert len(text.passages) == len(claims)
    for passage in text.passages:
        claim = claims[passage.origin.rpartition(" ")[2]]
        assert (passage.start, passage.end) == (claim["start"], claim["end"])
        assert passage.coder == claim["coder"]
        assert passage.person == dossier.names[claim["speaker"]]
        for column in ("statement", "concept", "stance", "speech_act", "cue"):
            assert passage.cells.get(column) == claim[column]
        reported = claim["nested_source"]
        said = None if reported is None else dossier.names[reported]
        assert passage.cells.get("nested_source") == said
        assert passage.labels in ((), ("claim",))


def test_without_a_text_there_is_nothing_to_annotate(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)
    (folder / "article.txt").unlink()
    with pytest.raises(FileNotFoundError, match="no article at"):
        label_studio_tasks(analysis.load(folder))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"id": 1}, "an object is not a list"),
        ([{"text": "a", "label": []}], "item 1: an object is not a task with data and annotations"),
        ([{"data": {"a": "x", "b": "y"}, "annotations": []}], "by the option field: a, b"),
        ([{"data": {"text": "x"}, "annotations": {}}], "annotations: an object is not a list"),
        (
            [{"data": {"text": "x"}, "annotations": [{"result": [{"id": 1.5, "type": "labels"}]}]}],
            '"1.5" is not a text or a whole number',
        ),
    ],
)
def test_what_is_not_an_export_is_refused_by_its_place(
    content: object, said: str, tmp_path: Path
) -> None:
    with pytest.raises(analysis.QuestionError, match=rf"export\.json.*{said}"):
        read_label_studio(saved(tmp_path, content))


def test_the_field_of_the_text_may_be_named(tasks: list[dict[str, Any]], tmp_path: Path) -> None:
    tasks[0]["data"] = {"body": TEXT, "heading": "Bridge"}
    path = saved(tmp_path, tasks)
    assert read_label_studio(path, field="body").texts[0].passages[0].start == 9
    with pytest.raises(analysis.QuestionError, match="by the option field: body, heading"):
        read_label_studio(path, field="bdoy")


@pytest.mark.parametrize(
    ("text", "place", "words", "in_doubt"),
    [
        ("\U0001f600 We agree.", (3, 11), "We agree", True),
        ("\U0001f600 We agree.", (2, 10), "We agree", False),
        ("\U0001f600 a b c", (2, 3), "a", False),
        ("We agree. \U0001f600 We deny.", (0, 8), "We agree", False),
        ("\U0001f600 ----- -----", (3, 5), "--", True),
    ],
)
def test_places_without_words_are_in_doubt_where_ways_of_counting_differ(
    text: str,
    place: tuple[int, int],
    words: str,
    in_doubt: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    value = {"start": place[0], "end": place[1], "labels": ["a"]}
    result = {"id": "r", "from_name": "l", "type": "labels", "value": value}
    task = {"id": 1, "data": {"text": text}, "annotations": [{"result": [result]}]}
    (passage,) = read_label_studio(saved(tmp_path, [task])).texts[0].passages
    assert (passage.words, passage.doubt is not None) == (words, in_doubt)
