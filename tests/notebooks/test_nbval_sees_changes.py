import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

SANITIZE = Path(__file__).parent / "nbval-sanitize.cfg"
CODE = """
import altair as alt
import polars as pl
from analysis.explorer import Explorer, TableExplorer
frame = pl.DataFrame({"weapon": ["a", "b"], "range_km": [690, FIGURE]})
year = alt.param("year", value=1, bind=alt.binding_range(min=0, max=2, step=1))
chart = alt.Chart(frame).mark_bar().encode(x="range_km:Q", y="weapon:N").add_params(year)
"""
CONFTEST = "from analysis.explorer.differing import pytest_assertrepr_compare\n"
VIEWS = {
    "chart": 'Explorer(chart, name="ranges", alt_text="Two ranges.")',
    "table": 'TableExplorer(frame, name="figures")',
}


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = [new_code_cell(CODE.replace("FIGURE", "400")), *map(new_code_cell, VIEWS.values())]
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", store_widget_state=False).execute()
    path = tmp_path_factory.mktemp("nbval") / "figures.ipynb"
    nbformat.write(notebook, path)
    (path.parent / "conftest.py").write_text(CONFTEST)
    return path


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    options = ["--nbval", "--nbval-sanitize-with", str(SANITIZE), "--nbval-current-env"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, path.name]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)


def test_an_unchanged_notebook_passes(executed: Path) -> None:
    result = nbval(executed)
    assert result.returncode == 0, result.stdout


def test_one_changed_figure_fails_in_the_chart_and_in_the_table(executed: Path) -> None:
    notebook = nbformat.read(executed, 4)
    notebook.cells[0].source = CODE.replace("FIGURE", "401")
    changed = executed.with_name("changed.ipynb")
    nbformat.write(notebook, changed)
    result = nbval(changed)
    assert result.returncode == 1
    assert "2 failed, 1 passed" in result.stdout
    # Who reads it learns which figure, which row and which number, within a screen.
    failures = result.stdout.partition("short test summary")[0]  # in CI it repeats them
    told = [line.strip() for line in failures.splitlines()]
    at = next(n for n, line in enumerate(told) if 'figure "ranges" differs' in line)
    assert "data set 1 row 2 range_km: 400 → 401" in told[at : at + 30]
    at = next(n for n, line in enumerate(told) if "table-figures differs" in line)
    assert "row 2, range km: 400 → 401" in told[at : at + 30]
    assert told.count("If that is meant, execute the notebook again and commit it.") == 2
    assert max(map(len, told)) < 1_000
