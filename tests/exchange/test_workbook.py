"""The workbook says the same as the tables, also after a spreadsheet program has saved it."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import fastexcel
import polars as pl
import pytest

from analysis.dossier import TABLES, AnalysisError
from analysis.exchange import spreadsheet
from analysis.exchange.workbook import LISTS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDossier

    from analysis import Dossier


def frames_of(content: bytes) -> dict[str, pl.DataFrame]:
    """Read all sheets back with another library, each column as its table has it."""
    sheets = pl.read_excel(io.BytesIO(content), sheet_id=0, raise_if_empty=False)
    found = {}
    for table, schema in TABLES.items():
        columns = []
        for name, column in schema.columns().items():
            cells = pl.col(name) if name in sheets[table].columns else pl.lit(None).alias(name)
            if isinstance(column.dtype, pl.List):
                cells = cells.cast(pl.String).str.split("|").fill_null([])
            columns.append(cells.cast(column.dtype))
        found[table] = sheets[table].select(columns)
    return found


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def sheet_of(content: bytes, table: str) -> str:
    return part(content, f"xl/worksheets/sheet{list(TABLES).index(table) + 1}.xml")


def test_every_table_is_read_back_identical(dossier: Dossier) -> None:
    for table, frame in frames_of(spreadsheet(dossier)).items():
        assert frame.equals(getattr(dossier, table)), table


def test_an_empty_dossier_has_every_sheet_with_its_headings(make_dossier: MakeDossier) -> None:
    book = fastexcel.read_excel(spreadsheet(make_dossier()))
    assert book.sheet_names == [*TABLES, LISTS]
    for table, schema in TABLES.items():
        assert book.load_sheet(table, header_row=None).to_polars().row(0) == tuple(
            schema.column_names()
        )


def test_days_and_numbers_are_what_they_are(dossier: Dossier) -> None:
    sheets = pl.read_excel(io.BytesIO(spreadsheet(dossier)), sheet_id=0, raise_if_empty=False)
    assert sheets["events"]["start"].dtype == pl.Date
    assert sheets["figures"]["low"].dtype.is_numeric()
    assert sheets["ties"]["directed"].dtype == pl.Boolean
    assert sheets["sources"]["published"].dtype == pl.String


def test_a_day_before_the_calendar_of_spreadsheets_is_kept_as_text(
    make_dossier: MakeDossier,
) -> None:
    event = {"event_id": "war", "name": "War", "kind": "war", "sources": "page"}
    page = {"source_id": "page", "title": "Page", "kind": "article"}
    days = ["1815-06-18", "1900-02-28", "1900-03-01"]
    rows = [event | {"event_id": f"war-{day}", "start": day} for day in days]
    made = make_dossier(events=rows, sources=[page])
    back = pl.read_excel(io.BytesIO(spreadsheet(made)), sheet_name="events", infer_schema_length=0)
    assert [day[:10] for day in back["start"]] == days


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(0)", "+1 (555)", "@SUM(A1)", "-2", "007", "3-4", "_x0041_", "a\nb"]
)
def test_text_is_text_and_no_formula(make_dossier: MakeDossier, text: str) -> None:
    actor = {"actor_id": "ann", "name": text, "kind": "person"}
    content = spreadsheet(make_dossier(actors=[actor]))
    assert frames_of(content)["actors"]["name"].to_list() == [text]
    assert "<f>" not in sheet_of(content, "actors")


def test_headings_stay_in_sight_and_say_what_their_columns_mean(dossier: Dossier) -> None:
    content = spreadsheet(dossier)
    assert 'state="frozen"' in sheet_of(content, "claims")
    notes = part(content, "xl/comments2.xml")
    for name, column in TABLES["claims"].columns().items():
        assert str(column.description).replace("&", "&amp;") in notes, name
    assert "disagree: " in notes


def test_words_and_ids_are_chosen_from_the_hidden_sheet(dossier: Dossier) -> None:
    content = spreadsheet(dossier)
    assert re.search(
        rf'<sheet name="{LISTS}"[^>]* state="hidden"', part(content, "xl/workbook.xml")
    )
    rows = fastexcel.read_excel(content).load_sheet(LISTS, header_row=0).to_polars()
    ranges = re.findall(rf"<formula1>{LISTS}!([^<]+)</formula1>", sheet_of(content, "claims"))
    assert len(ranges) == sum(
        "references" in (c.metadata or {}) or "vocabulary" in (c.metadata or {})
        for c in TABLES["claims"].columns().values()
    )
    assert rows["actors.actor_id"].drop_nulls().to_list() == dossier.actors["actor_id"].to_list()
    places = {f"{range_.split('$')[1]}" for range_ in ranges}
    assert len(places) < len(ranges), "columns that name actors share one list"
    assert any(range_.endswith(f"${dossier.actors.height + 1}") for range_ in ranges)


def test_a_list_may_be_longer_than_what_a_rule_could_spell_out(make_dossier: MakeDossier) -> None:
    actors = [{"actor_id": f"actor-{n}", "name": f"A{n}", "kind": "person"} for n in range(1500)]
    content = spreadsheet(make_dossier(actors=actors))
    assert "$1501</formula1>" in sheet_of(content, "claims")
    assert frames_of(content)["actors"].height == 1500


def test_a_cell_that_a_workbook_cannot_have_is_refused_with_its_place(
    make_dossier: MakeDossier,
) -> None:
    actor = {"actor_id": "ann", "name": "A" * 40_000, "kind": "person"}
    with pytest.raises(AnalysisError, match=r"actors, row 2, column name: 40,000 characters"):
        spreadsheet(make_dossier(actors=[actor]))


@pytest.mark.slow
def test_a_workbook_that_libreoffice_saved_is_read_back_identical(
    dossier: Dossier, tmp_path: Path
) -> None:
    (tmp_path / "tables.xlsx").write_bytes(spreadsheet(dossier))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    into = ["--convert-to", "xlsx", "--outdir", tmp_path / "saved"]
    done = subprocess.run(
        ["soffice", "--headless", profile, *into, tmp_path / "tables.xlsx"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    saved = (tmp_path / "saved" / "tables.xlsx").read_bytes()
    for table, frame in frames_of(saved).items():
        assert frame.equals(getattr(dossier, table)), table
    assert 'type="list"' in sheet_of(saved, "claims")
    assert isinstance(dossier.events["start"][0], dt.date)
