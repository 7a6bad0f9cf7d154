"""What spreadsheet programs write becomes the tables again, or waits for an answer."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook

import analysis
from analysis.dossier.reading import EXAMPLE, PACKAGED, read_tables
from analysis.dossier.tables import TABLES, is_free_text
from analysis.errors import AnalysisError
from analysis.exchange import spreadsheet
from analysis.tidying import Readings, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

Rows = list[list[str]]
ORIGINAL = read_tables([EXAMPLE])[0]


def rows_of(table: str, folder: Path = EXAMPLE) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(rows: Rows, by: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=by, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


def each(rows: Rows, change: Callable[[str, str], str]) -> Rows:
    """Change every cell by its text and the name of its column."""
    header, *body = rows
    return [header, *([change(c, n) for c, n in zip(row, header, strict=True)] for row in body)]


def saved(folder: Path, how: Callable[[str, Rows], str | bytes]) -> Path:
    """Save every table of the example in some way."""
    folder.mkdir(exist_ok=True)
    for table in TABLES:
        content = how(table, rows_of(table))
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{table}.csv").write_bytes(data)
    return folder


def assert_restored(folder: Path) -> None:
    frames, problems = read_tables([folder])
    assert problems == []
    for table, frame in ORIGINAL.items():
        assert frames[table].equals(frame), table


def of_kind(column: str, table: str, *kinds: str) -> bool:
    return str(TABLES[table].columns()[column].dtype) in kinds


def german(cell: str, _name: str) -> str:
    words = {"true": "WAHR", "false": "FALSCH"}
    day = re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3.\2.\1", cell)
    return words.get(cell, re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", day))


def american(cell: str, _name: str) -> str:
    day = re.sub(r"^(\d{4})-0?(\d+)-0?(\d+)$", r"\2/\3/\1", cell)
    return cell.upper() if cell in ("true", "false") else day


def serial(cell: str, _name: str) -> str:
    import datetime as dt

    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return cell
    return str((dt.date.fromisoformat(cell) - dt.date(1899, 12, 30)).days)


def wordy(cell: str, _name: str) -> str:
    return {"true": "Yes", "false": "no"}.get(cell, cell)


def blank_around(_table: str, rows: Rows) -> str:
    wide = [[*row, "", ""] for row in rows]
    empty = [""] * len(wide[0])
    return written([empty, wide[0], empty, *wide[1:], empty])


def title(_table: str, rows: Rows) -> str:
    return written([[f" {name.replace('_', ' ').title()} " for name in rows[0]], *rows[1:]])


def other_lists(mark: str) -> Callable[[str, Rows], str]:
    def how(table: str, rows: Rows) -> str:
        columns = TABLES[table].columns()
        lists = {n for n, c in columns.items() if str(c.dtype).startswith("List")}
        lists -= {n for n in lists if is_free_text(columns[n])}
        change = lambda c, n: c.replace("|", mark) if n in lists else c  # noqa: E731
        return written(each(rows, change))

    return how


def curly(table: str, rows: Rows) -> str:
    ids = {n for n, c in TABLES[table].columns().items() if (c.metadata or {}).get("references")}
    return written(each(rows, lambda c, n: f"\u201c{c}\u201d" if c and n in ids else c))


def capital(table: str, rows: Rows) -> str:
    words = {n for n, c in TABLES[table].columns().items() if (c.metadata or {}).get("vocabulary")}
    change = lambda c, n: c.replace("_", " ").capitalize() if n in words else c  # noqa: E731
    return written(each(rows, change))


SAVED: dict[str, Callable[[str, Rows], str | bytes]] = {
    "byte-order mark and CRLF": lambda _, r: written(r, end="\r\n").encode("utf-8-sig"),
    "CR": lambda _, r: written(r, end="\r"),
    "tabs, UTF-16": lambda _, r: written(r, by="\t", end="\r\n").encode("utf-16"),
    "tabs, UTF-16 without a mark": lambda _, r: written(r, by="\t").encode("utf-16-le"),
    "sep=;": lambda _, r: f"sep=;\r\n{written(r, by=';', end=chr(13) + chr(10))}",
    "German": lambda _, r: written(each(r, german), by=";", end="\r\n"),
    "yes and no": lambda _, r: written(each(r, wordy)),
    "serial days": lambda _, r: written(each(r, serial)),
    "days with midnight": lambda _, r: written(
        each(r, lambda c, _n: re.sub(r"^\d{4}-\d\d-\d\d$", r"\g<0>T00:00:00", c))
    ),
    "blank rows and columns": blank_around,
    "headings in title case": title,
    "lists with semicolons": other_lists("; "),
    "lists on lines": other_lists("\n"),
    "lists with commas": other_lists(", "),
    "curly quotes around ids": curly,
    "words in capitals, with blanks": capital,
    "marks for no value": lambda _, r: written(each(r, lambda c, _: c or "NA")),
    "no-break spaces": lambda _, r: written(each(r, lambda c, _: f"\u00a0{c} " if c else c)),
}


@pytest.mark.parametrize("how", SAVED)
def test_what_a_spreadsheet_did_to_every_table_is_undone(how: str, tmp_path: Path) -> None:
    folder = saved(tmp_path / "saved", SAVED[how])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = tidy(folder)
    assert result.waiting == []
    assert result.changes
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    result.write()
    assert_restored(folder)
    for path in result.files:
        assert (folder / f"{path.name}.before").read_bytes() == before[path.name]
    assert tidy(folder).changes == []


def without_places(folder: Path, *quotes: str) -> Path:
    """Save the first claims of the example as somebody types them: words, and no place."""
    header, *rows = rows_of("claims")
    at = {name: header.index(name) for name in (*PLACE, "quote")}
    rows = rows[: len(quotes)]
    for row, quote in zip(rows, quotes, strict=True):
        for name in PLACE:
            row[at[name]] = ""
        row[at["quote"]] = quote
    (folder / "article.txt").write_bytes((EXAMPLE / "article.txt").read_bytes())
    return one_table(folder, "claims", written([header, *rows]))


PLACE = ("paragraph", "start", "end", "digest")


def test_the_words_of_a_new_claim_are_looked_for_in_the_article(tmp_path: Path) -> None:
    header, row = rows_of("claims")[:2]
    words = analysis.evidence.read_article(folder=EXAMPLE).text[int(row[2]) : int(row[3])]
    result = tidy(without_places(tmp_path, words))
    place = f"found in paragraph {row[1]}, characters {row[2]} to {row[3]}"
    assert [str(change) for change in result.changes] == [
        f"claims.csv line 2, column quote: {place}"
    ]
    result.write()
    found = dict(zip(header, rows_of("claims", tmp_path)[1], strict=True))
    assert [found[name] for name in PLACE] == row[1:5]
    assert len(found["quote"].split()) <= 8
    assert tidy(tmp_path).changes == []


def test_the_article_that_goes_along_has_the_words_of_new_claims(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    tidy(without_places(tmp_path / "old", "may send howitzers"), tmp_path / "new").write()
    assert all(rows_of("claims", tmp_path / "new")[1][1:5]), "paragraph, start, end and digest"


def test_words_in_several_places_or_in_none_wait(tmp_path: Path) -> None:
    result = tidy(without_places(tmp_path, "Ardania", "may send howitzer to Delmora"))
    several, none = map(str, result.waiting)
    assert several.startswith('claims.csv line 2, column quote: "Ardania": is at characters ')
    assert several.endswith("; give more words [waiting]")
    assert "is not there; the nearest words are at characters " in none
    assert '"howitzers" for "howitzer"' in none
    assert result.files == {}


def test_without_an_article_claims_stay_without_a_place(tmp_path: Path) -> None:
    folder = without_places(tmp_path, "Ardania")
    (folder / "article.txt").unlink()
    assert (tidy(folder).changes, tidy(folder).waiting) == ([], [])


def test_standard_quantities_and_classes_are_known_by_their_labels(tmp_path: Path) -> None:
    rows = rows_of("figures")
    at = rows[0].index("quantity")
    rows[1][at], rows[2][at] = "maximum range", "Rate of fire"
    tidy(one_table(tmp_path, "figures", written(rows))).write()
    found = [row[at] for row in rows_of("figures", tmp_path)[1:3]]
    assert found == ["max_range_km", "rate_of_fire_per_min"]


@pytest.mark.parametrize("folder", [EXAMPLE, PACKAGED], ids=["example", "study"])
def test_a_tidy_dossier_stays_as_it_is(folder: Path, tmp_path: Path) -> None:
    result = tidy(folder)
    assert (result.changes, result.waiting, result.files) == ([], [], {})
    assert result.tables == len(TABLES)
    book = tmp_path / "tables.xlsx"
    book.write_bytes(spreadsheet(analysis.load(folder, review="all")))
    assert tidy(book, folder).changes == []


def one_table(folder: Path, table: str, text: str | bytes) -> Path:
    file = folder / f"{table}.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def events(folder: Path, *days: str) -> Path:
    rows = [["event_id", "name", "kind", "start"]]
    rows += [[f"e{n}", "Talks", "summit", day] for n, day in enumerate(days)]
    return one_table(folder, "events", written(rows))


def starts(result: analysis.tidying.Tidied, folder: Path) -> list[str]:
    result.write()
    return [row[3] for row in rows_of("events", folder)[1:]]


@pytest.mark.parametrize(
    ("days", "option", "expected"),
    [
        (["03/04/2024", "31/12/2024"], None, ["2024-04-03", "2024-12-31"]),
        (["03/04/2024", "12/31/2024"], None, ["2024-03-04", "2024-12-31"]),
        (["03.04.2024"], None, ["2024-04-03"]),
        (["05/05/2024"], None, ["2024-05-05"]),
        (["03/04/2024"], Readings(dates="mdy"), ["2024-03-04"]),
        (["03/04/2024"], Readings(dates="dmy"), ["2024-04-03"]),
        (["31.12.49", "31.12.50"], Readings(years_from=1950), ["2049-12-31", "1950-12-31"]),
        (["3 April 2024", "Dec 31, 2024"], None, ["2024-04-03", "2024-12-31"]),
        (["5-Mai-2024", "45597"], None, ["2024-05-05", "2024-11-01"]),
    ],
)
def test_days_are_read_column_by_column(
    tmp_path: Path, days: list[str], option: Readings | None, expected: list[str]
) -> None:
    folder = events(tmp_path, *days)
    result = tidy(folder, readings=option)
    assert result.waiting == []
    assert starts(result, folder) == expected


@pytest.mark.parametrize(
    ("days", "option", "ask"),
    [
        (["03/04/2024", "05/06/2024"], None, "--dates"),
        (["03-04-2024"], None, "--dates"),
        (["31.12.24"], None, "--years-from"),
        (["31/12/2024", "12/31/2024"], None, "both orders"),
        (["31/12/2024"], Readings(dates="mdy"), "cannot be right"),
    ],
)
def test_days_that_can_be_read_in_two_ways_wait(
    tmp_path: Path, days: list[str], option: Readings | None, ask: str
) -> None:
    folder = events(tmp_path, *days)
    before = (folder / "events.csv").read_bytes()
    result = tidy(folder, readings=option)
    assert [waiting.column for waiting in result.waiting] == ["start"]
    assert ask in str(result.waiting[0])
    assert result.write() == []
    assert (folder / "events.csv").read_bytes() == before


def places(folder: Path, *numbers: str, by: str = ",") -> Path:
    rows = [["place_id", "name", "latitude_deg", "longitude_deg"]]
    rows += [[f"p{n}", "Cape", number, "1.5"] for n, number in enumerate(numbers)]
    return one_table(folder, "places", written(rows, by=by))


@pytest.mark.parametrize(
    ("numbers", "option", "expected"),
    [
        (["0,5", "1,234"], None, ["0.5", "1.234"]),
        (["1,234", "1.5"], None, ["1234", "1.5"]),
        (["1,234"], Readings(decimal="comma"), ["1.234"]),
        (["1,234"], Readings(decimal="point"), ["1234"]),
        (["\N{MINUS SIGN}1.5", "+2", "1 234,5"], None, ["-1.5", "2", "1234.5"]),
        (["1.234", "2.500"], None, ["1.234", "2.500"]),
    ],
)
def test_numbers_are_read_column_by_column(
    tmp_path: Path, numbers: list[str], option: Readings | None, expected: list[str]
) -> None:
    result = tidy(places(tmp_path, *numbers), readings=option)
    assert result.waiting == []
    result.write()
    assert [row[2] for row in rows_of("places", tmp_path)[1:]] == expected


@pytest.mark.parametrize(("numbers", "by"), [(["1,234", "2,500"], ","), (["1.234"], ";")])
def test_numbers_that_may_be_thousands_wait(tmp_path: Path, numbers: list[str], by: str) -> None:
    (waiting,) = tidy(places(tmp_path, *numbers, by=by)).waiting
    assert waiting.column == "latitude_deg"
    assert "--decimal comma" in str(waiting)


def test_a_sign_may_be_a_word_and_a_plus_alone_is_not_a_number(tmp_path: Path) -> None:
    signs = {"Friendly": "1", "hostile": "-1", "+1": "1", "+": "+", "": ""}
    rows = "".join(f"t{n},a,b,no,alliance,{s},in_force,event\n" for n, s in enumerate(signs))
    one_table(tmp_path, "ties", f"tie_id,source,target,directed,kind,sign,status,basis\n{rows}")
    tidy(tmp_path).write()
    assert [row[5] for row in rows_of("ties", tmp_path)[1:]] == list(signs.values())


def test_a_reading_that_is_not_an_option_is_refused() -> None:
    with pytest.raises(AnalysisError, match='lists="splt" is not an option; choose "split" or'):
        Readings(lists="splt")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("option", "expected"),
    [(None, None), ("split", "Ann B.|Annie"), ("keep", "Ann B.; Annie")],
)
def test_a_list_of_free_text_may_be_one_text(
    tmp_path: Path, option: str | None, expected: str | None
) -> None:
    one_table(tmp_path, "actors", "actor_id,name,kind,aliases\nann,Ann,person,Ann B.; Annie\n")
    result = tidy(tmp_path, readings=Readings(lists=option))  # type: ignore[arg-type]
    assert [waiting.option for waiting in result.waiting] == (
        [] if option else ["--lists split or --lists keep"]
    )
    if expected:
        result.write()
        assert rows_of("actors", tmp_path)[1][3] == expected


def test_windows_1252_is_read_and_another_encoding_can_be_named(tmp_path: Path) -> None:
    text = "actor_id,name,kind\nann,Zoë “Ann” Müller,person\n"
    one_table(tmp_path, "actors", text.encode("cp1252"))
    result = tidy(tmp_path)
    assert "Windows-1252" in str(result.changes[0])
    result.write()
    assert (tmp_path / "actors.csv").read_text("utf-8") == text
    one_table(tmp_path, "actors", "actor_id,name,kind\nann,Анна,person\n".encode("cp1251"))
    tidy(tmp_path, readings=Readings(encoding="cp1251")).write()
    assert rows_of("actors", tmp_path)[1][1] == "Анна"


def test_a_mixture_of_encodings_waits(tmp_path: Path) -> None:
    one_table(tmp_path, "actors", "actor_id,name,kind\nann,Zoë,person\n".encode() + b"bo,\xe9,x\n")
    (waiting,) = tidy(tmp_path).waiting
    assert "--encoding" in waiting.option


def test_an_unknown_separator_waits(tmp_path: Path) -> None:
    one_table(tmp_path, "actors", "a/b/c\n1/2/3\n")
    assert "--separator" in tidy(tmp_path).waiting[0].option


def test_cells_beyond_the_header_wait_and_nothing_is_lost(tmp_path: Path) -> None:
    one_table(tmp_path, "places", "place_id,name,latitude_deg,longitude_deg\np,Cape,0,5,1,5\n")
    (waiting,) = tidy(tmp_path).waiting
    assert waiting.line == 2
    assert "6 cells where the header has 4" in waiting.why


def test_older_names_of_tables_columns_and_words_are_today_s(tmp_path: Path) -> None:
    old = "variable_id,description,kind\nit-rains,It rains,result\n"
    (tmp_path / "state_variables.csv").write_text(old)
    words = "claim_id,verdict,summary,checked\nc1,untestable,Nothing,2031-01-01\n"
    one_table(tmp_path, "outcomes", words)
    tidy(tmp_path).write()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "outcomes.csv",
        "outcomes.csv.before",
        "propositions.csv",
        "state_variables.csv.before",
    ]
    assert rows_of("propositions", tmp_path)[0][0] == "proposition_id"
    assert rows_of("outcomes", tmp_path)[1][1] == "not_tested"
    assert rows_of("outcomes", tmp_path)[0][3] == "checked_on"


def test_what_no_table_has_a_place_for_is_kept_beside(tmp_path: Path) -> None:
    one_table(tmp_path, "actors", "Timestamp,actor_id,name,kind\nnoon,ann,Ann,person\n")
    result = tidy(tmp_path)
    assert '"Timestamp" is not a column of actors; kept beside' in str(result.changes[0])
    result.write()
    assert rows_of("actors", tmp_path) == [["actor_id", "name", "kind"], ["ann", "Ann", "person"]]
    beside = (tmp_path / "actors.beside.csv").read_text()
    assert beside == "actor_id,Timestamp\nann,noon\n"
    assert tidy(tmp_path).changes == []


def test_sheets_whose_names_make_one_name_of_a_file_are_all_kept(tmp_path: Path) -> None:
    with Workbook(tmp_path / "a.xlsx") as book:
        for name in ("A&B", "A-B"):
            book.add_worksheet(name).write_string(0, 0, f"words of {name}")
        book.add_worksheet("actors").write_row(0, 0, ["actor_id", "name", "kind"])
    for _ in range(2):
        tidy(tmp_path / "a.xlsx").write()
        kept = sorted(path.read_text() for path in tmp_path.glob("*.beside.csv*"))
        assert kept == ["words of A&B\n", "words of A-B\n"]


def test_a_heading_that_is_nearly_a_column_waits_and_can_be_named(tmp_path: Path) -> None:
    one_table(tmp_path, "actors", "actor_id,nmae,kind\nann,Ann,person\n")
    first, second = tidy(tmp_path).waiting
    assert first.option == '--column "nmae=name"'
    assert second.why == "column is missing"
    result = tidy(tmp_path, readings=Readings(columns={"nmae": "name"}))
    assert result.waiting == []
    with pytest.raises(AnalysisError, match=r'"naem" is not a column.*did you mean "name"'):
        tidy(tmp_path, readings=Readings(columns={"nmae": "naem"}))


def test_no_earlier_copy_is_overwritten(tmp_path: Path) -> None:
    for number, text in enumerate(("actor_id;name;kind\n", "ACTOR_ID,name,kind\n"), 1):
        one_table(tmp_path, "actors", text)
        tidy(tmp_path).write()
        kept = "actors.csv.before" + (f"-{number}" if number > 1 else "")
        assert (tmp_path / kept).read_text() == text
    assert (tmp_path / "actors.csv.before").read_text() == "actor_id;name;kind\n"


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    one_table(tmp_path, "actors", "actor_id;name;kind\n")
    result = tidy(tmp_path)
    one_table(tmp_path, "actors", "mine")
    with pytest.raises(AnalysisError, match="was written by somebody else"):
        result.write()
    assert (tmp_path / "actors.csv").read_text() == "mine"


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(AnalysisError, match="nothing that is named as a table"):
        tidy(tmp_path)


def test_another_workbook_with_sheets_or_headings_named_as_tables_is_taken(tmp_path: Path) -> None:
    import datetime as dt

    path = tmp_path / "coding.xlsx"
    with Workbook(str(path)) as book:
        day = book.add_format({"num_format": 14})
        people = book.add_worksheet("People")
        people.write_row(0, 0, ["Our coding of 2031"])
        people.write_row(2, 0, ["Actor ID", "Name", "Kind"])
        people.write_row(3, 0, ["ann", "=1+1 is 2", "Person"])
        happened = book.add_worksheet("Events")
        happened.write_row(0, 0, ["event_id", "name", "start", "kind"])
        happened.write_row(1, 0, ["e1", "Talks"])
        happened.write_datetime(1, 2, dt.datetime(2031, 5, 14), day)  # noqa: DTZ001
        happened.write(1, 3, "summit")
        book.add_worksheet("Notes").write(0, 0, "Ask Ann")
        people.write_string(3, 1, "=1+1 is 2")
    result = tidy(path, tmp_path / "new")
    assert result.waiting == []
    assert "coding.xlsx, sheet People line 3: " in "\n".join(map(str, result.changes))
    result.write()
    assert rows_of("actors", tmp_path / "new")[1] == ["ann", "=1+1 is 2", "person"]
    assert rows_of("events", tmp_path / "new")[1] == ["e1", "Talks", "2031-05-14", "summit"]
    assert (tmp_path / "new" / "Notes.beside.csv").read_text() == "Ask Ann\n"
    assert "Our coding of 2031" in (tmp_path / "new" / "actors.beside.csv").read_text()


def test_a_workbook_with_a_far_cell_is_refused_before_room_is_made_for_it(tmp_path: Path) -> None:
    with Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet("places")
        sheet.write_row(0, 0, ["place_id", "name"])
        sheet.write_string(1_048_575, 16_383, "x")
    with pytest.raises(AnalysisError, match=r"far\.xlsx.*more than 10,000,000 cells"):
        tidy(tmp_path / "far.xlsx")


def test_a_far_cell_is_found_whatever_the_workbook_is_called(tmp_path: Path) -> None:
    with Workbook(tmp_path / "far.xls") as book:
        book.add_worksheet("places").write_string(1_048_575, 16_383, "x")
    said = (
        r"far\.xls.*has a cell in row 1,048,576 and one in column 16,384, "
        "which makes more than 10,000,000 cells"
    )
    with pytest.raises(AnalysisError, match=said):
        tidy(tmp_path / "far.xls")


def opened(path: Path, *rows: str, before: str = "") -> Path:
    """Write an OpenDocument workbook with a sheet of actors."""
    kinds = ("office", "table", "text")
    names = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"' for k in kinds)
    sheet = f'<table:table table:name="actors">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        file.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
        content = f"<office:document-content {names}>{body}</office:document-content>"
        file.writestr("content.xml", before + content)
    return path


def opened_row(*texts: str, rows: int = 1, columns: int = 1, after: str = "") -> str:
    kind = f'office:value-type="string" table:number-columns-repeated="{columns}"'
    cells = "".join(
        f"<table:table-cell {kind}><text:p>{t}</text:p></table:table-cell>" for t in texts
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}{after}</table:table-row>'


def test_what_an_open_document_repeats_at_its_ends_is_not_there(tmp_path: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="16381"/>'
    rows = [
        opened_row(*row, after=empty)
        for row in (("actor_id", "name", "kind"), ("a", "A", "person"))
    ]
    path = opened(tmp_path / "a.ods", *rows, opened_row(after=empty, rows=1_048_574))
    tidy(path, tmp_path / "new").write()
    assert rows_of("actors", tmp_path / "new")[1:] == [["a", "A", "person"]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (opened_row("x", rows=10_000, columns=10_000), "one in column 10,000"),
        (opened_row(rows=1_048_575) + opened_row(*"x" * 16), "cell in row 1,048,576"),
        (opened_row("x", rows=1_000, columns=-1), "one in column 1,000,000,000"),
        (opened_row("x" * 1_000, rows=1_000, columns=1_000), "the same texts so often"),
        (
            opened_row('<text:s text:c="1000"/>', rows=1_000, columns=1_000),
            "the same texts so often",
        ),
    ],
)
def test_an_open_document_that_repeats_too_much_is_refused_before_it_is_read(
    tmp_path: Path, row: str, expected: str
) -> None:
    with pytest.raises(AnalysisError, match=rf"a\.ods.*{expected}"):
        tidy(opened(tmp_path / "a.ods", row))


def test_an_open_document_is_refused_for_any_file_in_it_that_is_packed_too_tightly(
    tmp_path: Path,
) -> None:
    path = opened(tmp_path / "a.ods", opened_row("actor_id", "name", "kind"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("styles.xml", bytes(16 * 2**20))
    with pytest.raises(AnalysisError, match=r'"styles\.xml" has 16 MiB when unpacked'):
        tidy(path)


DECLARED = '<?xml version="1.0" encoding="{}"?>'


@pytest.mark.parametrize("before", ["<", *map(DECLARED.format, ("none-such", "utf-7"))])
def test_an_open_document_that_is_not_xml_is_refused(before: str, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match=r'"content\.xml" cannot be read.*save the workbook'):
        tidy(opened(tmp_path / "a.ods", before=before))


def test_a_binary_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as file:
        file.writestr("xl/workbook.bin", b"")
    with pytest.raises(AnalysisError, match=r"a\.xlsb is not a workbook \(\.xlsx or \.ods\)"):
        tidy(tmp_path / "a.xlsb")


@pytest.mark.parametrize("kind", ["xlsx", pytest.param("ods", marks=pytest.mark.slow)])
def test_errors_of_formulas_wait_and_are_not_taken_for_empty_cells(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "numbers.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("events")
        sheet.write_row(1, 1, ["event_id", "name", "start", "kind"])
        for row in (2, 3, 5):
            sheet.write_row(row, 1, [f"e{row}", "Talks", "2031-05-14", "summit"])
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(5, 2, "=NOBODY()", None, "#NAME?")
        sheet.write_formula(5, 3, "=NA()", None, "#N/A")
    if kind == "ods":
        into = ("--convert-to", kind, "--outdir", tmp_path)
        soffice(tmp_path / "profile", "en-US", *into, path)
    first, second = tidy(path.with_suffix(f".{kind}"), tmp_path / "new").waiting
    assert (first.line, first.column, second.line, second.column) == (6, "name", 4, "start")
    assert str(second).startswith(f'numbers.{kind}, sheet events line 4, column start: "#DIV/0!"')
    assert "correct it, or empty the cell" in first.why


def test_errors_of_formulas_wait_in_text_files_too(tmp_path: Path) -> None:
    one_table(tmp_path, "actors", "actor_id,name,kind\nann,#BEZUG!,person\nbo,Err:502,person\n")
    assert [waiting.line for waiting in tidy(tmp_path).waiting] == [2, 3]


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("no zip")
    with pytest.raises(AnalysisError, match="cannot be read as a workbook"):
        tidy(tmp_path / "x.xlsx")


def semicolons(table: str, rows: Rows) -> Rows:
    ids = {n for n, c in TABLES[table].columns().items() if (c.metadata or {}).get("references")}
    return each(rows, lambda cell, name: cell.replace("|", ";") if name in ids else cell)


DAMAGE: dict[str, Callable[[str, Rows], Rows]] = {
    "german": lambda _, r: each(r, german),
    "american": lambda _, r: each(r, american),
    "serial": lambda _, r: each(r, serial),
    "wordy": lambda _, r: each(r, wordy),
    "blank rows": lambda _, r: [x for row in r for x in (row, [""] * len(row))],
    "trailing": lambda _, r: [[*row, ""] for row in r],
    "upper headings": lambda _, r: [[name.upper() for name in r[0]], *r[1:]],
    "blanks": lambda _, r: each(r, lambda c, _: f" {c}\u00a0" if c else c),
    "semicolon lists": semicolons,
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    table=st.sampled_from(sorted(TABLES)),
    damages=st.lists(st.sampled_from(sorted(DAMAGE)), max_size=3, unique=True),
    text=st.fixed_dictionaries(
        {
            "by": st.sampled_from(",;\t"),
            "end": st.sampled_from(["\n", "\r\n", "\r"]),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        }
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_damage_is_undone_or_named(
    table: str, damages: list[str], text: dict[str, Any], encoding: str
) -> None:
    rows = rows_of(table)
    # Headings and widths last: the others look cells up by them.
    for name in sorted(damages, key=lambda name: name in ("trailing", "upper headings")):
        rows = DAMAGE[name](table, rows)
    with TemporaryDirectory() as place:
        folder = one_table(Path(place), table, written(rows, **text).encode(encoding))
        before = (folder / f"{table}.csv").read_bytes()
        result = tidy(folder)
        result.write()
        if result.waiting:
            assert all(waiting.option for waiting in result.waiting), result.waiting
            assert (folder / f"{table}.csv").read_bytes() == before
            answered = Readings(dates="mdy", decimal="comma" if "german" in damages else "point")
            result = tidy(folder, readings=answered)
            assert result.waiting == []
            result.write()
        frames, _ = read_tables([folder], [table])
        assert frames[table].equals(ORIGINAL[table])


LOCALES = {
    "de-DE": ("1031", "59", "76"),
    "en-US": ("1033", "44", "76"),
    "de-DE, Windows-1252": ("1031", "59", "1"),
}
"""Number of the language, of the separator and of the encoding, as LibreOffice counts them."""
CSV = "csv:Text - txt - csv (StarCalc)"


def soffice(profile: Path, locale: str, *words: str | Path) -> None:
    """Run LibreOffice as somebody in that country has it."""
    settings_file = profile / "user" / "registrymodifications.xcu"
    settings_file.parent.mkdir(parents=True, exist_ok=True)
    settings_file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor='
        '"http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">'
        f'<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop>'
        "</item></oor:items>"
    )
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def as_shown(content: bytes) -> bytes:
    """Show days of a workbook as each country writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as copy:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/styles.xml":
                part = re.sub(rb'numFmtId="164" fontId', b'numFmtId="14" fontId', part)
            copy.writestr(name, part)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("shown", ["true", "false"])
