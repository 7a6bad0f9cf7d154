import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_client.kernelspec import NoSuchKernel
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner, Result

from analysis.cli import app
from analysis.sharing import find_notebooks


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["share", *map(str, arguments)])


def write(path: Path, *code: str, executed: bool = False) -> Path:
    cells = [new_markdown_cell(f"# About {path.stem}\n\nWhat {path.stem} contains.")]
    for number, source in enumerate(code, 1):
        output = new_output("stream", name="stdout", text=f"stored {number}\n")
        cells.append(new_code_cell(source, execution_count=number if executed else None))
        cells[-1].outputs = [output] if executed else []
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_notebooks_are_executed_and_indexed(tmp_path: Path) -> None:
    one = write(tmp_path / "one.ipynb", "print(6 * 7)")
    two = write(tmp_path / "two.ipynb", "import os", "print(os.path.basename(os.getcwd()))")
    result = run(one, two, "--output", tmp_path / "site")
    assert result.exit_code == 0, result.output
    assert "42" in (tmp_path / "site/one.html").read_text()
    assert tmp_path.name in (tmp_path / "site/two.html").read_text()
    index = BeautifulSoup((tmp_path / "site/index.html").read_text(), "html.parser")
    assert [a["href"] for a in index.select("h2 a")] == ["one.html", "two.html"]
    assert [p.get_text() for p in index.select(".pages p")] == [
        "What one contains.",
        "What two contains.",
    ]
    assert re.search(r"index\.html: 2 pages, \d+\.\d MB", result.output)
    assert re.search(r"one\.html: \d+\.\d MB, \d+\.\d s", result.output)
    assert nbformat.read(one, 4).cells[1].outputs == []


def test_each_page_leads_to_the_index_and_to_the_next(tmp_path: Path) -> None:
    notebooks = [write(tmp_path / f"{n}.ipynb", "1", executed=True) for n in ("one", "two & 3")]
    site = tmp_path / "site"
    assert run(*notebooks, "--no-execute", "-o", site, "--title", "<All>").exit_code == 0

    def links(file: str) -> list[tuple[str, str]]:
        page = BeautifulSoup((site / file).read_text(), "html.parser")
        assert page.select_one(".site-name").get_text() == "<All>"
        assert page.select_one(".site-name")["href"] == "index.html"
        return [(a["href"], a.get_text()) for a in page.select(".beside a, .neighbours a")]

    assert links("one.html") == [
        ("two%20%26%203.html", "Next page: About two & 3 →"),
        ("two%20%26%203.html", "About two & 3 →"),
    ]
    assert links("two & 3.html") == [
        ("one.html", "← Previous page: About one"),
        ("one.html", "← About one"),
    ]


def test_a_page_that_is_alone_leads_to_no_file_beside_it(tmp_path: Path) -> None:
    notebook = write(tmp_path / "one.ipynb", "1", executed=True)
    site = tmp_path / "site"
    assert run(notebook, "--no-execute", "-o", site, "--title", "Ferry").exit_code == 0
    page = BeautifulSoup((site / "one.html").read_text(), "html.parser")
    assert page.select_one("header .site-name").get_text() == "Ferry"
    assert [a["href"] for a in page("a", href=True) if not a["href"].startswith("#")] == []
    assert page.select("header nav") == []


def test_a_failing_cell_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    good = write(tmp_path / "good.ipynb", "1")
    bad = write(tmp_path / "bad.ipynb", "x = 1", "x / 0")
    result = run(good, bad, "--output", tmp_path / "site")
    assert result.exit_code == 1
    assert (
        'bad.ipynb: cell 3 of 3 (code cell 2), "x / 0", failed with '
        "ZeroDivisionError: division by zero. Nothing was written." in result.stderr
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.ipynb", "good.ipynb"]
    *_, source, last = result.stderr.rstrip().splitlines()
    assert "x / 0" in source
    assert last == "    ZeroDivisionError: division by zero"


def test_a_failing_cell_leaves_the_site_of_before_as_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"
    run(write(tmp_path / "n.ipynb", "1", executed=True), "--no-execute", "-o", site)
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    assert run(write(tmp_path / "n.ipynb", "1 / 0"), "-o", site).exit_code == 1
    assert {path.name: path.read_bytes() for path in site.iterdir()} == before


def test_stored_outputs_are_shown_without_a_kernel(tmp_path: Path) -> None:
    notebook = write(tmp_path / "n.ipynb", "raise SystemExit", executed=True)
    result = run(notebook, "--no-execute", "--output", tmp_path / "site")
    assert result.exit_code == 0, result.output
    assert "stored 1" in (tmp_path / "site/n.html").read_text()


def test_a_cell_that_was_never_executed_is_named(tmp_path: Path) -> None:
    result = run(write(tmp_path / "n.ipynb", "1"), "--no-execute", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "n.ipynb: cell 2 of 2 was never executed" in result.output
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "metadata",
    [
        {"tags": ["skip-execution"]},
        {"tags": ["remove-cell"]},
        {"jupyter": {"outputs_hidden": True}},
    ],
)
def test_a_cell_whose_outputs_nobody_misses_need_not_be_executed(
    tmp_path: Path, metadata: dict[str, object]
) -> None:
    path = write(tmp_path / "n.ipynb", "raise SystemExit")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata.update(metadata)
    nbformat.write(notebook, path)
    assert run(path, "--no-execute", "-o", tmp_path / "site").exit_code == 0


def test_outputs_without_a_number_are_outputs(tmp_path: Path) -> None:
    path = write(tmp_path / "n.ipynb", "1", executed=True)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].execution_count = None  # as tools that tidy notebooks leave it
    nbformat.write(notebook, path)
    assert run(path, "--no-execute", "-o", tmp_path / "site").exit_code == 0
    assert "stored 1" in (tmp_path / "site/n.html").read_text()


