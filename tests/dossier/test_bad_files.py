"""What does not load, and whether the error tells a person where and why."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis import DossierError, Problem
from analysis.dossier.file_problems import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DossierError) as caught:
        analysis.load(folder)
    return caught.value.problems


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")


def set_cell(folder: Path, table: str, line: int, column: str, value: str) -> None:
    """Replace one cell; for tables whose rows are one line each."""

    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def only(problems: tuple[Problem, ...], **expected: object) -> Problem:
    hits = [p for p in problems if all(getattr(p, k) == v for k, v in expected.items())]
    assert len(hits) == 1, problems
    return hits[0]


def test_a_missing_file_is_named_with_what_stands_in_its_place(folder: Path) -> None:
    (folder / "claims.csv").rename(folder / "claim.csv")
    assert "claim.csv" in only(problems_of(folder), file="claims.csv", rule="file").remedy


def test_a_folder_in_place_of_a_file_is_named(folder: Path) -> None:
    (folder / "ties.csv").unlink()
    (folder / "ties.csv").mkdir()
    assert "folder" in only(problems_of(folder), file="ties.csv").remedy


def test_a_name_that_no_folder_can_have_is_an_error(tmp_path: Path) -> None:
    assert "too long" in problems_of(tmp_path / ("x" * 5_000))[0].remedy


def test_choices_with_a_byte_order_mark_are_read(folder: Path) -> None:
    path = folder / "study.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert analysis.load(folder).study.title == analysis.example().study.title


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "ties.csv").write_bytes(b"")
    assert "empty" in only(problems_of(folder), file="ties.csv").remedy


def test_a_table_beyond_the_limit_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "claims.csv").open("r+b") as file:
        file.truncate(MOST_BYTES + 1)  # a file with a hole, which takes no room
    [problem] = problems_of(folder)
    assert str(problem) == (
        "claims.csv: is larger than 2 GiB; divide the dossier, and load it as a corpus [size]"
    )


def test_a_folder_that_does_not_exist_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    assert "dossier new" in problems_of(tmp_path / "nowhere")[0].remedy


def test_a_file_in_place_of_the_folder_is_an_error(folder: Path) -> None:
    assert "not a folder" in problems_of(folder / "claims.csv")[0].remedy


@pytest.mark.parametrize(
    ("damage", "rule", "line"),
    [
        (lambda raw: raw.replace(b"\n", b"\xe9\n", 2), "encoding", None),
        (lambda raw: raw.replace(b"\nardania,", b"\nar\0dania,"), "encoding", 2),
        (lambda raw: raw.decode().encode("utf-16"), "encoding", 1),
        (lambda raw: raw.replace(b"Belmark", b"Bel\rmark"), "line_ends", 3),
        (lambda raw: raw.replace(b"\n", b"\r\n").replace(b"\r\n", b"\n", 1), "line_ends", 2),
    ],
    ids=["Latin-1", "NUL", "UTF-16", "carriage return", "both line ends"],
)
def test_bytes_that_are_not_plain_utf8_text_are_named(
    folder: Path, damage: Callable[[bytes], bytes], rule: str, line: int | None
) -> None:
    path = folder / "actors.csv"
    path.write_bytes(damage(path.read_bytes()))
    found = [p for p in problems_of(folder) if p.file == "actors.csv"]
    assert found
    assert {p.rule for p in found} <= {rule, "extra_column", "missing_column", "type"}
    assert line is None or found[0].line == line


def test_a_latin1_byte_in_a_row_is_named_with_its_line(folder: Path) -> None:
    path = folder / "actors.csv"
    lines = path.read_bytes().split(b"\n")
    lines[4] = lines[4].replace(b"a", b"\xe9", 1)
    path.write_bytes(b"\n".join(lines))
    assert only(problems_of(folder), file="actors.csv", rule="encoding").line == 5


def test_a_misspelt_column_is_one_problem_that_says_how_to_rename_it(folder: Path) -> None:
    edit(folder / "actors.csv", lambda text: text.replace("affiliation", "afiliation", 1))
    (named,) = [p for p in problems_of(folder) if p.file == "actors.csv"]
    assert (named.column, named.rule) == ("affiliation", "missing_column")
    assert named.remedy == 'rename "afiliation" to affiliation'


def test_a_column_too_many_is_named(folder: Path) -> None:
    edit(folder / "claim_links.csv", lambda text: text.replace("relation", "relation,note", 1))
    assert "remove it" in only(problems_of(folder), column="note", rule="extra_column").remedy


def test_a_table_saved_with_semicolons_is_one_problem(folder: Path) -> None:
    edit(folder / "actors.csv", lambda text: text.replace(",", ";").replace("\n", "\r\n"))
    (named,) = [p for p in problems_of(folder) if p.file == "actors.csv"]
    assert named.rule == "separator"
    assert "semicolons; save it as CSV UTF-8 with commas" in named.remedy


def test_a_row_of_commas_is_one_problem(folder: Path) -> None:
    edit(folder / "actors.csv", lambda text: text.replace("\n", "\n" + "," * 9 + "\n", 1))
    (named,) = [p for p in problems_of(folder) if p.file == "actors.csv"]
    assert (named.line, named.remedy) == (2, "has only empty cells; delete it")


def test_a_column_that_stands_twice_is_named(folder: Path) -> None:
    edit(
        folder / "claim_links.csv",
        lambda t: "\n".join(f"{r},{r.split(',')[0]}" for r in t.split("\n") if r) + "\n",
    )
    assert (
        only(problems_of(folder), file="claim_links.csv", rule="duplicate_column").column
        == "claim_id"
    )


@pytest.mark.parametrize("ending", ["", ",x,y"], ids=["short", "long"])
def test_a_row_with_too_few_or_too_many_cells_is_named_with_its_line(
    folder: Path, ending: str
) -> None:
    def change(text: str) -> str:
        rows = text.split("\n")
        rows[2] = rows[2] + ending if ending else rows[2].rsplit(",", 1)[0]
        return "\n".join(rows)

    edit(folder / "claim_links.csv", change)
    assert only(problems_of(folder), file="claim_links.csv").line == 3


@pytest.mark.parametrize(
    ("broken", "rule"),
    [("sand,Sand", "row"), ("sand,Sand,state,,,,,,,,,", "row"), ("", "row"), ('sand,"S,x', "csv")],
)
def test_cells_of_the_complete_rows_are_checked_beside_a_row_that_is_not(
    folder: Path, broken: str, rule: str
) -> None:
    header = (folder / "actors.csv").read_text(encoding="utf-8").partition("\n")[0]
    rest = ",,,,,,,\n"
    before, after = f'ann,"Ann ""A""",persn{rest}', f"cy,Cy,personn{rest}"
    (folder / "actors.csv").write_text(f"{header}\n{before}{broken}\n{after}", encoding="utf-8")
    found = problems_of(folder)
    assert only(found, file="actors.csv", rule=rule).line == 3
    typed = [p.line for p in found if (p.file, p.rule) == ("actors.csv", "type")]
    assert typed == ([2] if rule == "csv" else [2, 4])
    assert {p.file for p in found} == {"actors.csv"}


