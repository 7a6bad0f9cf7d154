"""``dossier check``: places of problems, anchors, notes, several folders, exit codes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.coding.drafts import keep_draft
from analysis.dossier import TABLES
from analysis.dossier.reading import EXAMPLE

if TYPE_CHECKING:
    from conftest import Run

ROOT = Path(__file__).resolve().parents[2]
TINY = "A tiny article\n\nAnn said the bridge would open in May. Bo doubted it.\n"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_a_good_dossier_is_said_to_be_one(run: Run, folder: Path) -> None:
    done = run("check", folder)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"No problems in {len(TABLES)} tables with ")
    assert done.stdout.endswith("All 20 claims found in the article (20 exact).\n")
    assert done.stderr == ""


def test_problems_are_listed_with_their_places_and_exit_code_1(run: Run, folder: Path) -> None:
    edit(folder / "claims.csv", ",mira-tolvane,", ",mira-tolvan,")
    done = run("check", folder)
    assert done.exit_code == 1
    line = 'claims.csv line 4, column speaker: "mira-tolvan": '
    assert done.stdout.startswith(f'{line}no such actor_id; did you mean "mira-tolvane"?')
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == "3 problems.\n"


def test_choices_are_checked_with_the_tables(run: Run, folder: Path) -> None:
    edit(folder / "study.toml", 'author = "author"', 'author = "auhtor"')
    done = run("check", folder)
    assert done.exit_code == 1
    said = 'study.toml line 10, column article.author: "auhtor": no such actor_id'
    assert done.stdout.startswith(said)


def test_the_current_folder_is_checked_if_it_has_claims(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder / "ties.csv", ",belmark,corvia,", ",belmrak,corvia,")
    monkeypatch.chdir(folder)
    assert '"belmrak"' in run("check").stdout
    monkeypatch.chdir(folder.parent)
    assert run("check").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("no/such/folder",),
        (EXAMPLE / "claims.csv",),
        (EXAMPLE, "--recheck-after", "soon"),
        (EXAMPLE, "--recheck-after", "9999999999d"),
        (EXAMPLE, "--article", "no/such/article.txt"),
        (EXAMPLE, "--frobnicate"),
    ],
    ids=str,
)
def test_wrong_usage_is_exit_code_2(run: Run, words: tuple[object, ...]) -> None:
    done = run("check", *words) if words else run("frobnicate")
    assert done.exit_code == 2
    assert done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("inner", ["", "dossiers/"])
def test_a_folder_of_dossiers_is_not_checked_as_one(
    run: Run, folder: Path, tmp_path: Path, inner: str
) -> None:
    place = tmp_path / "corpus"
    shutil.copytree(folder, place / inner / "one")
    shutil.copy(folder / "actors.csv", place / "actors.csv")
    done = run("check", place)
    assert (done.exit_code, done.stdout) == (2, "")
    said = re.sub(r"[\s│]", "", done.stderr)
    assert f"{place}isafolderofdossiers,notoneofthem;check{place / inner}/*" in said
    assert run("check", place / inner / "one").exit_code == 0


def test_without_an_article_the_check_says_what_it_left_out(run: Run, folder: Path) -> None:
    (folder / "article.txt").unlink()
    done = run("check", folder)
    assert done.exit_code == 0
    assert done.stdout.endswith("Anchors not checked: no article.txt beside the tables.\n")


def test_an_article_that_is_named_is_used_and_must_exist(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    article = (folder / "article.txt").rename(tmp_path / "elsewhere.txt")
    assert "All 20 claims" in run("check", folder, "--article", article).stdout
    assert "All 20 claims" in run("check", folder, DOSSIER_ARTICLE=str(article)).stdout
    assert run("check", folder, DOSSIER_ARTICLE=str(tmp_path / "none.txt")).exit_code == 2


def test_a_wrong_article_is_a_problem_of_the_data(run: Run, folder: Path) -> None:
    (folder / "article.txt").write_text("Another article\n")
    done = run("check", folder)
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 20
    (folder / "article.txt").write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in run("check", folder).stdout


def coded(run: Run, tmp_path: Path, **change: str) -> Path:
    """A dossier of one claim on a tiny article, anchored by the command itself."""
    folder = tmp_path / "mine"
    run("new", folder)
    (folder / "article.txt").write_text(TINY, encoding="utf-8")
    found = run("anchor", "the bridge would open in May", "--article", folder / "article.txt")
    cells = next(csv.DictReader(io.StringIO(found.stdout)))
    claim = {"claim_id": "c1", "speaker": "ann", "statement": "It opens in spring."}
    rows = {"actors": {"actor_id": "ann", "name": "Ann", "kind": "person"}}
    for table, row in (rows | {"claims": claim | cells | change}).items():
        with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            names = TABLES[table].column_names()
            csv.DictWriter(file, names, lineterminator="\n").writerow(row)
    return folder


def test_a_claim_anchored_by_the_command_is_found_in_its_article(run: Run, tmp_path: Path) -> None:
    done = run("check", coded(run, tmp_path))
    assert done.exit_code == 0, done.stdout
    assert "1 claim found in the article (1 exact)." in done.stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"digest": "0" * 16}, "other words than its digest"),
        ({"start": "24"}, "other words than its digest"),
        ({"end": "9999"}, "other words than its digest"),
        ({"paragraph": "7"}, "is in paragraph 1"),
        ({"quote": "the brigde"}, "quote is not in the span"),
        ({"quote": "Bo doubted"}, "quote is not in the span"),
    ],
    ids=str,
)
def test_a_wrong_anchor_is_a_problem_of_the_data(
    run: Run, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    done = run("check", coded(run, tmp_path, **change))
    assert done.exit_code == 1, done.stdout
    assert said in done.stdout
    assert "claims.csv line 2" in done.stdout


def test_outcomes_to_recheck_are_listed(run: Run, folder: Path) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    with (folder / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for age, row in enumerate(rows):
        row["checked_on"] = str(today - dt.timedelta(days=180 + age))
        row["date"] = row["evidence_until"] = ""
    write(folder / "outcomes.csv", rows)
    done = run("check", folder, "--recheck-after", "180d")
    assert done.exit_code == 0
    first, *due, last = done.stdout.splitlines()
    assert first.startswith("No problems")
    assert len(due) == len(rows) - 1
    assert due[0].startswith(f"outcomes.csv: {rows[-1]['claim_id']} (")
    assert last == f"{len(due)} outcomes last checked more than 180 days ago."


def test_rows_that_nobody_has_read_are_listed_by_table_and_line(run: Run, folder: Path) -> None:
    assert "figures.csv" not in run("check", folder, "--unread").stdout
    kept = {"ties": 2, "figures": 3}
    for table, number in kept.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows[:number]:
            row["read_on"] = ""
        write(folder / f"{table}.csv", rows)
    edit(folder / "ties.csv", "Treaty of Good", '"Treaty of\nGood')  # a row on two lines
    edit(folder / "ties.csv", "Neighbours (1998)", 'Neighbours (1998)"')
    done = run("check", folder, "--unread")
    assert done.exit_code == 0, done.stdout
    assert done.stdout.splitlines()[1:6] == [
        "ties.csv:2: belmark-corvia-1998: treaties-data",
        "ties.csv:4: ardania-three-rivers-2004: defence-2004-text, treaties-data",
        "figures.csv:2: kelpie-max-range-km-01: kelpie-brochure",
        "figures.csv:3: kelpie-max-range-km-02: handbook",
        "figures.csv:4: kelpie-max-range-km-03: kelpie-brochure",
    ]
    ties, clauses, figures = done.stdout.splitlines()[6:]
    assert re.fullmatch(r"ties: 2 of \d+ rows not known to be read in their sources\.", ties)
    assert re.match(r"clauses: 0 of \d+ rows", clauses)
    assert re.match(r"figures: 3 of \d+ rows", figures)


def test_unread_rows_of_several_dossiers_are_named_with_their_folders(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    with (other / "clauses.csv").open(encoding="utf-8", newline="") as file:
        first, *rows = csv.DictReader(file)
    write(other / "clauses.csv", [first | {"read_on": ""}, *rows])
    done = run("check", folder, other, "--unread")
    line = f"{other}/clauses.csv:2: {first['clause_id']}: {first['sources'].replace('|', ', ')}"
    assert line in done.stdout.splitlines()
    assert f"clauses: 1 of {2 * (len(rows) + 1)} rows not known" in done.stdout


def test_undescribed_words_are_noted_with_the_row_that_describes_them(
    run: Run, folder: Path
) -> None:
    edit(folder / "weapons.csv", ",howitzer,", ",rail_gun,")
    edit(folder / "figures.csv", ",calibre_mm,", ",muzzle_energy_mj,")
    for _ in range(2):
        done = run("check", folder)
        assert done.exit_code == 0, done.stdout
        for note in done.stderr.splitlines():
            file, _, row = note.partition("add to ")[2].partition(": ")
            with (folder / file).open("a", encoding="utf-8") as table:
                table.write(f"{row}\n")
    assert done.stderr == ""
    assert "rail_gun,rail gun" in (folder / "weapon_classes.csv").read_text()
    assert "muzzle_energy_mj,muzzle energy mj,mm" in (folder / "quantities.csv").read_text()


def test_rows_and_drafts_that_wait_are_counted(run: Run, folder: Path) -> None:
    with (folder / "transfers.csv").open(encoding="utf-8", newline="") as file:
        first, *rows = csv.DictReader(file)
    write(folder / "transfers.csv", [first | {"review": "proposed"}, *rows])
    keep_draft(folder, None, "claims", None, {"statement": "Not yet."})
    keep_draft(folder, None, "actors", "ardania", {"name": "Ardania?"})
    done = run("check", folder)
    assert done.exit_code == 0, done.stdout
    assert "proposed and left out until they are accepted: 1 transfer." in done.stderr
    assert "drafts.json has 2 drafts" in done.stderr


def test_verdicts_of_one_voice_and_duties_without_a_clause_are_noted(
    run: Run, folder: Path
) -> None:
    assert run("check", folder).stderr == ""
    edit(folder / "outcomes.csv", ",moderate,true", ",moderate,")
    (folder / "clauses.csv").unlink()
    done = run("check", folder)
    assert done.exit_code == 0, done.stdout
    verdicts, duties = done.stderr.splitlines()
    assert verdicts.startswith("Note: outcomes: 6 rows (c04, c06, c12, c16, c17, ...) with one ")
    assert duties == (
        "Note: commitments: 1 row (union-must-assist) resting on a treaty of which no clause was "
        "read."
    )


def test_media_coded_as_health_are_noted(run: Run, folder: Path) -> None:
    edit(folder / "actors.csv", "XFE,JRN,,the Strait Courier", "XFE,MED,,the Strait Courier")
    done = run("check", folder)
    assert done.exit_code == 0, done.stdout
    assert done.stderr == (
        "Note: actors: 1 row (strait-courier) of media with the sector of health, MED; that of "
        "media is JRN.\n"
    )


@pytest.mark.parametrize("text", ["{}", "[]", '{"drafts": 1}', "[", "", "[" * 100_000])
def test_drafts_that_cannot_be_read_are_a_problem(run: Run, folder: Path, text: str) -> None:
    (folder / "drafts.json").write_text(text)
    done = run("check", folder)
    assert done.exit_code == 1
    assert done.stdout.startswith("drafts.json: ")
    assert "as the Coder writes it" in done.stdout
    assert (folder / "drafts.json").read_text() == text


def test_several_dossiers_are_checked_together(run: Run, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("new", other)
    done = run("check", folder, other)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.startswith("No problems in 2 dossiers with ")
    assert "20 claims found in their articles (20 exact)" in done.stdout
    assert "Anchors not checked: no article.txt in 1 folder." in done.stdout


def test_a_problem_of_one_dossier_is_its_own(run: Run, folder: Path, tmp_path: Path) -> None:
    good = shutil.copytree(folder, tmp_path / "good")
    moved = shutil.copytree(folder, tmp_path / "moved")
    (moved / "article.txt").write_text("Another article\n")
    (folder / "claims.csv").write_text("claim_id\n")
    keep_draft(good, None, "claims", None, {})
    edit(folder / "study.toml", "licence", "license")
    done = run("check", good, folder, moved)
    assert done.exit_code == 1
    files = [line.split(" line")[0].split(",")[0] for line in done.stdout.splitlines()]
    assert files == [
        *[f"{folder}/claims.csv"] * (len(files) - 21),
        f"{folder}/study.toml",
        *[f"{moved}/claims.csv"] * 20,
    ]
    assert f"{len(files)} problems in 2 of 3 dossiers.\n" in done.stderr
    assert f"Note: {good}: drafts.json has 1 draft" in done.stderr


def test_a_table_that_one_dossier_breaks_hides_no_problem_of_another(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    edit(other / "claim_links.csv", "c01,", "c0l,")
    alone = run("check", other).stdout.splitlines()
    (folder / "claims.csv").write_text("claim_id\n")
    done = run("check", folder, other)
    assert [line for line in done.stdout.splitlines() if line.startswith(f"{other}/")] == [
        f"{other}/{line}" for line in alone
    ]
    assert "in 2 of 2 dossiers" in done.stderr


def test_an_article_that_cannot_be_read_is_named_as_the_file_it_is(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
    done = run("check", folder, other, "--article", tmp_path / "bad.txt")
    assert done.exit_code == 1
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [
        str(tmp_path / "bad.txt")
    ] * 2


def test_a_corpus_is_checked_by_its_folders(run: Run, tmp_path: Path) -> None:
    folders = sorted((ROOT / "examples" / "corpus" / "dossiers").iterdir())
    done = run("check", *folders)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.startswith(f"No problems in {len(folders)} dossiers with ")
    assert done.stderr == ""  # nobody watches: no progress is shown
    bad = shutil.copytree(folders[4], tmp_path / "bad")
    edit(bad / "claims.csv", ",agree,", ",agrees,")
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run("check", *folders, bad, empty)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[-1].startswith(f"{empty}: has no table of a dossier")
    assert all(line.startswith(f"{bad}/claims.csv line ") for line in lines[:-1])
    assert done.stderr == f"{len(lines)} problems in 2 of {len(folders) + 2} dossiers.\n"


def test_on_a_terminal_a_check_of_many_shows_how_far_it_is(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.corpora.progress.on_terminal", lambda: True)
    other = shutil.copytree(folder, tmp_path / "other")
    done = run("check", folder, other)
    assert done.exit_code == 0
    assert "Dossiers read" in done.stderr
    assert "Articles compared" in done.stderr
    assert "2/2" in done.stderr
    assert done.stdout.startswith("No problems in 2 dossiers")
    assert run("check", folder).stderr == ""


def test_a_hundred_dossiers_cost_less_than_a_few_alone(run: Run, tmp_path: Path) -> None:
    folders = [shutil.copytree(EXAMPLE, tmp_path / f"d{number}") for number in range(100)]
    for place in folders:
        (place / "article.txt").unlink()
    run("check", folders[0])
    start = time.perf_counter()
    run("check", folders[0])
    one = time.perf_counter() - start
    start = time.perf_counter()
    done = run("check", *folders)
    assert done.stdout.startswith("No problems in 100 dossiers")
    assert time.perf_counter() - start < 50 * one
