"""``dossier new`` writes what is missing, touches nothing, and what it writes passes its check."""

from __future__ import annotations

import csv
import json
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

import analysis
from analysis.dossier import TABLES
from analysis.dossier.choices import KEYS
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.vocabularies import every_vocabulary

if TYPE_CHECKING:
    from conftest import Run

COMMAND = Path(sys.executable).parent / "dossier"
OWN = ["README.md", "study.toml", ".gitignore", "nbval-sanitize.cfg", "conftest.py"]
NOTEBOOKS = [
    "notebooks/01-actors-and-claims.ipynb",
    "notebooks/02-alliance-structure.ipynb",
    "notebooks/03-weapons-comparison.ipynb",
    "notebooks/04-red-lines.ipynb",
]


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_new_dossier_has_every_file_and_passes_its_check(run: Run, tmp_path: Path) -> None:
    made = run("new", tmp_path / "a/b")
    assert made.exit_code == 0
    expected = [*(f"{table}.csv" for table in TABLES), *OWN, *NOTEBOOKS]
    assert sorted(files_of(tmp_path / "a/b")) == sorted(expected)
    wrote = [line.removeprefix("Wrote ") for line in made.stdout.splitlines()]
    assert wrote == [str(tmp_path / "a/b" / name) for name in expected]
    assert run("check", tmp_path / "a/b").exit_code == 0


