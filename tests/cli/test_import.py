"""The command shows what it would take before it takes it, and leaves all as it was otherwise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysis

if TYPE_CHECKING:
    from conftest import Run

DATA = Path(__file__).resolve().parents[1] / "exchange" / "data"
BRIDGE = DATA / "bridge.dna"
TABLE = """Speaker,words,statement,concept,agreement,Page
Mira Tolvane,cross a line,It goes too far.,ferries,yes,3
Mira Tolvane,Corvia,In several places.,ferries,no,
Mira Tolvane,not in the text at all,Nowhere.,ferries,no,
Mira Tolvane,denied it,Undecided.,ferries,perhaps,
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def test_a_preview_writes_nothing_and_shows_the_command_that_writes(
    run: Run, tmp_path: Path
) -> None:
    new = tmp_path / "a new one"
    done = run("import", BRIDGE, new, "--format", "dna", "--option", "statement_type=DNA Statement")
    assert done.exit_code == 1, "something was left out"
    assert "Left out: 1 document: its section." in done.stdout
    assert "9 of 9 rows accepted: 6 actors and 3 claims." in done.stdout
    assert "Note: 3 statements made of concept and stance, as coded." in done.stderr
    assert "name no coder" in done.stderr
    assert f"'{new}' --format dna --option 'statement_type=DNA Statement' --write" in done.stderr
    assert not new.exists()


def test_what_was_shown_is_written(run: Run, tmp_path: Path) -> None:
    new, report = tmp_path / "new", tmp_path / "report.jsonl"
    words = ["import", BRIDGE, new, "--format", "dna", "--coder", "Kim", "--report", report]
    words.append("--accepted")
    done = run(*words, "--write")
    assert done.exit_code == 1
    assert f"Wrote {new / 'article.txt'}" in done.stdout
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert sum(line["status"] == "accepted" for line in lines) == 9
    assert run("check", new).exit_code == 0
    claims = analysis.load(new).claims
    assert claims["coder"].to_list() == ["Kim", "Mia", "Kim"]
    assert {said.split(":")[0] for said in claims["statement"]} == {"Agrees", "Disagrees"}
    before = contents(new)
    again = run(*words, "--write")
    assert "0 of 3 rows accepted" in again.stdout
    assert contents(new) == before


def test_a_table_is_taken_by_its_options(run: Run, folder: Path, table: Path) -> None:
    before = contents(folder)
    words = ("import", table, folder, "--format", "statements", "--option", "person=Speaker")
    done = run(*words)
    assert done.exit_code == 1
    assert 'Note: column "Speaker" is taken as person.' in done.stderr
    assert 'Note: column "Page" is taken as a label.' in done.stderr
    assert "Note: line 2 has Speaker" in done.stderr
    assert "1 of 3 rows accepted: 1 claim." in done.stdout
    assert 'line 3 waiting: words: "Corvia" is in' in done.stdout
    assert "line 4 refused" in done.stdout
    assert 'Left out: line 5: agreement is "perhaps"' in done.stdout
    assert contents(folder) == before
    assert run(*words, "--write").exit_code == 1
    after = analysis.load(folder, review="all").claims
    assert after.row(-1, named=True)["statement"] == "It goes too far."


