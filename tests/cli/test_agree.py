"""``dossier agree`` says how far two coders agree, in folders or in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run


def changed(folder: Path, old: str, new: str) -> None:
    file = folder / "claims.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_two_folders_are_compared_claim_by_claim(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    changed(tmp_path / "bo", "c03,2,371,447,", "c03,2,371,446,")
    done = run("agree", tmp_path / "ann", tmp_path / "bo")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert (
        lines[0] == "20 claims found by both coders, 0 by the first alone, 0 by the second alone."
    )
    assert lines[1] == "  overlap of at least 0.5: 100% of the first, 100% of the second, F1 1.00"
    assert any(line.startswith("  factuality: 20 pairs, 100% equal, alpha 1.00") for line in lines)


def test_a_disagreement_names_both_values_and_the_place(run: Run, tmp_path: Path) -> None:
    for name in ("ann", "bo"):
        run("new", tmp_path / name, "--example")
    changed(tmp_path / "bo", ",PS+,", ",PR+,")
    shown = run("agree", tmp_path / "ann", tmp_path / "bo").stdout
    assert 'factuality: "PS+" / "PR+"' in shown
    assert "characters " in shown


def test_coders_who_are_not_in_a_folder_are_named(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path, "--example")
    done = run("agree", tmp_path, tmp_path, "--coders", "ann", "bo")
    assert done.exit_code == 2
    assert "ann codes nothing in" in done.stderr


def test_a_threshold_beyond_one_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path, "--example")
    done = run("agree", tmp_path, tmp_path, "--threshold", "2")
    assert done.exit_code == 2
    assert "above 0 and at most 1 is expected" in done.stderr
