"""Where files are and how long their cells are does not matter; lines are those of the file."""

from __future__ import annotations

import ast
import os
import re
import shutil
import time
from pathlib import Path

import pytest

import analysis
from analysis import DossierError, Problem
from analysis.dossier.reading import EXAMPLE, read_tables

ODD = [
    "v[1]",
    "*",
    "a?b",
    "{a,b}",
    "a b",
    "#1",
    "100%",
    "s3:",
    "~x",
    "ä日",
    "file.csv",
    "**",
    "[!v]",
]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DossierError) as caught:
        analysis.load(folder)
    return caught.value.problems


@pytest.mark.parametrize("name", ODD)
def test_a_folder_is_itself_whatever_its_name_could_mean(name: str, tmp_path: Path) -> None:
    for decoy in ("v1", "axb", "a", "b", "1"):
        shutil.copytree(EXAMPLE, tmp_path / decoy)
        (tmp_path / decoy / "actors.csv").write_text("actor_id,name,kind\n", encoding="utf-8")
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / name))
    assert analysis.load(folder).actors.equals(analysis.example().actors)
    frames, problems = read_tables([folder, tmp_path / "v1"], ["actors"])
    assert problems == []
    assert frames["actors"]["dossier"].unique().to_list() == [0]


def test_no_path_is_given_to_a_reader_that_takes_it_for_a_pattern() -> None:
    """Polars opens what a path matches, and no path that is not UTF-8: it is given bytes.

    A lazy frame of a corpus is told that its file is no pattern; that its folder's name is text is
    seen to before.
    """
    package = Path(analysis.__file__).parent
    calls = [
        (path.name, ast.unparse(call.args[0]))
        for path in package.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and re.fullmatch(r"(pl|polars)\.(read|scan)_\w+", ast.unparse(call.func))
    ]
    assert len(calls) >= 3
    others = [c for c in calls if c[1] != "content" and not c[1].endswith(".read_bytes()")]
    assert others == [("parquet.py", "file")]
    (lazy,) = package.rglob("parquet.py")
    assert "pl.scan_parquet(file, glob=False)" in lazy.read_text(encoding="utf-8")


def test_a_folder_whose_name_is_not_utf8_loads(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        shutil.copytree(EXAMPLE, folder)
    except OSError:  # some systems have UTF-8 names only
        return
    assert analysis.load(folder).claims.equals(analysis.example().claims)
    (folder / "ties.csv").unlink()
    (folder / "tie.csv").write_bytes(b"")
    assert "rename" in problems_of(folder)[0].remedy


def test_a_cell_of_any_length_loads_and_does_not_hide_problems(folder: Path) -> None:
    long = "word " * 60_000 + "end"
    path = folder / "sources.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}odd,"{long}, ""so""",,,2031,other,F,,,\n', encoding="utf-8")
    assert analysis.load(folder).sources["title"].str.len_chars().max() == len(long) + 6
    path.write_text(f"{path.read_text(encoding='utf-8')}odder,title\n", encoding="utf-8")
    (told,) = problems_of(folder)
    assert (told.line, told.rule) == (len(text.splitlines()) + 2, "row")


BROKEN_LINES = {
    "in the header": ('"source_id\n",title,kind\nodd,A,press\n', 1),
    "in the row before": ('source_id,title,kind\nodd,"A\nB\n\nC",press\nodder,D,pross\n', 6),
    "in the row itself": ('source_id,title,kind\nodd,A,press\nodder,"B\nC\nD",pross\n', 3),
    "with quotes": ('source_id,title,kind\nodd,"A ""x""\n""y""",press\nodder,D,pross\n', 4),
    "CRLF": ('source_id,title,kind\r\nodd,"A\nB",press\r\nodder,D,pross\r\n', 4),
    "BOM": ('\ufeffsource_id,title,kind\nodd,"A\nB",press\nodder,D,pross\n', 4),
    "short row": ('source_id,title,kind\nodd,"A\n\nB",press\nodder,D\n', 5),
    "blank line": ('source_id,title,kind\nodd,"A\n\nB",press\n\nodder,D,press\n', 5),
    "row of commas": ('source_id,title,kind\nodd,"A\nB",press\n,,\nodder,D,press\n', 4),
    "open quote": ('source_id,title,kind\nodd,"A\nB",press\nodder,"D,press\n', 4),
    "lone carriage return": ('source_id,title,kind\nodd,"A\nB",press\nodder,D\rE,press\n', 4),
    "NUL": ('source_id,title,kind\nodd,"A\nB",press\nodder,D\0E,press\n', 4),
    "twice": ('source_id,title,kind\nodd,"A\nB",press\nodd,D,press\n', 2),
    "blank at the end": ('source_id,title,kind\nodd,"A\nB",press\nodder,D ,press\n', 4),
}


