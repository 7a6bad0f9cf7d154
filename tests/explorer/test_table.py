import datetime as dt
import re

import pandas as pd
import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag

from analysis.charting import palette
from analysis.errors import AnalysisError
from analysis.explorer import TableExplorer
from analysis.explorer.assets import stylesheet
from analysis.explorer.table import _COLORS, _SHAPES, MOST_TABLE_ROWS


def cell(value: object) -> Tag:
    html = TableExplorer(pl.DataFrame({"c": [value]}), name="t").to_html()
    return BeautifulSoup(html, "html.parser").select_one("td")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (0.1 + 0.2, "0.3"),
        (dt.date(2024, 6, 19), "2024-06-19"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("a \u202eb", "a [U+202E]b"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("z" * 100_000, "z" * 100_000),
    ],
)
def test_a_cell_shows_its_value_as_text(value: object, shown: str) -> None:
    assert cell(value).get_text() == shown
    assert cell(value).find("a") is None


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&d"),
        ("10.1177/0022002706290427", "https://doi.org/10.1177/0022002706290427"),
    ],
)
def test_a_web_address_or_a_doi_becomes_a_link(value: str, address: str) -> None:
    link = cell(value).find("a")
    assert link["href"] == address
    assert "noopener" in link["rel"]


def test_lists_show_one_item_per_line() -> None:
    assert cell(["kor", "usa"]).get_text("|") == "kor|usa"


def test_the_table_reads_without_a_script_and_says_what_it_contains() -> None:
    frame = pl.DataFrame({"claim_id": ["c-1", "c-2"], "start": [1, 2]})
    explorer = TableExplorer(frame, name="claims", labels={"start": "First character"})
    page = BeautifulSoup(explorer.to_html(), "html.parser")
    assert page.caption.get_text() == "claims, 2 rows"
    assert [th.get_text() for th in page.select("th[scope=col]")] == ["claim id", "First character"]
    assert str(explorer) == 'Table "claims": claims, 2 rows\n  claim id, First character'
    assert set(explorer._repr_mimebundle_()) == {
        "application/vnd.jupyter.widget-view+json",
        "application/vnd.dossier.table+json",
        "text/html",
        "text/plain",
    }


@pytest.mark.parametrize("kind", ["lazy", "pandas"])
def test_a_frame_of_another_kind_is_the_same_table(kind: str) -> None:
    frame = pl.DataFrame({"name": ["a", None], "n": [1.5, None], "on": [dt.date(2030, 1, 2), None]})
    other = frame.lazy() if kind == "lazy" else pd.DataFrame(frame.to_dicts())
    assert TableExplorer(other, "rows").to_html() == TableExplorer(frame, "rows").to_html()


def test_rows_have_anchors_and_cells_lead_to_them() -> None:
    frame = pl.DataFrame(
        {
            "at": ["claim-c01", "claim-c02"],
            "says": [{"text": "<b>A</b>", "address": "#claim-c02"}, {"text": "B", "address": None}],
        }
    )
    table = BeautifulSoup(TableExplorer(frame, "said", row_anchor="at").to_html(), "html.parser")
    assert [row["id"] for row in table.select("tbody tr")] == ["claim-c01", "claim-c02"]
    assert [head.text for head in table.select("th")] == ["says"]
    assert [link["href"] for link in table.select("td a")] == ["#claim-c02"]
    assert table.a.text == "<b>A</b>"


def test_a_link_has_words_and_they_may_be_a_number() -> None:
    links = [{"text": text, "address": "https://example.org"} for text in (None, "2031")]
    counts = [{"text": 3, "address": "#claim-c01"}, {"text": 0.5, "address": None}]
    cells = {"source": links, "claims": pl.Series(counts, dtype=pl.Object)}
    table = BeautifulSoup(TableExplorer(pl.DataFrame(cells), "rows").to_html(), "html.parser")
    assert [link.text for link in table.select("a")] == ["3", "2031"]
    assert [cell.text for cell in table.select("td")] == ["", "3", "2031", "0.5"]


def test_an_anchor_of_several_rows_stands_once() -> None:
    frame = pl.DataFrame({"at": ["claim-a", "claim-b", "claim-a"], "n": [1, 2, 3]})
    table = BeautifulSoup(TableExplorer(frame, "rows", row_anchor="at").to_html(), "html.parser")
    assert [row.get("id") for row in table.select("tbody tr")] == ["claim-a", "claim-b", None]


