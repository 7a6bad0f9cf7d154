"""Two spellings of one thing: told, or read as one; never two things without a word."""

from __future__ import annotations

import csv
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis import DossierError, Problem
from analysis.dossier.identity import GROUPED, NAMES
from analysis.dossier.reading import EXAMPLE, read_tables
from analysis.dossier.references import references_of
from analysis.dossier.spelling import SUSPECT, fault, faulty
from analysis.dossier.tables import TABLES, is_free_text, item_type

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = [
    (table, name)
    for table, schema in TABLES.items()
    for name, column in schema.columns().items()
    if item_type(column) == pl.String
]
CHANGES: dict[str, Callable[[str], str]] = {
    "blank at the end": lambda text: f"{text} ",
    "blank at the start": lambda text: f" {text}",
    "two blanks": lambda text: f"{text}  {text}",
    "no-break space": lambda text: f"{text}\u00a0{text}",
    "only a no-break space": lambda _: "\u00a0",
    "zero-width space": lambda text: f"{text[0]}\u200b{text[1:]}",
    "soft hyphen": lambda text: f"{text}\u00ad",
    "only a soft hyphen": lambda _: "\u00ad",
    "filler": lambda _: "\u3164",
    "mark of direction": lambda text: f"{text}\u200e",
    "decomposed": lambda text: f"{text}e\u0301",
    "CRLF": lambda text: f"{text}\r\n{text}",
    "tab": lambda text: f"{text}\t{text}",
    "NA": lambda _: "NA",
    "N.A.": lambda _: "N.A.",
    "null": lambda _: "null",
    "None": lambda _: "None",
    "-": lambda _: "-",
    "dash": lambda _: "\N{EN DASH}",
}


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, table: str, rows: list[dict[str, str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def with_values() -> list[tuple[str, str, int]]:
    """Every column of text, and its first row with a value."""
    found = []
    for table, column in COLUMNS:
        filled = [at for at, row in enumerate(rows_of(EXAMPLE, table)) if row.get(column)]
        found += [(table, column, filled[0])] if filled else []
    return found


def test_nearly_every_column_of_text_has_a_value_in_the_example() -> None:
    empty = set(COLUMNS) - {(table, column) for table, column, _ in with_values()}
    assert len(empty) <= 8, empty


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_nobody_sees_is_told_in_every_column(change: str, folder: Path) -> None:
    places = with_values()
    for table in TABLES:
        rows = rows_of(EXAMPLE, table)
        for of, column, at in places:
            if of == table:
                rows[at][column] = CHANGES[change](rows[at][column])
        write(folder, table, rows)
    _, problems = read_tables([folder])
    if change == "CRLF":
        assert {p.rule for p in problems} == {"line_ends"}
        assert len(problems) == len({table for table, _, _ in places})
        return
    told = {(p.file, p.column) for p in problems}
    files = {p.file for p in problems if p.rule == "missing_mark"}
    # An id that is "null" is told where it is given; the rows that name it then name a row.
    refers = {(table, column) for table in TABLES for column in references_of(TABLES[table])}
    silent = [
        (table, column)
        for table, column, _ in places
        if (f"{table}.csv", column) not in told
        and f"{table}.csv" not in files
        and not (change == "null" and (table, column) in refers)
    ]
    assert silent == []


@pytest.mark.parametrize("mark", ["NA", "null", "-"])
def test_a_mark_for_no_value_is_told_wherever_it_is(mark: str, folder: Path) -> None:
    for table, column, at in with_values():
        rows = rows_of(EXAMPLE, table)
        rows[at][column] = mark
        write(folder, table, rows)
        _, problems = read_tables([folder], [table])
        if mark == "null" and not is_free_text(TABLES[table].columns()[column]):
            # It could be an id, and is told where no row has it.
            named = references_of(TABLES[table]).values()
            _, problems = read_tables([folder], [table, *named])
            assert problems, (table, column)
        else:
            assert [p.rule for p in problems] == ["missing_mark"], (table, column)
        write(folder, table, rows_of(EXAMPLE, table))


def grouped() -> list[tuple[str, str]]:
    words = NAMES.keys() - {"what_ifs", "sources"}
    named = [(table, NAMES[table]) for table in sorted(words)]
    return named + [(table, column) for table, columns in GROUPED.items() for column in columns]


@pytest.mark.parametrize(("table", "column"), grouped())
@pytest.mark.parametrize("other", ["EVEN ONE", "\N{FULLWIDTH LATIN SMALL LETTER E}ven one"])
def test_words_that_group_rows_have_one_spelling(
    table: str, column: str, other: str, folder: Path
) -> None:
    rows = rows_of(EXAMPLE, table)
    key = TABLES[table].primary_key()[0]
    asks_for_nothing = {"quantity": "crew"} if table == "figures" else {}
    first = rows[0] | asks_for_nothing | {column: "even one"}
    second = first | {key: "another" if key != column else other} | {column: other}
    write(folder, table, [first, *rows[1:], second])
    _, problems = read_tables([folder], [table])
    rule = "one_name_each" if NAMES.get(table) == column else "one_spelling"
    (told,) = (problem for problem in problems if problem.rule == rule)
    assert (told.column, told.value, told.line) == (column, other, len(rows) + 2)
    assert "line 2" in told.remedy


def test_what_two_dossiers_spell_in_two_ways_is_not_told(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    rows = [row | {"concept": row["concept"].upper()} for row in rows_of(other, "claims")]
    write(other, "claims", rows)
    assert read_tables([folder, other])[1] == []
    write(other, "claims", [*rows[:-1], rows[-1] | {"concept": rows[0]["concept"].lower()}])
    (told,) = read_tables([folder, other])[1]
    assert (told.file, told.rule) == (str(other / "claims.csv"), "one_spelling")


@pytest.mark.parametrize("text", ["one | two", "one|NA", "one|two ", "-|one", "one|t\u200bwo"])
def test_items_of_a_list_are_texts(text: str, folder: Path) -> None:
    rows = rows_of(folder, "actors")
    write(folder, "actors", [rows[0] | {"aliases": text}, *rows[1:]])
    _, problems = read_tables([folder])
    assert {(p.line, p.column) for p in problems} == {(2, "aliases")}


def load_concept(folder: Path, first: str, second: str) -> tuple[Problem, ...]:
    rows = rows_of(folder, "claims")
    rows[15]["concept"], rows[16]["concept"] = first, second
    write(folder, "claims", rows)
    try:
        analysis.load(folder)
    except DossierError as error:
        return error.problems
    return ()


def test_a_concept_in_another_case_names_both_lines(folder: Path) -> None:
    (told,) = load_concept(folder, "Ferries should be armed", "ferries should be Armed")
    assert (told.line, told.column, told.value) == (18, "concept", "ferries should be Armed")
    assert told.remedy.startswith('is "Ferries should be armed" in line 17; write both the same')


def test_a_concept_with_a_blank_at_its_end_names_the_blank(folder: Path) -> None:
    (told,) = load_concept(folder, "Ferries should be armed", "Ferries should be armed ")
    assert (told.line, told.value) == (18, "Ferries should be armed ")
    assert told.remedy == "ends with a blank; remove it"


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627",
        "क्‍ष",
        "ന്‍",
        "👨‍👩‍👧 at sea",
        "❤️",
        "1️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "山田　太郎",
        "ไทย\u200bไทย",
        "שלום \u200fabc",
        "Tiếng Việt",
        "क़लम \u0958लम",
        "Straße – “ja”…",
        "two\nlines",
        "none of it",
        "N/A is how they write it",
        "한국어",
        "№ 5 °C",
    ],
)
def test_what_a_script_needs_is_not_refused(text: str) -> None:
    assert faulty(pl.Series([text])).to_list() == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("word ", "ends with a blank"),
        ("\u200bword", "starts with a zero width space (U+200B)"),
        ("red\u00a0line", "no-break space (U+00A0) at character 4"),
        ("red  line", "two blanks in a row at character 4"),
        ("re\u00adply", "soft hyphen (U+00AD) at character 3, which nobody can see"),
        ("a\u200db", "zero width joiner (U+200D) at character 2"),
        ("\u00a0\u200b", "only characters that nobody can see"),
        (unicodedata.normalize("NFD", "café"), "Unicode NFC"),
        (unicodedata.normalize("NFD", "한국어"), "Unicode NFC"),
        ("caf\ufffd", "lost in conversion"),
        ("a\x07b", "control character (U+0007)"),
        ("#NAME?", "error of a spreadsheet"),
        ("N/A", "leave the cell empty"),
    ],
)
def test_what_nobody_sees_is_named(text: str, expected: str) -> None:
    assert faulty(pl.Series([text, "plain"])).to_list() == [text]
    assert expected in fault(text)


