"""``dossier share`` knows the study: header, data beside the pages, how code is shown."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from typing import TYPE_CHECKING

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.cli.sharing import frame_of
from analysis.dossier import load
from analysis.dossier.tables import MAX_QUOTE_WORDS
from analysis.exchange import write

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

CELLS = [new_markdown_cell("# A page"), new_code_cell("answer = 42", execution_count=1)]


@pytest.fixture
def study(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    run("new", folder, "--example")
    for path in (folder / "notebooks").iterdir():
        path.unlink()
    nbformat.write(new_notebook(cells=CELLS), folder / "notebooks/page.ipynb")
    return folder


def page_of(folder: Path, name: str = "page") -> BeautifulSoup:
    return BeautifulSoup((folder / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def share(run: Run, study: Path, *words: str) -> Path:
    site = study.parent / "site"
    done = run("share", study, "--no-execute", "--output", site, *words)
    assert done.exit_code == 0, done.output
    return site


def test_pages_say_title_day_marking_and_contact_of_the_study(run: Run, study: Path) -> None:
    choices = (study / "study.toml").read_text(encoding="utf-8")
    added = '[study]\nmarking = "Not for <release>"\ncontact = "desk@example.org"\n'
    added += "as_of = 2031-05-14\n"
    kept = [line for line in choices.splitlines() if not line.startswith(("as_of", "contact"))]
    (study / "study.toml").write_text("\n".join(kept).replace("[study]\n", added, 1), "utf-8")
    site = share(run, study)
    header = page_of(site).select_one("header .study")
    assert header.select_one(".site-name").get_text() == "The Sella Strait ferry crisis"
    assert header.select_one(".marking").get_text() == "Not for <release>"
    assert [span.get_text() for span in header("span")] == [
        "As of 14 May 2031",
        "Contact: desk@example.org",
    ]
    assert page_of(site, "index").select_one(".about").get_text()


def test_notebooks_in_several_folders_may_be_about_one_dossier(run: Run, study: Path) -> None:
    nbformat.write(new_notebook(cells=CELLS), study / "second.ipynb")
    notebooks = [study / "notebooks/page.ipynb", study / "second.ipynb"]
    assert frame_of(notebooks) == frame_of(notebooks[:1])
    site = study.parent / "site"
    done = run("share", *notebooks, "--no-execute", "--data", "--output", site)
    assert done.exit_code == 0, done.output
    assert (site / "data" / "claims.csv").is_file()


def test_pages_of_several_studies_have_the_markings_of_all(study: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(study, tmp_path / name)
        text = f'[study]\nmarking = "For {name}"\n'
        (tmp_path / name / "study.toml").write_text(text, encoding="utf-8")
    places = ("one/notebooks", "two/notebooks", "two", "none")
    frame = frame_of([tmp_path / place / "n.ipynb" for place in places])
    assert (frame.title, frame.marking) == ("Notebooks", "For one; For two")


def test_pages_have_the_marking_of_a_study_whose_tables_have_problems(
    run: Run, study: Path
) -> None:
    text = '[study]\ntitle = "Ferries"\nmarking = "Not for release"\n'
    (study / "study.toml").write_text(text, encoding="utf-8")
    (study / "claims.csv").write_text("claim_id\nc1\n", encoding="utf-8")
    header = page_of(share(run, study)).select_one("header .study")
    assert header.select_one(".site-name").get_text() == "Ferries"
    assert header.select_one(".marking").get_text() == "Not for release"


@pytest.mark.parametrize("line", ['markng = "Not for release"', "marking = 3", "marking ="])
def test_pages_are_not_shared_where_the_marking_of_a_broken_study_is_in_doubt(
    run: Run, study: Path, line: str
) -> None:
    (study / "study.toml").write_text(f"[study]\n{line}\n", encoding="utf-8")
    done = run("share", study, "--no-execute", "--output", study.parent / "site")
    assert done.exit_code == 1, done.output
    said = " ".join(done.output.split())
    assert "Pages may have to be marked as" in said
    assert "study.toml line 2" in said
    assert not (study.parent / "site").exists()


def test_notebooks_beside_no_dossier_have_a_title_alone(tmp_path: Path) -> None:
    frame = frame_of([tmp_path / "work/n.ipynb"])
    assert (frame.title, frame.about, frame.day, frame.marking) == ("work", "", "", "")


def test_data_are_written_beside_the_pages_and_linked(run: Run, study: Path) -> None:
    site = share(run, study, "--data")
    links = [a["href"] for a in page_of(site).select("footer .downloads a")]
    assert links == [a["href"] for a in page_of(site, "index").select("footer .downloads a")]
    assert sorted(links) == sorted(f"data/{path.name}" for path in (site / "data").iterdir())
    assert (site / "data/claims.csv").read_bytes() == (study / "claims.csv").read_bytes()
    package = json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (site / "data" / resource["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() in resource["hash"]
    graph = (site / "data/ties.graphml").read_text(encoding="utf-8")
    assert graph == write(load(study), "graphml")
    annotations = json.loads((site / "data/claims.jsonld").read_text(encoding="utf-8"))
    rows = list(csv.DictReader(io.StringIO((study / "claims.csv").read_text(encoding="utf-8"))))
    assert annotations["total"] == len(rows)
    assert not (site / "data/article.txt").exists()


def test_data_are_without_the_words_of_the_article(run: Run, study: Path) -> None:
    text = (study / "article.txt").read_text(encoding="utf-8")
    site = share(run, study, "--data")
    files = {path.name: path.read_bytes() for path in (site / "data").iterdir()}
    for claim in load(study).claims.iter_rows(named=True):
        words = text[claim["start"] : claim["end"]]
        if len(words.split()) > MAX_QUOTE_WORDS and claim["paragraph"] > 0:  # but for the title
            assert not [name for name, content in files.items() if words.encode() in content]


def test_without_data_there_are_none(run: Run, study: Path) -> None:
    site = share(run, study)
    assert not (site / "data").exists()
    assert page_of(site).select(".downloads") == []


def test_an_empty_dossier_has_data_too(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    run("new", folder)
    for path in (folder / "notebooks").iterdir():
        path.unlink()
    nbformat.write(new_notebook(cells=CELLS), folder / "notebooks/page.ipynb")
    assert (share(run, folder, "--data") / "data/claims.csv").is_file()


def test_data_of_no_dossier_are_refused_before_anything_is_written(
    run: Run, tmp_path: Path
) -> None:
    nbformat.write(new_notebook(cells=CELLS), tmp_path / "n.ipynb")
    site = tmp_path / "site"
    done = run("share", tmp_path / "n.ipynb", "--no-execute", "--data", "--output", site)
    assert done.exit_code == 1
    assert "without --data" in done.stderr
    assert not site.exists()


@pytest.mark.parametrize(
    ("words", "switches"), [((), [False]), (("--with-code",), [True]), (("--no-code",), [])]
)
def test_code_is_behind_a_switch_shown_or_left_out(
    run: Run, study: Path, words: tuple[str, ...], switches: list[bool]
) -> None:
    page = page_of(share(run, study, *words))
    assert [box.has_attr("checked") for box in page.select("[role=switch]")] == switches
    assert ("answer" in page.main.get_text()) is bool(switches)


def test_code_cannot_be_both(run: Run, study: Path) -> None:
    assert run("share", study, "--with-code", "--no-code").exit_code == 2