@pytest.mark.parametrize("place", LOCALES)
def test_tables_that_libreoffice_saved_as_csv_are_restored(
    place: str, shown: str, tmp_path: Path
) -> None:
    _, separator, charset = LOCALES[place]
    locale = place.partition(",")[0]
    book, saved_to = tmp_path / "tables.xlsx", tmp_path / "saved"
    book.write_bytes(as_shown(spreadsheet(analysis.example())))
    form = f"{CSV}:{separator},34,{charset},1,,0,false,{shown},false,false,false,-1"
    soffice(tmp_path / "profile", locale, "--convert-to", form, "--outdir", saved_to, book)
    seen = (saved_to / "tables-events.csv").read_text("cp1252")
    assert re.search({"de-DE": r"02\.04\.(19)?87", "en-US": r"0?4/0?2/(19)?87"}[locale], seen)
    order = "dmy" if locale == "de-DE" else "mdy"
    result = tidy(saved_to, tmp_path / "new", Readings(dates=order, years_from=1950))
    assert result.waiting == [], list(map(str, result.waiting))
    result.write()
    assert_restored(tmp_path / "new")


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["de-DE", "en-US"])
def test_tables_that_libreoffice_opened_as_csv_and_saved_are_restored(
    locale: str, tmp_path: Path
) -> None:
    lcid, separator, charset = LOCALES[locale]
    opened = f"CSV:44,34,76,1,,{lcid},false,true"
    files = [EXAMPLE / f"{table}.csv" for table in TABLES]
    text = f"{CSV}:{separator},34,{charset},1,,0,false,true,false"
    for form in (text, "xlsx"):
        soffice(
            tmp_path / "profile",
            locale,
            f"--infilter={opened}",
            "--convert-to",
            form,
            "--outdir",
            tmp_path / "saved",
            *files,
        )
    for book in (tmp_path / "saved").glob("*.xlsx"):
        tidy(book, tmp_path / "from-books").write()
    assert_restored(tmp_path / "from-books")
    tidy(tmp_path / "saved", tmp_path / "from-texts").write()
    assert_restored(tmp_path / "from-texts")


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["de-DE", "en-US"])
def test_a_workbook_that_libreoffice_saved_is_restored(locale: str, tmp_path: Path) -> None:
    (tmp_path / "tables.xlsx").write_bytes(as_shown(spreadsheet(analysis.example())))
    into = ["--convert-to", "xlsx", "--outdir", tmp_path / "saved"]
    soffice(tmp_path / "profile", locale, *into, tmp_path / "tables.xlsx")
    tidy(tmp_path / "saved" / "tables.xlsx", tmp_path / "new").write()
    assert_restored(tmp_path / "new")
