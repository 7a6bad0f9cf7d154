"""Any CSV file whose columns are named gives signed edges; a wrong cell is named by its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError, balance
from analysis.alliances import camps, signed_edges_csv

if TYPE_CHECKING:
    from pathlib import Path

EDGES = 'from,to,mood,force\n"Ardania, Upper",belmark,+,2\nbelmark,corvia,-1,0.5\n'
NAMED = {"source": "from", "target": "to", "sign": "mood", "weight": "force"}


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "edges.csv"
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_columns_are_named_and_signs_may_stand_alone(tmp_path: Path) -> None:
    edges = signed_edges_csv(sheet(tmp_path, EDGES), **NAMED)
    assert edges.rows() == [("Ardania, Upper", "belmark", 1, 2.0), ("belmark", "corvia", -1, 0.5)]
    assert camps(edges, "belmark").nodes.height == 3
    assert balance.frustration_index(edges).index == 0


def test_a_sign_alone_may_be_that_of_a_printer(tmp_path: Path) -> None:
    text = "source,target,sign\na,b,+\nb,c,-\nc,d,\N{MINUS SIGN}\n"
    assert signed_edges_csv(sheet(tmp_path, text))["sign"].to_list() == [1, -1, -1]


def test_a_weight_may_be_the_sign_and_cells_have_another_separator(tmp_path: Path) -> None:
    text = "source;target;score\r\nÎle;b;-2.5\r\n\r\nb;c;3\r\n"
    path = sheet(tmp_path, text, "latin-1")
    edges = signed_edges_csv(path, sign=None, weight="score", separator=";")
    assert edges.rows() == [("Île", "b", -1, 2.5), ("b", "c", 1, 3.0)]


def test_what_states_no_sign_is_named_or_left_out(tmp_path: Path) -> None:
    path = sheet(tmp_path, "source,target,sign\na,b,1\nb,c,0\nc,d,\n")
    with pytest.raises(QuestionError, match=r'edges.csv line 3: sign states no sign; unsigned="om'):
        signed_edges_csv(path)
    assert signed_edges_csv(path, unsigned="omit").rows() == [("a", "b", 1, 1.0)]
    empty = signed_edges_csv(sheet(tmp_path, "source,target,sign\n"))
    assert (empty.height, empty.columns) == (0, ["source", "target", "sign", "weight"])


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (
            EDGES.replace(",", ";"),
            NAMED,
            r'not CSV.*\(is ";" between its cells\? Here it is ","',
        ),
        (EDGES, NAMED | {"separator": ";"}, r'\(is "," between its cells\? Here it is ";"\)'),
        (
            "\n" + EDGES,
            NAMED | {"separator": ";"},
            r'\(is "," between its cells\? Here it is ";"\)',
        ),
        (
            EDGES.replace('"', ""),
            NAMED | {"separator": "|"},
            r'column "from" is missing.*\(is "," between its cells\? Here it is "\|"\)',
        ),
        (EDGES, {}, r'edges.csv: column "source" is missing.*found "from", "to", "mood", "force"'),
        (EDGES, NAMED | {"sign": "mod"}, 'column "mod" is missing; did you mean "mood"'),
        (EDGES.replace("to", "from", 1), NAMED | {"target": "from"}, '"from" is there twice'),
        (EDGES.replace(",+,", ",2,"), NAMED, "line 2: mood is 2; .1 or -1 is expected"),
        (EDGES.replace(",+,", ",good,"), NAMED, 'line 2: mood is "good"; a finite number'),
        (EDGES.replace("0.5", "nan"), NAMED, 'line 3: force is "nan"; a finite number'),
        (EDGES.replace("0.5", "-0.5"), NAMED, "line 3: force is -0.5; beside a sign it is above"),
        (EDGES.replace("0.5", ""), NAMED, "line 3: force is 0; beside a sign it is above zero"),
        (EDGES.replace(",corvia", ", "), NAMED, "line 3: to is empty; a tie has two ends"),
        (EDGES + "a,b\n", NAMED, "line 4: has 2 cells under 4 columns"),
        (EDGES + '"a', NAMED, "line 4: is not CSV"),
        ("", NAMED, "edges.csv is empty; a header of columns is expected"),
        (EDGES, NAMED | {"sign": None, "weight": None}, "no column states a sign: name one by"),
        (EDGES, NAMED | {"separator": "::"}, 'separator is one character between cells, not "::"'),
        (EDGES, NAMED | {"source": 1}, "source is text, not int"),
        (EDGES, NAMED | {"sign": 2}, "sign is text, not int"),
        (EDGES, NAMED | {"weight": ["force"]}, "weight is text, not list"),
        (EDGES, NAMED | {"unsigned": "drop"}, 'unsigned="drop" is not an option'),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, text: str, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(QuestionError, match=said):
        signed_edges_csv(sheet(tmp_path, text), **options)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.text("ab ,\"'\n港", min_size=1).filter(str.strip)] * 2,
            st.sampled_from([1, -1]),
            st.floats(1e-6, 1e6),
        ),
        max_size=6,
    )
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int, float]]
) -> None:
    rows = [(one.strip(), other.strip(), sign, weight) for one, other, sign, weight in rows]
    kinds = {"source": pl.String, "target": pl.String, "sign": pl.Int8, "weight": pl.Float64}
    edges = pl.DataFrame(rows, kinds, orient="row")
    path = tmp_path_factory.mktemp("edges") / "edges.csv"
    edges.write_csv(path)
    assert signed_edges_csv(path, weight="weight").equals(edges)