def test_a_blank_line_is_named(folder: Path) -> None:
    edit(folder / "claim_links.csv", lambda text: text.replace("\n", "\n\n", 1))
    assert "blank" in only(problems_of(folder), file="claim_links.csv", line=2).remedy


def test_a_lone_quote_mark_is_named(folder: Path) -> None:
    edit(folder / "claim_links.csv", lambda text: text.replace("\nc", '\n"c', 1))
    assert only(problems_of(folder), file="claim_links.csv").rule == "csv"


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("claims", "paragraph", "three", "whole number"),
        ("claims", "start", "007", "whole number"),
        ("claims", "said_on", "2024-02-30", "YYYY-MM-DD"),
        ("claims", "said_on", "2024-6-9", "YYYY-MM-DD"),
        ("claims", "speech_act", "thret", 'did you mean "threat"'),
        ("claims", "speaker", "mira-tolvan", 'did you mean "mira-tolvane"'),
        ("claims", "speaker", "Mira!", "lower-case"),
        ("claims", "digest", "xyz", "hex"),
        ("claims", "statement", "", "needed: The statement"),
        ("claims", "subjects", "ardania||corvia", "none is empty"),
        ("claims", "subjects", "ardania;corvia", "joined by |"),
        ("claims", "speaker", "mira_tolvane", 'did you mean "mira-tolvane"'),
        ("claims", "subjects", "ardania|corvea", 'did you mean "corvia"'),
        ("figures", "weapon_id", "x", "weapon_id; write one of weapons.csv, or add it there"),
        ("weapons", "paragraphs", "2|07", "whole number"),
        ("weapons", "paragraphs", "+2", "whole number"),
        ("weapons", "paragraphs", "2, 7", "whole number"),
        ("ties", "directed", "yes", "true or false"),
        ("ties", "sign", "2", "allowed"),
        ("ties", "obligations", "defense|defence", 'did you mean "defense"'),
        ("figures", "low", "many", "number"),
        ("figures", "low", "nan", "allowed"),
        ("places", "latitude_deg", "91", "at most 90"),
        ("actors", "country", "KR", "capital letters"),
        ("sources", "url", "javascript:alert(1)", "https://"),
        ("sources", "published", "June 2024", "YYYY"),
    ],
)
def test_a_bad_cell_is_named_with_place_value_and_remedy(
    folder: Path, table: str, column: str, value: str, expected: str
) -> None:
    set_cell(folder, table, 3, column, value)
    named = only(problems_of(folder), file=f"{table}.csv", line=3, column=column)
    assert expected in named.remedy
    assert named.value is None if value == "" else named.value in value


