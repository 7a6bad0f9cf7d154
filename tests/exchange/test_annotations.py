"""Web annotations point at the words that they quote, and are read back as they were written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import analysis
from analysis.evidence import Foreign, Passage, digest
from analysis.exchange.annotations import read_web_annotations, web_annotations

SAMPLE = Path(__file__).parent / "data/web"
TEXT = SAMPLE.parent / "text.txt"


@pytest.fixture(autouse=True)
def no_article_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)


def items_of(written: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(written)["first"]["items"]
    return items


def read(path: Path, **options: str) -> tuple[Foreign, list[Passage]]:
    foreign = read_web_annotations(path, **options)
    return foreign, [passage for text in foreign.texts for passage in text.passages]


def saved(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "annotations.jsonld"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_quote_prefix_and_suffix_agree_with_the_position(dossier: analysis.Dossier) -> None:
    text = (dossier.folder / "article.txt").read_bytes().decode()
    items = items_of(web_annotations(dossier))
    assert len(items) == dossier.claims.height
    for item in items:
        position, quote = item["target"]["selector"]
        start, end = position["start"], position["end"]
        assert quote["exact"] == text[start:end]
        assert quote["prefix"] == text[max(0, start - 32) : start]
        assert quote["suffix"] == text[end : end + 32]


def test_in_a_copy_that_has_moved_quote_and_position_are_those_of_the_copy(folder: Path) -> None:
    article = folder / "article.txt"
    moved = "By a reporter \U0001f600\n" + article.read_bytes().decode()
    article.write_bytes(moved.encode())
    for item in items_of(web_annotations(analysis.load(folder))):
        position, quote = item["target"]["selector"]
        assert quote["exact"] == moved[position["start"] : position["end"]]


def test_without_the_text_no_words_are_quoted_that_the_position_does_not_have(
    folder: Path,
) -> None:
    (folder / "article.txt").unlink()
    dossier = analysis.load(folder)
    written = web_annotations(dossier)
    claims = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    for item in items_of(written):
        claim = claims[item["id"].rpartition(":")[2]]
        bodies = {body["id"].rpartition(":")[2]: body["value"] for body in item["body"]}
        match item["target"]["selector"]:
            case [_, quote]:
                assert digest(quote["exact"]) == claim["digest"]
                assert "quote" not in bodies
            case [_]:
                assert (bodies["quote"], bodies["digest"]) == (claim["quote"], claim["digest"])
    assert any(len(item["target"]["selector"]) == 1 for item in items_of(written))


def test_words_are_not_written_unless_asked_for(dossier: analysis.Dossier, folder: Path) -> None:
    (folder / "article.txt").unlink()
    without = web_annotations(analysis.load(folder))
    assert web_annotations(dossier, words=False) == without
    assert web_annotations(dossier) != without


def test_a_quote_that_is_all_of_the_words_is_one(folder: Path) -> None:
    text = (folder / "article.txt").read_text(encoding="utf-8")
    claims = pl.read_csv(folder / "claims.csv", infer_schema=False)
    words = text[1658:1708]
    whole = " ".join(words.split()[:8])
    assert whole != words
    place = {"start": "1658", "end": str(1658 + len(whole)), "digest": digest(whole)}
    changed = [
        pl.when(claim_id="c14").then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in (place | {"quote": whole}).items()
    ]
    claims.with_columns(changed).write_csv(folder / "claims.csv")
    (item,) = [
        item
        for item in items_of(web_annotations(analysis.load(folder), words=False))
        if item["id"].endswith(":c14")
    ]
    assert item["target"]["selector"][1] == {"type": "TextQuoteSelector", "exact": whole}


def test_claims_come_back_with_places_words_names_cells_and_coders(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    article = dossier.folder / "article.txt"
    text = article.read_bytes().decode()
    foreign, passages = read(saved(tmp_path, web_annotations(dossier)), text=str(article))
    assert (foreign.left_out, foreign.notes) == ((), ())
    assert foreign.texts[0].text == text
    claims = list(dossier.claims.sort("start", maintain_order=True).iter_rows(named=True))
    for claim, passage in zip(claims, passages, strict=True):
        assert (passage.start, passage.end) == (claim["start"], claim["end"])
        assert passage.words == text[claim["start"] : claim["end"]]
        assert passage.person == dossier.names[claim["speaker"]]
        assert passage.coder == claim["coder"]
        for column in ("statement", "concept", "stance", "speech_act", "factuality", "cue"):
            assert passage.cells.get(column) == claim[column]
        assert passage.cells.get("said_on") == (
            None if claim["said_on"] is None else str(claim["said_on"])
        )
        reported = claim["nested_source"]
        said = None if reported is None else dossier.names[reported]
        assert passage.cells.get("nested_source") == said
        assert passage.labels == ()


def test_the_sample_is_read_with_and_without_its_text() -> None:
    path = SAMPLE / "w3c_annotation_page.jsonld"
    foreign, passages = read(path, text=str(TEXT))
    text = TEXT.read_bytes().decode()
    assert [passage.words for passage in passages] == [
        text[passage.start : passage.end] for passage in passages
    ]
    assert [passage.start for passage in passages] == [9, 50, 72]
    assert [passage.labels for passage in passages] == [("support",), ("oppose",), ("support",)]
    assert [passage.organization for passage in passages] == ["Town", "Club", "Neighbours"]
    assert {passage.coder for passage in passages} == {"Coder A"}
    assert foreign.texts[0].source == "https://example.org/bridge.txt"
    _, without = read(path)
    assert [(p.words, p.start) for p in without] == [(p.words, None) for p in passages]


SHAPES: dict[str, Any] = {
    "objects": {
        "type": "Annotation",
        "motivation": "tagging",
        "body": {"type": "TextualBody", "value": "support"},
        "target": {
            "source": {"id": "urn:a"},
            "selector": {"type": "TextQuoteSelector", "exact": "a new bridge"},
        },
    },
    "lists": {
        "@type": ["oa:Annotation"],
        "body": [{"@type": "TextualBody", "purpose": ["tagging"], "value": "support"}],
        "target": [
            {
                "source": "urn:a",
                "selector": ["urn:x", {"type": "TextQuoteSelector", "exact": "a new bridge"}],
            }
        ],
    },
    "refined": {
        "type": "Annotation",
        "motivation": "classifying",
        "body": {"value": "support"},
        "target": {
            "source": "urn:a",
            "selector": {
                "type": "CssSelector",
                "value": "#main",
                "refinedBy": [
                    {"type": "TextPositionSelector", "start": 0, "end": 4},
                    {"type": "TextQuoteSelector", "exact": "a new bridge"},
                ],
            },
        },
    },
}


@pytest.mark.parametrize("wrap", ["alone", "list", "page", "collection", "graph"])
@pytest.mark.parametrize("shape", SHAPES)
def test_objects_lists_and_wrappings_mean_the_same(shape: str, wrap: str, tmp_path: Path) -> None:
    one = SHAPES[shape]
    page = {"type": "AnnotationPage", "items": [one]}
    whole = {
        "alone": one,
        "list": [one],
        "page": page,
        "collection": {"type": "AnnotationCollection", "first": page},
        "graph": {"@graph": [one]},
    }[wrap]
    foreign, (passage,) = read(saved(tmp_path, whole), text=str(TEXT))
    assert (passage.words, passage.labels) == ("a new bridge", ("support",))
    assert passage.start is None
    assert foreign.texts[0].name == "urn:a"
    assert foreign.left_out == ()


def annotation(*selectors: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": "Annotation", "target": {"source": "urn:a", "selector": selectors}, **more}


def quote(exact: str, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def position(start: object, end: object) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def test_a_wrong_position_yields_to_the_words_around(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("We say no. They say no. All say no.", encoding="utf-8")
    wanted = annotation(position(0, 2), quote("say no", "They ", "."))
    open_ = annotation(position(0, 2), quote("say no"))
    foreign, passages = read(saved(tmp_path, [wanted, open_]), text=str(text))
    assert [(p.words, p.start, p.end) for p in passages] == [
        ("say no", 16, 22),
        ("say no", None, None),
    ]
    assert "2 passages of 2 have other words at the place given" in foreign.notes[0]


def test_units_of_browsers_are_found_and_said(tmp_path: Path) -> None:
    listed = [annotation(position(10, 28), quote("wants a new bridge"))]
    foreign, (passage,) = read(saved(tmp_path, listed), text=str(TEXT))
    assert passage.start == 9
    assert "UTF-16 units, not characters" in foreign.notes[0]


def test_what_has_no_words_is_counted(tmp_path: Path) -> None:
    listed = [
        {"type": "Annotation", "target": "urn:a", "body": "urn:tag"},
        annotation({"type": "FragmentSelector", "value": "xywh=1,2,3,4"}),
        annotation(quote("say no"), body=["urn:one", "urn:two", {"id": "urn:three"}]),
        {"type": "AnnotationPage", "items": ["urn:later"], "next": "urn:page2"},
        annotation(position(3, 9)),
    ]
    foreign, (passage,) = read(saved(tmp_path, listed))
    assert passage.words == "say no"
    assert set(foreign.left_out) == {
        "2 annotations without words",
        "3 bodies that are elsewhere",
        "1 body without text",
        "2 pages of annotations that are elsewhere",
        "urn:a: annotation 4 has no words, and none are from 3 to 9",
    }


def test_a_text_is_of_one_page(tmp_path: Path) -> None:
    other = annotation(quote("no"))
    other["target"]["source"] = "urn:b"
    path = saved(tmp_path, [annotation(quote("bridge")), other])
    with pytest.raises(analysis.QuestionError, match=r"annotated are 2.*by the option page"):
        read(path, text=str(TEXT))
    with pytest.raises(analysis.QuestionError, match='"urn:c" is not a page'):
        read(path, page="urn:c")
    foreign, (passage,) = read(path, text=str(TEXT), page="urn:a")
    assert passage.words == "bridge"
    assert foreign.left_out == ("1 annotation of other pages",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ("[" + "9" * 5000 + "]", "a number that is too long"),
        ("3", '"3" is not an object'),
        ("{}", "an object is not an annotation"),
        ('[{"target": 3}]', 'target: "3" is not an object'),
        (json.dumps(annotation(position("a", 3))), 'start: "a" is not a whole number'),
        (json.dumps(annotation(position(-1, 3))), 'start: "-1" is not a place'),
        (json.dumps(annotation(position(1e300, 3))), "is not a whole number"),
        (json.dumps(annotation(position(True, 3))), "is not a whole number"),
        (json.dumps(annotation(quote(["a"]))), "exact: a list is not a text"),
        (json.dumps(annotation(quote("\ud83d"))), "half of a character"),
    ],
)
def test_what_is_not_an_annotation_is_refused_by_its_place(
    content: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(analysis.QuestionError, match=rf"annotations\.jsonld.*{said}"):
        read(saved(tmp_path, content))


def test_single_annotations_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    quote = {"type": "TextQuoteSelector", "exact": "We agree again"}
    inner = {"type": "TextPositionSelector", "start": 0, "end": 8}
    body = {
        "type": "TextualBody",
        "purpose": "tagging",
        "value": {"@value": "x", "@language": "en"},
    }
    good = {
        "type": "Annotation",
        "body": body,
        "target": {"selector": quote | {"refinedBy": inner}},
    }
    wrong = good | {"id": 1.5}
    foreign, (passage,) = read(saved(tmp_path, json.dumps([wrong, good])))
    assert (passage.words, passage.start, passage.labels) == ("We agree again", None, ("x",))
    (said,) = foreign.left_out
    assert 'item 1, id: "1.5" is not a text or a whole number' in said