@pytest.mark.parametrize("where", BROKEN_LINES)
def test_a_problem_names_the_line_on_which_its_row_starts(where: str, tmp_path: Path) -> None:
    text, line = BROKEN_LINES[where]
    (tmp_path / "sources.csv").write_bytes(text.encode())
    assert problems_of(tmp_path)[0].line == line


@pytest.mark.parametrize("end", ["", "\n"])
def test_rows_that_are_all_short_are_told_whether_or_not_the_last_ends(
    end: str, tmp_path: Path
) -> None:
    text = "source_id,title,kind,publisher,url\nodd,A,press\nodder,B,press" + end
    (tmp_path / "sources.csv").write_text(text, encoding="utf-8", newline="")
    told = [(one.line, one.rule) for one in problems_of(tmp_path)]
    assert told == [(2, "row"), (3, "row")]


def test_a_byte_that_is_not_utf8_is_told_on_its_line(tmp_path: Path) -> None:
    raw = b'source_id,title,kind\nodd,"A\nB",press\nodder,caf\xe9,press\nlast,na\xefve,press\n'
    (tmp_path / "sources.csv").write_bytes(raw)
    (told,) = problems_of(tmp_path)
    assert (told.line, told.value) == (4, "odder,café,press")


def test_a_claim_that_the_article_lacks_is_told_on_its_line(folder: Path) -> None:
    from analysis.cli.checking import check_dossiers

    path = folder / "claims.csv"
    text = path.read_text(encoding="utf-8")
    sentence = "Ardania may supply Delmora with howitzers because of the ferry dispute."
    text = text.replace(sentence, '"{}"'.format(sentence.replace(" because", "\nbecause")), 1)
    text = text.replace("the sharpest crisis in", "no such words in", 1)
    path.write_text(text, encoding="utf-8")
    report = check_dossiers([folder])
    (told,) = report.problems[folder]
    assert (told.line, told.column) == (4, "quote")


@pytest.mark.parametrize("name", ["Claims.csv", "claims.CSV", "claims.csv.txt", "claims.xlsx"])
def test_a_table_under_another_name_is_not_an_empty_table(name: str, folder: Path) -> None:
    (folder / "claims.csv").rename(folder / name)
    told = next(p for p in problems_of(folder) if p.file == "claims.csv")
    assert told.rule == "file"
    assert f'"{name}"' in told.remedy


def test_a_text_of_nearly_the_same_name_is_not_taken_for_a_table(folder: Path) -> None:
    (folder / "claims.csv").rename(folder / "claim.csv.txt")
    assert "claim.csv.txt" not in " ".join(problem.remedy for problem in problems_of(folder))


@pytest.mark.parametrize("down", [True, False])
def test_of_several_files_that_may_be_meant_the_first_by_name_is_told(
    *, folder: Path, monkeypatch: pytest.MonkeyPatch, down: bool
) -> None:
    for name in ("claims.csv.txt", "claims.xlsx"):
        (folder / name).write_bytes((folder / "claims.csv").read_bytes())
    (folder / "claims.csv").unlink()
    there = sorted(folder.iterdir(), reverse=down)
    monkeypatch.setattr(Path, "iterdir", lambda _: iter(there))
    told = next(p for p in problems_of(folder) if p.file == "claims.csv")
    assert told.remedy == 'is missing; rename "claims.csv.txt" to it'


def test_thousands_of_wrong_ids_are_told_at_once(tmp_path: Path) -> None:
    """Suggestions took 36 seconds: each id was compared with every other."""
    actors = "\n".join(f"actor-number-{n},Actor {n},person" for n in range(40_000))
    (tmp_path / "actors.csv").write_text(f"actor_id,name,kind\n{actors}\n", encoding="utf-8")
    header = "claim_id,paragraph,start,end,digest,quote,speaker,statement\n"
    rows = (
        f"c{n},0,0,4,0123456789abcdef,so,actor-numbr-{n},It is so\n" for n in range(0, 40_000, 10)
    )
    (tmp_path / "claims.csv").write_text(header + "".join(rows), encoding="utf-8")
    started = time.process_time()
    problems = problems_of(tmp_path)
    assert time.process_time() - started < 10
    assert problems[7].remedy.startswith('no such actor_id; did you mean "actor-number-70"')


def test_rows_beyond_the_first_are_counted_in_the_file_that_they_are_in(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    for folder, number in zip(folders, (300, 400), strict=True):
        folder.mkdir()
        rows = "".join(f"a{n},Ann,person,nobody,XXX\n" for n in range(number))
        text = f"actor_id,name,kind,affiliation,country\n{rows}"
        (folder / "actors.csv").write_text(text, encoding="utf-8")
    _, problems = read_tables(folders, ["actors"])
    told = [p for p in problems if p.line is None]
    assert {p.file for p in told} == {str(folders[1] / "actors.csv")}
    assert {p.rule: p.remedy.split()[0] for p in told} == {
        "reference": "200",
        "one_name_each": "198",
        "country": "200",
    }
    assert sum(p.line is not None for p in problems) == 3 * 500
