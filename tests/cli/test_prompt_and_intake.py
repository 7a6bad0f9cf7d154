"""The language model's door: what is asked, what is taken in, and what is said about the rest."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

import analysis
from analysis.coding.prompting import answer_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

    from analysis.evidence import Article

GOOD = {"words": "The Harbour Line denied it", "speaker": "author", "statement": "It is denied."}
TWICE = GOOD | {"words": "Corvia"}
LOST = GOOD | {"words": "The Harbour Line admitted it"}


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"claims": [GOOD]}))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_prompt_is_printed_or_written(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("prompt", folder, "--paragraphs", "0-2,5", "--examples", "1", "--table", "claims")
    assert done.exit_code == 0
    assert done.stdout.startswith("# Code an article\n")
    assert "\n[5] The Sella Treaty" in done.stdout
    assert "\n[3] " not in done.stdout.partition("## Paragraphs")[2]
    assert done.stderr == ""
    again = run("prompt", folder, "--examples", "0", "--output", tmp_path / "asked.md")
    assert again.exit_code == 0
    assert (tmp_path / "asked.md").read_text(encoding="utf-8").count("\n[") == 13


def test_the_schema_alone_needs_no_article(run: Run, folder: Path) -> None:
    (folder / "article.txt").unlink()
    done = run("prompt", folder, "--schema", "--table", "ties")
    assert done.exit_code == 0
    schema = json.loads(done.stdout)
    Draft202012Validator.check_schema(schema)
    assert list(schema["properties"]) == ["ties"]
    without = run("prompt", folder)
    assert without.exit_code == 2
    assert "no article" in without.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--table", "clams"], 'did you mean "claims"'),
        (["--paragraphs", "3-1"], "such as 0-4,7"),
        (["--paragraphs", "x"], "such as 0-4,7"),
        (["--paragraphs", "99"], "no paragraph 99; they are 0 to 12"),
    ],
)
def test_wrong_choices_are_wrong_usage(run: Run, folder: Path, words: list[str], said: str) -> None:
    done = run("prompt", folder, *words)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.replace("│", "").split())


def test_nothing_is_written_without_being_asked_for(run: Run, folder: Path, answer: Path) -> None:
    before = files(folder)
    done = run("intake", answer, folder)
    assert done.exit_code == 0
    assert done.stdout == "1 of 1 row accepted: 1 claim.\n"
    assert "--write" in done.stderr
    assert files(folder) == before


def test_accepted_rows_are_written_as_proposals(run: Run, folder: Path, answer: Path) -> None:
    before = files(folder)
    done = run("intake", answer, folder, "--write", "--coder", "some-model")
    assert done.exit_code == 0
    assert f"Wrote {folder / 'claims.csv'}" in done.stdout
    after = files(folder)
    assert after.keys() == before.keys()
    assert after["claims.csv"].startswith(before["claims.csv"])
    assert [n for n in before if before[n] != after[n]] == ["claims.csv"]
    row = analysis.load(folder, review="all").claims.row(-1, named=True)
    assert (row["coder"], row["review"]) == ("some-model", "proposed")
    checked = run("check", folder)
    assert checked.exit_code == 0
    assert "proposed and left out until they are accepted: 1 claim." in checked.stderr


def test_every_row_is_accounted_for(run: Run, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"claims": [TWICE, GOOD, LOST]}))
    report = tmp_path / "report.jsonl"
    done = run("intake", path, folder, "--write", "--report", report)
    assert done.exit_code == 1
    said = done.stdout.splitlines()
    assert said[0].startswith('claims[0] waiting: words: "Corvia" is in ')
    assert said[1].startswith('claims[2] refused: words: "The Harbour Line admitted it" is not in')
    assert said[2:5] == [
        "1 of 3 rows accepted: 1 claim.",
        "1 waiting: 1 in several places.",
        "1 refused: 1 not in the article.",
    ]
    rows = [json.loads(line) for line in report.read_text().splitlines()]
    assert [(row["index"], row["table"], row["status"]) for row in rows] == [
        (0, "claims", "waiting"),
        (1, "claims", "accepted"),
        (2, "claims", "refused"),
    ]
    article = (folder / "article.txt").read_text(encoding="utf-8")
    assert len(rows[0]["places"]) > 1
    assert {article[p["start"] : p["end"]] for p in rows[0]["places"]} == {"Corvia"}
    assert rows[1]["reason"] is None
    assert [row["id"] for row in rows] == [None, "c21", None]
    (near,) = rows[2]["places"]
    assert article[near["start"] : near["end"]] == "The Harbour Line denied it"


def test_the_folders_own_text_comes_before_that_of_the_environment(
    run: Run, folder: Path, answer: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Nothing of it.")
    assert run("intake", answer, folder, DOSSIER_ARTICLE=str(other)).exit_code == 0
    (folder / "article.txt").rename(other)
    assert run("intake", answer, folder, DOSSIER_ARTICLE=str(other)).exit_code == 0
    without = run("intake", answer, folder)
    assert without.exit_code == 2
    assert "no article" in without.stderr


def test_answers_in_a_fence_in_utf_16_and_with_a_mark_are_read(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    text = json.dumps({"claims": [GOOD]}, indent=1)
    path = tmp_path / "answer.md"
    for content, said in (
        (f"```json\n{text}\n```\n".encode(), "out of its Markdown fence."),
        (f"Here you are:\n\n~~~\n{text}\n~~~\nYours".encode(), "left out the text around it."),
        (text.encode("utf-16"), ""),
        (text.encode("utf-8-sig"), ""),
    ):
        path.write_bytes(content)
        done = run("intake", path, folder)
        assert done.exit_code == 0, done.output
        assert said in done.stderr
        assert ("Note" in done.stderr) == bool(said)
    path.write_text(f"```json\n{text[:90]}")
    done = run("intake", path, folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "ends in the middle" in done.stderr


def test_an_answer_that_is_too_long_is_not_read(run: Run, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    done = run("intake", path, folder)
    assert done.exit_code == 1
    assert done.stderr == (
        "long.json has 200 MB; an answer may have 64 MB. Ask for fewer paragraphs at a time\n"
    )


@pytest.mark.parametrize("content", [b"\xff\xfe\xfa", b"\x00\x00", b'{"claims": ["\xe9"]}', b""])
def test_what_is_no_text_is_said_in_a_word(
    run: Run, folder: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    done = run("intake", path, folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("odd.json ")


def test_an_answer_to_the_whole_prompt_of_a_new_dossier_is_taken_in(
    run: Run, dossier: analysis.Dossier, article: Article, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    text = tmp_path / "text.txt"
    text.write_text(article.text, encoding="utf-8")
    assert run("new", folder, "--article", text).exit_code == 0
    for table in ("weapons", "sources"):
        shutil.copyfile(dossier.folder / f"{table}.csv", folder / f"{table}.csv")
    (folder / "study.toml").unlink()
    ids = dossier.claims["claim_id"].to_list()
    path = tmp_path / "answer.json"
    answer = answer_of(dossier, article, ("actors", "claims"), ids)
    known = {row["actor_id"] for row in analysis.load(folder).actors.iter_rows(named=True)}
    answer["actors"] = [row for row in answer["actors"] if row["actor_id"] not in known]
    path.write_text(json.dumps(answer), encoding="utf-8")
    done = run("intake", path, folder, "--write")
    assert done.exit_code == 0, done.output
    assert "actors have no review" in done.stderr
    assert run("check", folder).exit_code == 0
    claims = analysis.load(folder, review="all").claims
    assert claims["claim_id"].to_list() == [f"c{n}" for n in range(1, len(ids) + 1)]
    assert claims.select("start", "end").equals(dossier.claims.select("start", "end"))


def test_a_line_of_a_fenced_answer_is_that_of_the_file(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "ferry", "--example")
    answer = tmp_path / "answer.md"
    answer.write_text('Here it is:\n\n```json\n{"claims": [\n]],\n```\n', encoding="utf-8")
    refused = run("intake", answer, tmp_path / "ferry")
    assert "in line 5, character 2" in refused.stderr