def test_a_duplicate_id_is_named_at_every_place(folder: Path) -> None:
    edit(folder / "actors.csv", lambda text: text + text.split("\n")[1] + "\n")
    found = [p for p in problems_of(folder) if p.rule == "primary_key"]
    assert [p.line for p in found] == [2, len((folder / "actors.csv").read_text().splitlines())]


def test_an_end_before_its_start_names_both_columns_and_values(folder: Path) -> None:
    set_cell(folder, "claims", 2, "end", "1")
    set_cell(folder, "claims", 2, "start", "5")
    named = only(problems_of(folder), rule="claim_ends_after_it_starts")
    assert (named.line, named.column, named.value) == (2, "end, start", "1|5")


def test_a_circle_of_affiliations_is_named(folder: Path) -> None:
    actors = analysis.load_actors(folder)
    line = actors["actor_id"].to_list().index("ardania") + 2
    set_cell(folder, "actors", line, "affiliation", "mira-tolvane")
    assert {p.rule for p in problems_of(folder)} == {"affiliation_chain_ends"}


def test_an_actor_without_an_id_is_above_nobody(folder: Path) -> None:
    set_cell(folder, "actors", 9, "actor_id", "")
    found = [problem for problem in problems_of(folder) if problem.file == "actors.csv"]
    assert [(problem.line, problem.rule) for problem in found] == [(9, "nullability")]


def test_problems_of_all_files_come_at_once_in_order(folder: Path) -> None:
    set_cell(folder, "actors", 3, "kind", "planet")
    set_cell(folder, "claims", 5, "said_on", "yesterday")
    (folder / "ties.csv").write_bytes(b"")
    assert [p.file for p in problems_of(folder)][:3] == ["actors.csv", "claims.csv", "ties.csv"]


def test_lines_are_counted_in_the_file_not_in_records(folder: Path) -> None:
    edit(
        folder / "sources.csv",
        lambda text: text.replace("\n", '\nodd,"two\nlines",,,2031,other,F,,,\n', 1),
    )
    edit(folder / "sources.csv", lambda text: text + "odder,title,,,2031,other,Z,,,\n")
    last = len((folder / "sources.csv").read_text(encoding="utf-8").split("\n")) - 1
    assert only(problems_of(folder), column="reliability").line == last


def test_a_problem_can_be_printed_whatever_the_file_and_its_columns_are_called() -> None:
    named = "caf\udce9/claims.csv"
    problem = Problem(named, 1, "\udce9\x1b" + "x" * 9_999, None, "extra_column", "remove it")
    assert str(problem).encode().startswith(b"caf\\udce9/claims.csv line 1, column \\udce9\\u001b")
    assert len(str(problem)) < 300


def test_a_very_long_value_is_cut_and_control_characters_are_shown(folder: Path) -> None:
    set_cell(folder, "actors", 2, "kind", "\u202eevil" + "x" * 100_000)
    with pytest.raises(DossierError) as caught:
        analysis.load(folder)
    assert "\\u202eevil" in str(caught.value)
    assert len(str(caught.value)) < 1_000


def test_the_former_name_of_a_table_column_or_word_is_recognised(folder: Path) -> None:
    (folder / "propositions.csv").rename(folder / "state_variables.csv")
    edit(folder / "claims.csv", lambda text: text.replace("said_on", "date", 1))
    set_cell(folder, "outcomes", 2, "verdict", "untestable")
    problems = problems_of(folder)
    assert "state_variables.csv" in only(problems, file="propositions.csv").remedy
    renamed = 'rename "date" to said_on (dossier tidy does it)'
    assert only(problems, column="said_on").remedy == renamed
    assert 'now called "not_tested"' in only(problems, value="untestable").remedy


def test_a_folder_without_any_table_is_refused(tmp_path: Path) -> None:
    assert "no table" in problems_of(tmp_path)[0].remedy


def test_a_figure_states_what_its_quantity_depends_on(folder: Path) -> None:
    set_cell(folder, "figures", 2, "condition", "")
    named = only(problems_of(folder), rule="figure_states_its_condition")
    assert (named.line, named.value) == (2, "max_range_km")
    assert '"munition: not stated"' in named.remedy


def test_a_quantity_of_the_dossier_may_need_another_condition(folder: Path) -> None:
    quantities = "quantity,label,unit,needs\nmax_range_km,range,km,\n"
    (folder / "quantities.csv").write_text(quantities, encoding="utf-8")
    set_cell(folder, "figures", 2, "condition", "")
    assert analysis.load(folder).measures["max_range_km"].needs is None