def test_what_fails_as_a_result_is_shown_is_named(tmp_path: Path) -> None:
    source = "class X:\n    def _repr_mimebundle_(self, **_): raise ValueError('no picture')\nX()"
    result = run(write(tmp_path / "n.ipynb", source), "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "failed with ValueError: no picture. Nothing was written." in result.stderr


def test_a_failure_that_says_a_million_letters_is_cut_short(tmp_path: Path) -> None:
    long = write(tmp_path / "n.ipynb", "raise ValueError('x' * 1_000_000)")
    result = run(long, "-o", tmp_path / "site")
    assert "failed with ValueError: xxx" in result.stderr
    assert len(result.stderr) < 5_000


def test_what_no_notebook_can_contain_is_named(tmp_path: Path) -> None:
    shows = (
        "class Odd:\n    def _repr_mimebundle_(self, **_):\n        return {'image/png': 7}\nOdd()"
    )
    result = run(write(tmp_path / "n.ipynb", shows), "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "n.ipynb: cell 2 of 2 (code cell 1)" in result.stderr
    assert 'shows what no notebook can contain: "7 is not valid' in result.stderr
    assert not (tmp_path / "site").exists()


def test_a_cell_may_fail_where_its_author_expects_it(tmp_path: Path) -> None:
    path = write(tmp_path / "n.ipynb", "1 / 0", "print('after')")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, path)
    assert run(path, "-o", tmp_path / "site").exit_code == 0
    html = BeautifulSoup((tmp_path / "site/n.html").read_text(), "html.parser")
    assert "ZeroDivisionError" in html.select_one(".output_error pre").get_text()
    assert html.select_one(".output_stdout pre").get_text() == "after\n"


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/mine.txt").write_text("mine")
    notebook = write(tmp_path / "n.ipynb", "1", executed=True)
    assert run(notebook, "--no-execute", "-o", tmp_path / "site").exit_code == 0
    assert (tmp_path / "site/mine.txt").read_text() == "mine"


@pytest.mark.parametrize("second", ["sub/one.ipynb", "index.ipynb"])
def test_two_notebooks_that_would_become_one_page_are_refused(tmp_path: Path, second: str) -> None:
    (tmp_path / "sub").mkdir()
    first = write(tmp_path / "one.ipynb", "1", executed=True)
    other = write(tmp_path / second, "1", executed=True)
    result = run(first, other, "--no-execute", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "would both become" in result.output


def test_nothing_to_share_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    nothing = run()
    assert nothing.exit_code == 1
    assert "There are no notebooks in . or notebooks." in nothing.stderr
    assert run("absent.ipynb").exit_code == 2


def test_a_folder_gives_its_notebooks_or_those_in_notebooks(tmp_path: Path) -> None:
    inner = tmp_path / "notebooks"
    inner.mkdir()
    two, one = (write(inner / f"{name}.ipynb", "1") for name in ("two", "one"))
    assert find_notebooks([tmp_path]) == [one, two]
    assert find_notebooks([two, tmp_path]) == [two, one]
    own = write(tmp_path / "own.ipynb", "1")
    assert find_notebooks([tmp_path, two]) == [own, two]


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", '{"cells": 1, "nbformat": 4}', "\ud800 \xff", "[" * 100_000),
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": null}',
        '{"cells": [{"cell_type": "markdown", "source": "a"}], "metadata": {}, "nbformat": 1}',
    ],
)
def test_a_file_that_is_not_a_notebook_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "n.ipynb").write_text(text, "utf-8", "surrogatepass")
    result = run(tmp_path / "n.ipynb", "--no-execute", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "n.ipynb cannot be read as a Jupyter notebook: " in result.stderr


def test_a_site_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    notebook = write(tmp_path / "n.ipynb", "1", executed=True)
    (tmp_path / "file").write_text("")
    result = run(notebook, "--no-execute", "-o", tmp_path / "file/site")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert str(tmp_path / "file") in result.stderr


def test_a_folder_in_the_place_of_a_page_is_named(tmp_path: Path) -> None:
    notebook = write(tmp_path / "n.ipynb", "1", executed=True)
    (tmp_path / "site/n.html").mkdir(parents=True)
    result = run(notebook, "--no-execute", "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert result.stderr.endswith(f"{tmp_path / 'site/n.html'}: Is a directory\n")
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["n.html"]


def test_a_site_may_be_on_another_disk_than_its_parent(tmp_path: Path) -> None:
    other = Path("/dev/shm")  # noqa: S108 (in memory, so not where tests write)
    if not os.access(other, os.W_OK) or other.stat().st_dev == other.parent.stat().st_dev:
        pytest.skip("there is no second disk to try this on")
    notebook = write(tmp_path / "n.ipynb", "1", executed=True)
    with tempfile.TemporaryDirectory(dir=other) as site:
        (tmp_path / "site").symlink_to(site)
        result = run(notebook, "--no-execute", "-o", tmp_path / "site")
        assert result.exit_code == 0, result.output
        assert sorted(page.name for page in Path(site).iterdir()) == ["index.html", "n.html"]


def test_links_lead_to_pages_whatever_they_are_called(tmp_path: Path) -> None:
    folder = tmp_path / "my [1] notes 北"
    folder.mkdir()
    notebook = write(folder / "50% of a#b? ü.ipynb", "1", executed=True)
    assert run(folder, "--no-execute", "-o", tmp_path / "site [2]").exit_code == 0
    index = BeautifulSoup((tmp_path / "site [2]/index.html").read_text(), "html.parser")
    link = index.select_one("h2 a")["href"]
    assert not set(link) & set("#? ")
    assert (tmp_path / "site [2]" / unquote(link)).is_file()
    assert unquote(link) == f"{notebook.stem}.html"


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
        {"kernelspec": {"name": "x", "display_name": "X"}, "language_info": {"name": "julia"}},
    ],
)
def test_another_language_is_named_and_only_its_stored_outputs_are_shown(
    tmp_path: Path, metadata: dict[str, object]
) -> None:
    path = write(tmp_path / "n.ipynb", "x <- 1", executed=True)
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.update(metadata)
    nbformat.write(notebook, path)
    result = run(path, "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert re.search(
        r"n\.ipynb is written in (R|julia) \(kernel \"(ir|x)\"\), and only", result.stderr
    )
    assert run(path, "--no-execute", "-o", tmp_path / "site").exit_code == 0


