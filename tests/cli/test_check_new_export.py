"""The pact command as a user runs it: exit codes, messages, files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis.dossier.reading import DATA, SCHEMAS

PACT = Path(sys.executable).parent / "pact"


def pact(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **variables}
    command = [str(PACT), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_packages_own_dossier_is_fine() -> None:
    done = pact("check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"No problems in {len(SCHEMAS)} tables" in done.stdout


def test_problems_are_listed_with_their_places_and_exit_code_1(folder: Path) -> None:
    path = folder / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("chang-ho-jin", "chang-ho-jn"))
    done = pact("check", folder)
    assert done.returncode == 1
    assert 'claims.csv line 9, column speaker: "chang-ho-jn"' in done.stdout
    assert 'did you mean "chang-ho-jin"' in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check", "no/such/folder"),
        ("check", "--stale", "soon"),
        ("check", "--article", "no/such/article.txt"),
        ("export", "--format", "excel"),
        ("export",),
        ("frobnicate",),
        ("check", "--frobnicate"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(words: tuple[str, ...]) -> None:
    done = pact(*words)
    assert done.returncode == 2, done.stdout
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_article_the_check_says_what_it_left_out(folder: Path) -> None:
    done = pact("check", folder)
    assert done.returncode == 0
    assert "Words not verified" in done.stdout
    assert f"{folder}/article.txt" in done.stdout


def test_an_article_that_is_named_but_missing_is_wrong_usage(tmp_path: Path) -> None:
    assert pact("check", PACT_ARTICLE=str(tmp_path / "none.txt")).returncode == 2


TINY = "A tiny article\n\nAnn said the bridge would open in May. Bo doubted it.\n"


def coded(tmp_path: Path, **change: str) -> Path:
    """A dossier of one claim on a tiny article, anchored by the command itself."""
    folder = tmp_path / "mine"
    pact("new", folder)
    (folder / "article.txt").write_text(TINY, encoding="utf-8")
    found = pact("anchor", "the bridge would open in May", "--article", folder / "article.txt")
    assert found.returncode == 0, found.stderr
    cells = next(csv.DictReader(io.StringIO(found.stdout)))
    claim = {
        "claim_id": "c1", "speaker": "ann", "attribution": "indirect_speech",
        "speech_act": "prediction", "statement": "It opens in spring.", "factuality": "CT+",
        "polarity": "positive", "time_reference": "future", **cells, **change,
    }  # fmt: skip
    rows = {"actors": {"actor_id": "ann", "name": "Ann", "kind": "person"}, "claims": claim}
    for table, row in rows.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            names = SCHEMAS[table].column_names()
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerow(row)
    return folder


def test_a_claim_anchored_by_the_command_is_verified_beside_its_article(tmp_path: Path) -> None:
    done = pact("check", coded(tmp_path))
    assert done.returncode == 0, done.stdout
    assert "1 exact" in done.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"digest": "0" * 16}, "other words than its digest"),
        ({"start": "24"}, "other words than its digest"),
        ({"end": "9999"}, "other words than its digest"),
        ({"paragraph": "7"}, "stands in paragraph 1"),
        ({"quote": "the brigde"}, "quote does not stand in the span"),
        ({"quote": "Bo doubted"}, "quote does not stand in the span"),
    ],
    ids=str,
)
def test_a_wrong_anchor_is_a_problem_of_the_data(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    done = pact("check", coded(tmp_path, **change))
    assert done.returncode == 1, done.stdout
    assert said in done.stdout
    assert "claims.csv line 2" in done.stdout


@pytest.mark.parametrize("words", ["no such words", "i"])
def test_words_that_are_missing_or_stand_twice_are_not_anchored(tmp_path: Path, words: str) -> None:
    (tmp_path / "a.txt").write_text(TINY, encoding="utf-8")
    done = pact("anchor", words, "--article", tmp_path / "a.txt")
    assert done.returncode == 1
    assert "is not there" in done.stdout or "give more words" in done.stdout


def test_an_export_of_somebody_elses_dossier_claims_neither_our_title_nor_licence(
    folder: Path,
) -> None:
    for name in ("datapackage", "croissant"):
        text = pact("export", folder, "--format", name).stdout
        assert "North Korea pact" not in text
        assert "creativecommons" not in text


def test_a_wrong_article_is_a_problem_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Another article\n")
    done = pact("check", "--article", tmp_path / "other.txt")
    assert done.returncode == 1
    assert "does not hold" in done.stdout


def test_stale_outcomes_are_listed_with_their_day(folder: Path) -> None:
    nothing = pact("check", "--stale", "36500d").stdout
    assert "0 outcomes last checked more than 36500 days ago" in nothing
    outcomes = analysis.load_outcomes()
    older = outcomes.with_columns(checked=pl.max_horizontal("date", "evidence_until"))
    old = older.drop_nulls("checked").head(1)
    claim, day = old.select("claim_id", "checked").row(0)
    path = folder / "outcomes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines) if text.startswith(f"{claim},"))
    lines[line] = lines[line].rsplit(",", 1)[0] + f",{day}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = pact("check", folder, "--stale", f"{(dt.date.today() - day).days - 1}d")  # noqa: DTZ011
    assert done.returncode == 0
    assert f"outcomes.csv: {claim} " in done.stdout
    assert "1 outcome last checked" in done.stdout


def test_a_new_dossier_passes_its_check_and_explains_every_column(tmp_path: Path) -> None:
    made = pact("new", tmp_path / "mine")
    assert made.returncode == 0, made.stderr
    assert pact("check", tmp_path / "mine").returncode == 0
    guide = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    for table, schema in SCHEMAS.items():
        section = guide.split(f"## {table}.csv")[1].split("\n## ")[0]
        assert all(f"| {column}" in section for column in schema.column_names())
        assert "```csv" in section


def test_example_rows_of_a_new_dossier_are_rows_that_load(tmp_path: Path) -> None:
    pact("new", tmp_path / "mine")
    guide = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    for table in SCHEMAS:
        example = guide.split(f"## {table}.csv")[1].split("```csv\n")[1].split("\n```")[0]
        (tmp_path / "mine" / f"{table}.csv").write_text(example + "\n", encoding="utf-8")
    done = pact("check", tmp_path / "mine")
    rules = {line.rsplit("[", 1)[1] for line in done.stdout.splitlines()}
    assert rules <= {"reference]"}, done.stdout


def test_new_never_writes_into_a_folder_that_holds_something(folder: Path) -> None:
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert pact("new", folder).returncode == 2
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["datapackage", "croissant", "webannotation"])
def test_exports_are_json_and_the_same_each_time(name: str) -> None:
    one, other = (pact("export", "--format", name) for _ in range(2))
    assert one.returncode == 0, one.stderr
    assert one.stdout == other.stdout
    assert json.loads(one.stdout)


def test_an_export_goes_to_the_file_that_was_named(tmp_path: Path) -> None:
    done = pact("export", DATA, "--format", "dna", "--output", tmp_path / "dna.csv")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dna.csv").read_text().startswith("statement_id,time,")


def test_an_export_of_a_broken_dossier_writes_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "ties.csv").unlink()
    done = pact("export", folder, "--format", "dna", "--output", tmp_path / "dna.csv")
    assert done.returncode == 1
    assert not (tmp_path / "dna.csv").exists()