@pytest.mark.parametrize("anchor", ["c01", 'x" onload="y', "Claim c01", ""])
def test_what_is_no_anchor_is_refused(anchor: str) -> None:
    with pytest.raises(AnalysisError, match="an anchor is a kind and an id"):
        TableExplorer(pl.DataFrame({"at": [anchor], "n": [1]}), "rows", row_anchor="at")


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ({"labels": {"claim": "Claim"}}, "table 'rows': labels= names \"claim\", which is not"),
        ({"labels": {"claim": "Claim"}}, 'mean "claim_id"?; the columns are: claim_id, n'),
        ({"row_anchor": "at"}, 'row_anchor= names "at", which is not a column; the columns are'),
        ({"labels": {3: "Three"}}, 'labels= names "3"'),
    ],
)
def test_a_column_that_the_frame_does_not_have_is_refused(
    columns: dict[str, object], complaint: str
) -> None:
    with pytest.raises(AnalysisError) as refused:
        TableExplorer(pl.DataFrame({"claim_id": ["c-1"], "n": [1]}), "rows", **columns)
    assert complaint in str(refused.value)


def test_rows_of_a_group_stand_under_its_words_with_notes_below_the_table() -> None:
    frame = pl.DataFrame({"of": ["<A>", "<A>", "B"], "n": [1, 2, 3], "paper": [True, False, True]})
    explorer = TableExplorer(
        frame,
        "rows",
        "Three",
        sentence="Of two kinds.",
        group="of",
        on_paper="paper",
        notes=["* x"],
    )
    table = BeautifulSoup(explorer.to_html(), "html.parser")
    bodies = [[row.text for row in body.select("tr")] for body in table.select("tbody")]
    assert bodies == [["<A>", "1", "2"], ["B", "3"]]
    assert [head["scope"] for head in table.select("tr.group > th[colspan='1']")] == [
        "rowgroup"
    ] * 2
    assert [row.text for row in table.select("tr.screen")] == ["2"]
    assert [head.text for head in table.select("thead th")] == ["n"]
    assert table.caption.text == "Three Of two kinds."
    assert table.tfoot.text == "* x"
    assert str(explorer).splitlines() == [
        'Table "rows": Three',
        *("  Of two kinds.", "  n", "  * x"),
    ]


def test_rows_of_a_group_are_together_and_rows_of_none_have_no_words_above_them() -> None:
    frame = pl.DataFrame({"of": ["A", None, "A", "B"], "n": [1, 2, 3, 4]})
    table = BeautifulSoup(TableExplorer(frame, "rows", group="of").to_html(), "html.parser")
    bodies = [[row.text for row in body.select("tr")] for body in table.select("tbody")]
    assert bodies == [["A", "1", "3"], ["2"], ["B", "4"]]


def test_a_folded_table_is_behind_its_words() -> None:
    html = TableExplorer(pl.DataFrame({"n": [1]}), "rows", folded="One <row>").to_html()
    details = BeautifulSoup(html, "html.parser").select_one(".dossier-table > details:not([open])")
    assert details.summary.text == "One <row>"
    assert details.table.td.text == "1"


@pytest.mark.parametrize(("tone", "shown"), [("for", ["for"]), (None, None), ("x y", None)])
def test_only_a_known_tone_tints_a_cell(tone: str | None, shown: list[str] | None) -> None:
    toned = cell({"text": "with", "address": None, "tone": tone})
    assert (toned.text, toned.get("class")) == ("with", shown)


@pytest.mark.parametrize(
    ("color", "shape", "shown"),
    [
        (palette.BLUE, "circle", ["look", "circle", "blue"]),
        ("red", "circle", None),
        (palette.BLUE, "x y", None),
        (None, None, None),
    ],
)
def test_only_a_known_look_marks_a_cell(
    color: str | None, shape: str | None, shown: list[str] | None
) -> None:
    marked = cell({"text": "certain", "color": color, "shape": shape})
    assert marked.text == "certain"
    assert (marked.b and marked.b["class"]) == shown


def test_every_look_of_a_cell_has_a_style() -> None:
    sheet = stylesheet()
    for word in (*_SHAPES, *_COLORS.values()):
        assert re.search(rf"\.look[.:][^{{]*\b{word}\b", sheet), word


def test_a_quotation_is_below_its_paraphrase() -> None:
    quoted = cell({"text": "It <b>may</b>.", "quote": "“may”"})
    assert quoted.get_text("|") == "It <b>may</b>.|“may”"
    assert quoted.i.text == "“may”"
    assert cell({"text": "It may.", "quote": None}).i is None


def test_more_rows_than_a_page_can_show_are_refused() -> None:
    most = pl.DataFrame({"n": range(MOST_TABLE_ROWS)})
    assert TableExplorer(most, "rows").frame.height == MOST_TABLE_ROWS
    with pytest.raises(AnalysisError, match="'rows' has 10,001 rows, and a page shows at most 10,"):
        TableExplorer(pl.DataFrame({"n": range(MOST_TABLE_ROWS + 1)}), "rows")