def test_a_missing_kernel_is_said_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: object, name: str) -> None:
        raise NoSuchKernel(name)

    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", none)
    result = run(write(tmp_path / "n.ipynb", "1"), "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert "pip install ipykernel" in result.stderr


@pytest.mark.parametrize("program", ["false", "/there/is/no/such/python"])
def test_a_kernel_that_does_not_start_is_said_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    spec = {"argv": [program, "{connection_file}"], "display_name": "P", "language": "python"}
    home = tmp_path / "kernels" / "python3"
    home.mkdir(parents=True)
    (home / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    notebook = write(tmp_path / "n.ipynb", "1")
    result = run(notebook, "-o", tmp_path / "site")
    assert result.exit_code == 1
    assert f"{notebook} cannot be run: Jupyter's kernel for Python does not" in result.stderr
    assert "python -m ipykernel install --sys-prefix" in result.stderr


def test_an_interrupted_cell_leaves_nothing_behind(tmp_path: Path) -> None:
    source = (
        f"import pathlib, time\npathlib.Path({str(tmp_path / 'runs')!r}).touch()\ntime.sleep(99)"
    )
    notebook = write(tmp_path / "n.ipynb", source)
    command = [Path(sys.executable).parent / "dossier", "share", notebook, "-o", tmp_path / "site"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 (no threads)
    ) as process:
        while process.poll() is None and not (tmp_path / "runs").exists():
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["n.ipynb", "runs"]


def test_results_go_to_stdout_and_progress_to_stderr(tmp_path: Path) -> None:
    notebook = write(tmp_path / "n.ipynb", "1", executed=True)
    result = run(notebook, "--no-execute", "-o", tmp_path / "site")
    assert result.stdout.splitlines()[0].startswith("n.html: ")
    assert len(result.stdout.splitlines()) == 2


def test_the_index_shows_hostile_titles_as_text(tmp_path: Path) -> None:
    hostile = "# <img src=x onerror=alert(1)> &lt;script&gt;alert(1)&lt;/script&gt;\n\nText."
    nbformat.write(new_notebook(cells=[new_markdown_cell(hostile)]), tmp_path / "h.ipynb")
    assert run(tmp_path / "h.ipynb", "--no-execute", "-o", tmp_path / "site").exit_code == 0
    index = BeautifulSoup((tmp_path / "site/index.html").read_text(), "html.parser")
    assert index.select("main script, img") == []
    assert "<script>alert(1)</script>" in index.h2.get_text()