def test_the_readme_explains_every_column_and_word(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    guide = (tmp_path / "README.md").read_text(encoding="utf-8")
    for table, schema in TABLES.items():
        section = guide.split(f"\n## {table}\n")[1].split("\n## ")[0]
        assert all(f"\n| `{column}` |" in section for column in schema.column_names())
        assert "```csv" in section
    for vocabulary, words in every_vocabulary().items():
        section = guide.split(f"\n## {vocabulary}\n")[1].split("\n## ")[0]
        assert all(f"\n| `{word.word}` |" in section for word in words)
        assert all(f"| {word.definition} |" in section for word in words)


def test_example_rows_of_the_readme_are_rows_that_load(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    guide = (tmp_path / "README.md").read_text(encoding="utf-8")
    for table in TABLES:
        rows = guide.split(f"\n## {table}\n")[1].split("```csv\n")[1].split("\n```")[0]
        (tmp_path / f"{table}.csv").write_text(rows + "\n", encoding="utf-8")
    done = run("check", tmp_path)
    rules = {line.rsplit("[", 1)[1] for line in done.stdout.splitlines()}
    assert rules <= {"reference]", "country]"}, "of a row alone: " + done.stdout


def test_every_choice_is_explained_and_none_is_made(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path, "--example")
    (tmp_path / "study.toml").unlink()
    run("new", tmp_path)
    study = tmp_path / "study.toml"
    assert analysis.load(tmp_path).choices == {}
    text = study.read_text(encoding="utf-8")
    assert all(f"# {key.meaning}." in text and key.default in text for key in KEYS)
    made = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    study.write_text(made, encoding="utf-8")
    choices = analysis.load(tmp_path).choices
    assert set(choices) == {f"{key.section}.{key.key}" for key in KEYS}
    example = analysis.example().study
    assert choices["study.title"] == example.title
    assert choices["alliances.seen_from"] == example.seen_from


def test_what_exists_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("mine")
    (tmp_path / "README.md").mkdir()
    (tmp_path / "study.toml").symlink_to("nowhere")
    (tmp_path / "notes.txt").write_text("mine, too")
    done = run("new", tmp_path)
    assert done.exit_code == 0
    assert done.stdout.endswith("Left 3 files as they were.\n")
    assert (tmp_path / "claims.csv").read_text() == "mine"
    assert (tmp_path / "README.md").is_dir()
    assert (tmp_path / "study.toml").is_symlink()
    before = files_of(tmp_path)
    assert "Wrote" not in run("new", tmp_path).stdout
    assert files_of(tmp_path) == before


def test_a_file_that_was_deleted_is_written_again(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    before = files_of(tmp_path)
    (tmp_path / "notebooks/04-red-lines.ipynb").unlink()
    done = run("new", tmp_path)
    assert done.stdout.splitlines()[0] == f"Wrote {tmp_path / 'notebooks/04-red-lines.ipynb'}"
    assert done.stdout.splitlines()[1] == f"Left {len(before) - 1} files as they were."
    assert files_of(tmp_path) == before


def test_a_file_in_place_of_the_folder_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("new", tmp_path / "file")
    assert done.exit_code == 2
    assert "is a file" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("inside", ["file/below", "dangling"])
def test_a_folder_that_cannot_be_made_is_said(run: Run, tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to("no/where")
    done = run("new", tmp_path / inside)
    assert done.exit_code == 1
    assert str(tmp_path / inside) in done.stderr


def test_the_hint_can_be_pasted_whatever_the_folder_is_called(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "it's [1] of 2 北"
    hint = run("new", place).stderr.partition("Check the rows: ")[2]
    assert shlex.split(hint) == ["dossier", "check", str(place)]
    assert run("check", place).exit_code == 0
    assert run("new", place).stdout.startswith("Left ")


def test_a_reader_that_leaves_early_stops_no_writing(tmp_path: Path) -> None:
    with subprocess.Popen([COMMAND, "new", tmp_path / "d"], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
    assert process.returncode == 1
    assert {*OWN, *NOTEBOOKS} <= files_of(tmp_path / "d").keys()


def test_a_file_called_notebooks_stops_the_notebooks_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notebooks").write_text("mine")
    done = run("new", tmp_path)
    assert done.exit_code == 1
    assert "notebooks/01-actors-and-claims.ipynb: Not a directory" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notebooks"]
    assert (tmp_path / "notebooks").read_text() == "mine"


def test_a_full_disk_leaves_nothing(run: Run, tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "new", tmp_path / "part"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path}/part/README.md: File too large\n"
    assert done.stdout == ""
    assert not any(tmp_path.iterdir())
    assert run("new", tmp_path / "part").exit_code == 0


def test_the_example_is_the_packaged_one_with_its_article(run: Run, tmp_path: Path) -> None:
    assert run("new", "--example", tmp_path).exit_code == 0
    written = files_of(tmp_path)
    for path in EXAMPLE.iterdir():
        assert written[path.name] == path.read_bytes()
    assert set(NOTEBOOKS) < set(written)
    assert "All 20 claims found" in run("check", tmp_path).stdout


def test_the_example_touches_nothing_either(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("mine")
    assert run("new", tmp_path, "--example").exit_code == 0
    assert (tmp_path / "claims.csv").read_text() == "mine"


def test_article_drafts_and_pages_are_ignored_by_git(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in ("article.txt", "drafts.json"):
        (tmp_path / name).write_text("x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("x")
    command = ["git", "-C", tmp_path, "status", "--porcelain", "-uall"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = {line[3:] for line in listed.splitlines()}
    assert names.isdisjoint({"article.txt", "drafts.json", "site/index.html"})
    assert {*NOTEBOOKS, "claims.csv", "study.toml"} <= names


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_starter_notebooks_are_valid_short_and_name_nothing(
    run: Run, tmp_path: Path, name: str
) -> None:
    run("new", tmp_path)
    notebook = nbformat.read(tmp_path / name, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    first, *cells = notebook.cells
    assert first.source.startswith("# ")
    assert first.source.splitlines()[0].endswith("?")
    setup, *shown = [cell for cell in cells if cell.cell_type == "code"]
    assert setup.source.endswith('dossier = analysis.load("..")')
    assert all("\n" not in cell.source for cell in shown)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in (setup, *shown))
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not re.search(r"\d", prose)
    names = analysis.example().actors["name"]
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", prose)]


def test_sanitizing_of_starters_is_that_of_the_study(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    own = Path(__file__).parents[1] / "notebooks/nbval-sanitize.cfg"
    assert (tmp_path / "nbval-sanitize.cfg").read_bytes() == own.read_bytes()


def test_tables_start_with_their_header_and_nothing_else(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    for table, schema in TABLES.items():
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == [schema.column_names()]


def test_notebooks_are_stored_in_one_way(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path)
    for name in NOTEBOOKS:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
