"""``dossier anchor`` and ``dossier export``."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.dossier import load
from analysis.dossier.reading import EXAMPLE
from analysis.exchange import FORMATS, dna_database

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run


def test_an_anchor_is_a_row_with_its_header(run: Run) -> None:
    done = run("anchor", "cross a line", "--article", EXAMPLE / "article.txt")
    assert done.exit_code == 0
    header, row = done.stdout.splitlines()
    assert header == "paragraph,start,end,digest,quote"
    start = (EXAMPLE / "article.txt").read_text(encoding="utf-8").index("cross a line")
    assert row.startswith(f"2,{start},{start + 12},")
    assert row.endswith(",cross a line")


def test_the_article_of_the_current_folder_is_anchored(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert run("anchor", "cross a line").exit_code == 0
    monkeypatch.chdir(folder.parent)
    assert run("anchor", "cross a line").exit_code == 2


@pytest.mark.parametrize("words", ["no such words", "the", "", " "])
def test_words_that_are_missing_or_in_several_places_are_not_anchored(run: Run, words: str) -> None:
    done = run("anchor", words, "--article", EXAMPLE / "article.txt")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "is not there" in done.stderr or "give more words" in done.stderr


NOT_TEXT = {"dna", "refi-qda", "xlsx"}


@pytest.mark.parametrize("name", sorted(NOT_TEXT))
def test_what_is_not_text_needs_a_file(run: Run, name: str, tmp_path: Path) -> None:
    refused = run("export", EXAMPLE, "--format", name)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--output" in refused.stderr
    for place in (tmp_path / "one", tmp_path / "other"):
        assert run("export", EXAMPLE, "--format", name, "-o", place).exit_code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


HEAVY = {"followthemoney": [pytest.mark.heavy]}
TEXTS = sorted(FORMATS.keys() - NOT_TEXT)


@pytest.mark.parametrize("name", [pytest.param(n, marks=HEAVY.get(n, [])) for n in TEXTS])
def test_exports_are_the_same_each_time_and_listed_in_the_help(run: Run, name: str) -> None:
    one, other = (run("export", EXAMPLE, "--format", name) for _ in range(2))
    assert one.exit_code == 0
    assert one.stdout == other.stdout
    assert name in run("export", "--help").stdout


def test_a_workbook_needs_a_file_and_has_rows_that_wait_for_review(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    refused = run("export", folder, "--format", "xlsx")
    assert refused.exit_code == 2
    assert "--output" in refused.stderr
    assert refused.stdout == ""
    claims = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(claims.replace(",jt,\n", ",jt,proposed\n", 1), "utf-8")
    done = run("export", folder, "--format", "xlsx", "--output", tmp_path / "tables.xlsx")
    assert done.exit_code == 0, done.stderr
    sheet = pl.read_excel(tmp_path / "tables.xlsx", sheet_name="claims")
    assert sheet.filter(review="proposed").height == 1
    assert sheet.height == claims.count("\n") - 1


def test_an_export_is_of_the_current_folder_if_it_has_claims(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert json.loads(run("export", "--format", "croissant").stdout)["name"] == "ferry-crisis"
    monkeypatch.chdir(folder.parent)
    assert json.loads(run("export", "--format", "croissant").stdout)["name"] != "ferry-crisis"


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """A folder with two dossiers in it, which is not one itself."""
    folder = tmp_path / "several [2031]"  # which as a pattern would mean others
    for name in ("one", "two"):
        shutil.copytree(EXAMPLE, folder / name)
    return folder


def test_the_dossiers_of_a_folder_are_one_database(run: Run, several: Path) -> None:
    done = run("export", several, "--format", "dna", "-o", several / "all.dna")
    assert done.exit_code == 0, done.stderr
    dossiers = [load(several / name) for name in ("one", "two")]
    assert (several / "all.dna").read_bytes() == dna_database(dossiers)
    assert "8 claims were said on another day" in done.stderr, "4 of each"


def test_a_format_of_one_dossier_names_those_below_a_folder(run: Run, several: Path) -> None:
    refused = run("export", several, "--format", "graphml")
    said = " ".join(refused.stderr.replace("\u2502", " ").split())
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "has 2 dossiers below it, and --format graphml writes one" in said
    assert "dna writes all as one database" in said


def test_an_export_goes_to_the_file_that_was_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dna.csv").write_text("old")
    (tmp_path / "dna.csv").chmod(0o640)
    done = run("export", EXAMPLE, "--format", "statements", "--output", tmp_path / "dna.csv")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert (tmp_path / "dna.csv").read_text().startswith("statement_id,date,")
    assert (tmp_path / "dna.csv").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["dna.csv"]


def test_an_export_to_a_link_or_a_device_leaves_them_what_they_are(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to("target")
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    for name in ("link", "pipe"):
        assert (
            run("export", EXAMPLE, "--format", "statements", "-o", tmp_path / name).exit_code == 0
        )
    assert (tmp_path / "target").read_text().startswith("statement_id")
    assert (tmp_path / "link").is_symlink()
    assert os.read(reader, 12) == b"statement_id"
    os.close(reader)


@pytest.mark.parametrize("output", [".", "none/dna.csv", "file/dna.csv", "dangling"])
def test_an_output_that_cannot_be_written_is_said(run: Run, tmp_path: Path, output: str) -> None:
    (tmp_path / "dangling").symlink_to("no/where")
    (tmp_path / "file").write_text("mine")
    done = run("export", EXAMPLE, "--format", "statements", "--output", tmp_path / output)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{tmp_path / output}: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file"]


def test_a_relative_output_is_beside_the_caller(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    for name in ("dna.csv", "loop"):
        assert run("export", EXAMPLE, "--format", "statements", "--output", name).exit_code == 0
        assert (tmp_path / name).read_text().startswith("statement_id")


def test_an_export_of_a_broken_dossier_writes_nothing(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    (folder / "claims.csv").write_text("claim_id\n")
    done = run("export", folder, "--format", "statements", "--output", tmp_path / "dna.csv")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "claims.csv" in done.stderr
    assert not (tmp_path / "dna.csv").exists()


@pytest.mark.parametrize(
    "words", [("--format", "excel"), (), ("none", "--format", "statements")], ids=str
)
def test_wrong_usage_is_exit_code_2(run: Run, words: tuple[str, ...]) -> None:
    done = run("export", *words)
    assert done.exit_code == 2
    assert done.stderr
