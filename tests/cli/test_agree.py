"""``dossier agree`` says how far two coders agree, in folders or in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run


def changed(folder: Path, old: str, new: str) -> None:
    file = folder / "claims.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def words_of(boxed: str) -> str:
    """Give what is said in a box in one line, however long the path of the folder is."""
    return " ".join(boxed.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", " ").split())


def test_two_folders_are_compared_claim_by_claim(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    changed(tmp_path / "bo", "c03,2,371,447,", "c03,2,371,446,")
    done = run("agree", tmp_path / "ann", tmp_path / "bo")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[:3] == [
        "Compared: 20 claims by the first coder, 20 by the second coder.",
        "20 claims found by both, 0 by the first coder alone, 0 by the second coder alone.",
        "  overlap of at least 0.5: 100% of the first coder, 100% of the second coder, F1 1.00",
    ]
    assert any(line.startswith("  factuality: 20 pairs, 100% equal, alpha 1.00") for line in lines)
    assert "  without values by both: " not in done.stdout


def test_a_disagreement_names_both_values_and_the_place(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    changed(tmp_path / "bo", ",PS+,", ",PR+,")
    shown = run("agree", tmp_path / "ann", tmp_path / "bo").stdout
    assert "c03, paragraph 2, characters 371 to 447, factuality: " + '"PS+" / "PR+"' in shown


def test_two_coders_of_one_folder_are_compared_without_further_ado(
    run: Run, tmp_path: Path
) -> None:
    run("new", tmp_path, "--example")
    file = tmp_path / "claims.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    rows = [row.replace(",mk,", ",jt,") for row in rows]
    others = [row.replace(",jt,", ",mk,") for row in rows]
    others = [f"k{row[1:]}".replace(",CT+,", ",,") for row in others]
    file.write_text("\n".join([head, *rows, *others]) + "\n", encoding="utf-8")
    shown = run("agree", tmp_path).stdout
    lines = shown.splitlines()
    assert lines[0] == "Compared: 20 claims by jt, 20 by mk."
    assert "Disagreements, jt / mk:" in lines
    named = [line for line in lines if line.endswith('factuality: "CT+" / nothing')]
    assert len(named) == 9
    assert shown == run("agree", tmp_path, "--coders", "jt", "mk").stdout
    undefined = next(line for line in lines if line.startswith("  nested_source"))
    assert "alpha not defined: both coders gave one value throughout" in undefined


def test_one_folder_without_two_coders_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path, "--example")
    changed(tmp_path, ",mk,", ",jt,")
    done = run("agree", tmp_path)
    assert done.exit_code == 2
    said = words_of(done.stderr)
    assert "one coder alone" in said
    assert "--coders ONE OTHER" in said


def test_coders_who_are_not_in_a_folder_are_named(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path, "--example")
    done = run("agree", tmp_path, tmp_path, "--coders", "ann", "bo")
    assert done.exit_code == 2
    assert "ann codes nothing in" in words_of(done.stderr)


def test_a_threshold_beyond_one_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path, "--example")
    done = run("agree", tmp_path, tmp_path, "--threshold", "2")
    assert done.exit_code == 2
    assert "above 0 and at most 1 is expected" in done.stderr


def test_rejected_claims_count_only_for_a_coder_who_is_named(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    file = tmp_path / "bo/claims.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    at = next(number for number, row in enumerate(rows) if row.endswith(",mk,"))
    rows[at] += "rejected"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    done = run("agree", tmp_path / "ann", tmp_path / "bo")
    assert done.stdout.startswith("Compared: 20 claims by the first coder, 19 by the second coder.")
    named = run("agree", tmp_path / "ann", tmp_path / "bo", "--coders", "mk", "mk").stdout
    assert named.startswith("Compared: 10 claims by mk, 10 by mk.")


def test_of_two_folders_the_broken_one_is_named(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    changed(tmp_path / "bo", "c03,2,", "c03,two,")
    done = run("agree", tmp_path / "ann", tmp_path / "bo")
    assert done.exit_code == 1
    assert f"{tmp_path / 'bo' / 'claims.csv'} line 4, column paragraph" in done.stderr


def test_who_has_another_id_with_the_other_coder_is_found_by_name(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    for file in (tmp_path / "bo").glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("mira-tolvane", "tolvane-mira")
        file.write_text(re.sub(r"\bkelpie\b", "the-kelpie", text), encoding="utf-8")
    done = run("agree", tmp_path / "ann", tmp_path / "bo")
    assert "  speaker: 20 pairs, 100% equal" in done.stdout
    assert "Disagreements" not in done.stdout
    note = "Note: by name, under the ids of the first coder: the-kelpie is kelpie, "
    assert f"{note}tolvane-mira is mira-tolvane." in done.stderr


def test_another_person_of_another_id_is_a_disagreement(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    for file in (tmp_path / "bo").glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("mira-tolvane", "mira-other")
        file.write_text(text.replace("Mira Tolvane", "Mira Other"), encoding="utf-8")
    done = run("agree", tmp_path / "ann", tmp_path / "bo")
    assert 'speaker: "mira-tolvane" / "mira-other"' in done.stdout
    assert not done.stderr