def test_a_quantity_whose_need_is_not_a_word_is_told_there(folder: Path) -> None:
    set_cell(folder, "quantities", 2, "needs", "mode (max")
    assert only(problems_of(folder), file="quantities.csv").column == "needs"


def test_a_what_if_has_one_description(folder: Path) -> None:
    what_ifs = analysis.load_table("what_ifs", folder)
    several = what_ifs.group_by("what_if_id").len().filter(len=2)["what_if_id"][0]
    line = [i for i, w in enumerate(what_ifs["what_if_id"], 2) if w == several][1]
    set_cell(folder, "what_ifs", line, "description", "Something else")
    assert only(problems_of(folder), rule="one_description_each").line == line


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("[studdy]\ntitle = 'x'", 1, "studdy", 'did you mean "study"'),
        ("[study]\ntitel = 'x'", 2, "study.titel", 'did you mean "title"'),
        ("[words]\ntitle = 'x'", 1, "words", "known: alliances, article, claims, study, weapons"),
        ("[article]\nx = 'x'", 2, "article.x", "known: author, date, source"),
        ("[article]\nauthor = 'x'", 2, "article.author", "actors.csv; write one that is there"),
        ("[study]\nas_of = '2031-05-04'", 2, "study.as_of", "without quotes"),
        ("\n[alliances]\nseen_from = 'ardanja'", 3, "alliances.seen_from", '"ardania"'),
        ("[claims]\nbetween = ['ardania']", 2, "claims.between", "two ids"),
        ("[weapons]\n\"quantity\" = 'max_rnge_km'", 2, "weapons.quantity", '"max_range_km"'),
        ("study = 3", 1, "study", "section"),
        ("study.title = 3", 1, "study.title", "text in quotes"),
        ("[study]\ntitle = 'x'\n[study", 3, None, "cannot be read"),
        ("[study]\ntitle = x\n", 2, None, 'lines such as title = "Words"'),
        ("[study]\ntitle = 'caf\xe9'\n", 2, None, "save it as UTF-8"),
        ("[study]\ntitle = 'Ferries '", 2, "study.title", "ends with a blank"),
        ("[study]\ntitle = '\u200b'", 2, "study.title", "nobody can see"),
        ("x = " + 5_000 * "[", None, None, "nested too deeply"),
        ("title = " + 5_000 * "1", None, None, "number of thousands of digits"),
        ("[study]\ntitle = 0x" + 5_000 * "f", None, None, "number of thousands of digits"),
    ],
)
def test_a_wrong_choice_is_named_with_line_key_value_and_remedy(
    folder: Path, text: str, line: int | None, column: str | None, expected: str
) -> None:
    coding = "latin-1" if "\xe9" in text else "utf-8"
    (folder / "study.toml").write_text(text, encoding=coding)
    named = only(problems_of(folder), file="study.toml")
    assert (named.line, named.column) == (line, column)
    assert expected in named.remedy


@pytest.mark.parametrize("name", ["claims.csv", "study.toml"])
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (Path.mkdir, "is a folder; a file is expected"),
        (os.mkfifo, "is a pipe or a device; a file is expected"),
        (lambda path: path.symlink_to(path.name), "leads nowhere; a file is expected"),
    ],
    ids=["folder", "pipe", "link to itself"],
)
def test_what_is_in_the_place_of_a_file_is_named(
    folder: Path, name: str, made: Callable[[Path], object], expected: str
) -> None:
    (folder / name).unlink()
    made(folder / name)
    assert expected in only(problems_of(folder), file=name).remedy


def test_what_a_problem_repeats_of_another_row_can_be_read(folder: Path) -> None:
    set_cell(folder, "quantities", 2, "unit", "h\u200bour")
    what_ifs = analysis.load_table("what_ifs", folder)["what_if_id"].to_list()
    several = next(i for i, one in enumerate(what_ifs) if what_ifs.count(one) > 1)
    set_cell(folder, "what_ifs", several + 2, "description", "long " * 9_000 + "end")
    problems = problems_of(folder)
    assert {p.file for p in problems} == {"quantities.csv", "figures.csv", "what_ifs.csv"}
    assert all(str(p).isprintable() and len(str(p)) < 500 for p in problems)


@pytest.mark.parametrize("header", ["odd,odd", ",odd,", "column,,column"])
def test_foreign_headings_are_told_apart_where_a_row_is_short(folder: Path, header: str) -> None:
    path = folder / "actors.csv"
    first, *rows = path.read_text(encoding="utf-8").splitlines()
    more = "," * header.count(",")
    lines = [f"{first},{header}", *(f"{row},{more}" for row in rows), "short"]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    with pytest.raises(DossierError) as refused:
        analysis.load(folder)
    rules = {problem.rule for problem in refused.value.problems}
    assert "extra_column" in rules
    assert any(problem.line == len(lines) for problem in refused.value.problems)
