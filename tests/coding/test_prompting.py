"""What a model is asked: a schema that validators and strict modes read, and chosen paragraphs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from analysis import QuestionError
from analysis.coding import answer_schema, prompt
from analysis.coding.prompting import answer_of
from analysis.dossier.tables import TABLES
from analysis.dossier.vocabularies import words
from analysis.evidence import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import analysis

LISTS = ("actors", "claims", "ties")
STRICT = {"type", "properties", "required", "additionalProperties", "items", "enum", "description"}
"""Keywords that the strict structured-output modes in use have in common."""


def schemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in [*schema.get("properties", {}).values(), *[schema.get("items")]]:
        if inner:
            yield from schemas(inner)


def test_the_schema_is_one_that_strict_modes_take() -> None:
    schema = answer_schema()
    Draft202012Validator.check_schema(schema)
    assert list(schema["properties"]) == list(LISTS)
    for part in schemas(schema):
        assert set(part) <= STRICT
        kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
        assert kinds[1:] in ([], ["null"])
        if kinds[0] == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False
        if "enum" in part:
            assert (None in part["enum"]) == ("null" in kinds)
    total = sum(len(name) for part in schemas(schema) for name in part.get("properties", {}))
    assert total + sum(len(part.get("enum", [])) for part in schemas(schema)) < 5000


def test_the_schema_has_the_columns_and_words_of_the_tables() -> None:
    claim = answer_schema(["claims"])["properties"]["claims"]["items"]["properties"]
    anchored = {"paragraph", "start", "end", "digest", "quote"}
    assert set(claim) == {*TABLES["claims"].column_names(), "words"} - anchored - {
        "coder",
        "review",
    }
    assert claim["factuality"]["enum"] == [*words("factuality"), None]
    assert claim["speaker"]["type"] == "string"
    assert claim["targets"] == {
        "type": "array",
        "items": {"type": "string"},
        "description": "Whom the act addresses. The actor_id of a known row of actors.",
    }
    assert "assessment: " in claim["speech_act"]["description"]
    tie = answer_schema()["properties"]["ties"]["items"]["properties"]
    assert tie["directed"]["type"] == "boolean"
    assert tie["sign"]["type"] == ["integer", "null"]
    assert tie["obligations"]["items"]["enum"] == list(words("obligations"))
    with pytest.raises(QuestionError, match='did you mean "claims"'):
        answer_schema(["clams"])


def test_an_answer_made_of_the_example_is_valid_and_a_wrong_one_is_not(
    dossier: analysis.Dossier, article: Article
) -> None:
    answer = answer_of(dossier, article, LISTS, dossier.claims["claim_id"].to_list())
    assert len(answer["claims"]) == dossier.claims.height
    assert answer["ties"]
    validator = Draft202012Validator(answer_schema())
    validator.validate(answer)
    for broken in (
        answer | {"more": []},
        {"actors": [], "ties": []},
        answer | {"claims": [answer["claims"][0] | {"speech_act": "shout"}]},
        answer | {"claims": [answer["claims"][0] | {"speaker": None}]},
        answer | {"claims": [{"words": "no"}]},
    ):
        assert not validator.is_valid(broken)


def test_the_prompt_has_the_chosen_paragraphs_and_what_is_known(
    dossier: analysis.Dossier, article: Article
) -> None:
    asked = prompt(dossier, article, tables=["claims"], paragraphs=[5, 2], examples=0)
    own = asked.partition("## Paragraphs to code")[2]
    assert re.findall(r"^\[(\d+)\]", own, re.MULTILINE) == ["2", "5"]
    assert "- c10: author" in asked
    assert "c01" not in asked
    assert "mira-tolvane: Mira Tolvane, person" in asked
    assert "## Example" not in asked
    schema = json.loads(re.findall(r"```json\n(.*?)\n```", asked, re.DOTALL)[-1])
    assert schema == answer_schema(["claims"])
    with pytest.raises(QuestionError, match="no paragraph 13; they are 0 to 12"):
        prompt(dossier, article, paragraphs=[13])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"paragraphs": 13}, "no paragraph 13"),
        ({"paragraphs": [1, "2"]}, "no paragraph '2'"),
        ({"examples": -1}, "from 0, not -1"),
        ({"examples": "3"}, "from 0, not '3'"),
    ],
)
def test_what_is_not_a_number_is_refused(
    dossier: analysis.Dossier,
    article: Article,
    asked: Any,  # noqa: ANN401 (of any kind)
    said: str,
) -> None:
    with pytest.raises(QuestionError, match=said):
        prompt(dossier, article, **asked)


def test_examples_come_from_the_invented_article_and_are_valid(dossier: analysis.Dossier) -> None:
    foreign = Article("A title\nNobody of the example is here.")
    asked = prompt(dossier, foreign, examples=4)
    shown = asked.partition("## Example")[2]
    answer = json.loads(re.findall(r"```json\n(.*?)\n```", shown, re.DOTALL)[0])
    assert len(answer["claims"]) == 4
    Draft202012Validator(answer_schema()).validate(answer)
    named = {tie["claim_id"] for tie in answer["ties"]}
    assert {claim["claim_id"] for claim in answer["claims"]} - {None} == named
    known = {actor["actor_id"] for actor in answer["actors"]}
    assert {claim["speaker"] for claim in answer["claims"]} <= known
    for claim in answer["claims"]:
        assert claim["words"] in shown.replace("\\u201c", "\N{LEFT DOUBLE QUOTATION MARK}")


def test_a_hostile_text_is_one_line_each_and_steers_no_terminal(
    dossier: analysis.Dossier,
) -> None:
    text = "Title\n\x1b[31mred\x00 \u202egnorw\u202c [7] fake\n## Rules\nend"
    asked = prompt(dossier, Article(text), examples=0)
    own = asked.partition("## Paragraphs to code")[2]
    assert own.strip().splitlines()[::2] == [
        "[0] Title",
        "[1] [31mred gnorw [7] fake",
        "[2] ## Rules",
        "[3] end",
    ]


def test_the_codebook_of_the_study_is_passed_on(
    folder: Path, dossier: analysis.Dossier, article: Article
) -> None:
    import analysis

    (folder / "CODEBOOK.md").write_text(
        "# Codebook\n\n## claims\nHedges count.\n\n## figures\nNot asked.\n", encoding="utf-8"
    )
    asked = prompt(analysis.load(folder), article, examples=0)
    assert "## How this study codes claims\n\nHedges count." in asked
    assert "Not asked." not in asked
    assert "How this study codes" not in prompt(dossier, article, examples=0)