def test_nothing_left_out_is_exit_code_0(run: Run, folder: Path, table: Path) -> None:
    table.write_text("\n".join(line.rpartition(",")[0] for line in TABLE.splitlines()[:2]))
    done = run("import", table, folder, "--format", "statements", "--option", "person=Speaker")
    assert done.exit_code == 0, done.stdout
    assert "1 of 1 row accepted" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--format", "dan"], 2, 'did you mean "dna"'),
        (["--format", "dna", "--option", "person"], 2, "NAME=VALUE is expected"),
        (["--format", "dna", "--option", "persn=x"], 2, 'did you mean "person"'),
        (["--format", "dna", "--option", "person=a", "--option", "person=b"], 2, "given twice"),
        (["--format", "dna", "--document", "Bridge"], 1, 'did you mean "Bridge debate"'),
        (["--format", "dna", "--coder", "=x"], 1, "begins as a formula"),
        (["--format", "dna-events"], 1, "is not UTF-8"),
        ([], 2, "--format"),
    ],
)
def test_wrong_usage_is_said_and_nothing_is_written(
    run: Run, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    done = run("import", BRIDGE, tmp_path / "new", *words, "--write")
    assert done.exit_code == code
    assert said in " ".join(done.stderr.replace("│", "").split())
    assert not (tmp_path / "new").exists()


def test_a_write_that_fails_leaves_all_as_it_was(run: Run, folder: Path, table: Path) -> None:
    shutil.rmtree(folder / "drafts.json", ignore_errors=True)
    (folder / "drafts.json").mkdir()
    before = contents(folder)
    table.write_text("person,words\nMira Tolvane,cross a line\n")
    done = run("import", table, folder, "--format", "statements", "--write")
    assert done.exit_code == 1
    assert "drafts.json is a folder" in done.stderr or "is a folder" in done.stderr
    assert contents(folder) == before


def test_an_export_is_read_again(run: Run, folder: Path, tmp_path: Path) -> None:
    for name, file in {"dna": "a.dna", "statements": "a.xlsx"}.items():
        done = run("export", folder, "--format", name, "--output", tmp_path / file)
        assert done.exit_code == 0, done.stderr
        assert "in it" not in done.stdout
        shown = run("import", tmp_path / file, folder, "--format", name)
        assert "20 refused: 20 already there" in shown.stdout, shown.stdout
    assert "the password" in run("export", folder, "--format", "dna", "-o", tmp_path / "b").stderr


def test_annotations_are_placed_by_the_article_beside_the_tables(run: Run, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Ann says no and Ben says no.\n")
    quote = {"type": "TextQuoteSelector", "exact": "says no", "prefix": "Ben "}
    target = {"source": "https://example.org/a", "selector": quote}
    body = {"type": "TextualBody", "value": "Refusal", "purpose": "tagging"}
    note = {"id": "https://example.org/1", "type": "Annotation", "body": body, "target": target}
    file = tmp_path / "notes.jsonld"
    file.write_text(json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", **note}))
    words = ["import", file, tmp_path, "--format", "webannotation"]
    assert "1 kept as drafts to complete" in run(*words, "--write").stdout
    (draft,) = json.loads((tmp_path / "drafts.json").read_bytes())["drafts"]
    assert (draft["cells"]["start"], draft["cells"]["end"]) == ("20", "27")
    other = tmp_path / "other.txt"
    other.write_text("Nothing of it.")
    shown = run(*words, "--option", f"text={other}").stdout
    assert "1 waiting" in shown, "an option goes before the article"


def test_an_export_says_which_proposals_it_leaves_out(run: Run, tmp_path: Path) -> None:
    run("import", BRIDGE, tmp_path / "new", "--format", "dna", "--write")
    words = ["export", tmp_path / "new", "--format", "statements"]
    done = run(*words)
    assert "Note: 3 claims left out until a person accepts what is proposed" in done.stderr
    assert len(done.stdout.splitlines()) == 1
    every = run(*words, "--review", "all")
    assert "left out" not in every.stderr
    assert len(every.stdout.splitlines()) == 4
    wrong = run(*words, "--review", "al")
    assert wrong.exit_code == 2
    assert "is not an option" in " ".join(wrong.stderr.replace("│", "").split())


def test_of_many_texts_it_is_shown_how_far_it_is(run: Run, tmp_path: Path) -> None:
    texts = [{"id": n, "text": f"Ann says {n}.", "label": [[0, 3, "x"]]} for n in range(3)]
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(map(json.dumps, texts)))
    done = run("import", file, tmp_path / "new", "--format", "doccano")
    assert "100%" in done.stderr
    assert "texts" in done.stderr
    assert "100%" not in done.stdout


def test_of_many_texts_a_line_each_counts_the_files(run: Run, tmp_path: Path) -> None:
    texts = [{"id": n, "text": f"Ann says {n}.", "label": [[0, 3, "x"]]} for n in range(3)]
    file, new = tmp_path / "texts.jsonl", tmp_path / "new"
    file.write_text("\n".join(map(json.dumps, texts)))
    done = run("import", file, new, "--format", "doccano", "--write")
    said = [line for line in done.stdout.splitlines() if line.startswith("Wrote")]
    files = {folder: len(list(folder.iterdir())) for folder in sorted(new.iterdir())}
    assert len(files) == 3
    assert sorted(said) == [f"Wrote {folder}: {n} files" for folder, n in files.items()]