@pytest.mark.parametrize("around", ["{0}", "a{0}", "{0}a", "a{0} {0}a", "{0}{0}"])
def test_nothing_faulty_goes_unsuspected(around: str) -> None:
    """What is not suspected is not looked at: no text without a suspect may be a faulty one."""
    characters = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]
    texts = pl.Series([around.format(character) for character in characters])
    plain = texts.filter(~texts.str.contains(SUSPECT))
    assert plain.len() > 30_000
    # A suspect in front of each, which is not faulty, has all of them looked at.
    marked = "\N{INVERTED INTERROBANG}" + plain
    assert marked.str.contains(SUSPECT).all()
    assert faulty(marked).is_empty()


def test_of_two_spellings_that_are_equally_frequent_the_first_is_the_usual_one(
    folder: Path,
) -> None:
    rows = rows_of(EXAMPLE, "sources")[:1] * 40
    for at, row in enumerate(rows):
        name = f"paper {at // 2}"
        spelt = name if at % 4 in (0, 3) else name.capitalize()
        rows[at] = row | {"source_id": f"s{at}", "title": f"Title {at}", "publisher": spelt}
    write(folder, "sources", rows)
    _, problems = read_tables([folder], ["sources"])
    told = {p.line: p.remedy for p in problems if p.rule == "one_spelling"}
    assert [*told] == [at + 3 for at in range(0, 40, 2)]
    assert all(f"in line {line - 1};" in remedy for line, remedy in told.items() if line)
