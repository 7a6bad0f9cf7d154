"""What is published: a wheel and an sdist with all that belongs in them and nothing besides."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
LEFT_LYING = (
    "data/article.txt",
    "data/claims.csv.before",
    "data/notes.beside.csv",
    "data/.ipynb_checkpoints/claims.csv",
    "analysis/__pycache__/old.pyc",
)
"""What a maintainer may have beside the files of the repository."""
NOT_OF_THE_TREE = {"PKG-INFO"}


@pytest.fixture(scope="module")
def tracked() -> set[str]:
    """Files of the repository, and those that are about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def built(tracked: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist, the wheel out of it, and in a folder below the wheel out of a work tree."""
    tree, into = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("built")
    for name in tracked:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tree / name)
    for name in LEFT_LYING:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("not to be published")
    build = [sys.executable, "-m", "build", "--no-isolation"]
    for options in (["--outdir", into], ["--wheel", "--outdir", into / "of-the-tree"]):
        done = subprocess.run([*build, *options, tree], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return into


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_sdist_has_what_the_repository_has(built: Path, tracked: set[str]) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive if member.isfile()}
    assert names - NOT_OF_THE_TREE == tracked
    assert sdist.stat().st_size < 4_000_000


def test_a_wheel_has_the_package_and_the_tables(built: Path, tracked: set[str]) -> None:
    (wheel,) = built.glob("*.whl")
    names = {name for name in contents(wheel) if ".dist-info/" not in name}
    below = {name for name in tracked if name.startswith("analysis/")}
    tables = {f"analysis/{name}" for name in tracked if name.startswith("data/")}
    assert names == below | tables
    assert wheel.stat().st_size < 2_000_000


def test_the_wheel_of_an_sdist_is_the_wheel_of_the_tree(built: Path) -> None:
    (of_the_sdist,), (of_the_tree,) = built.glob("*.whl"), (built / "of-the-tree").glob("*.whl")
    assert contents(of_the_sdist) == contents(of_the_tree)


def needed(requirement: Requirement, found: dict[str, Distribution]) -> None:
    """Add what a requirement brings with it, in this environment."""
    name = canonicalize_name(requirement.name)
    if name not in found:
        found[name] = distribution(name)
    for line in found[name].requires or ():
        below = Requirement(line)
        extras = [{"extra": extra} for extra in requirement.extras or {""}]
        wanted = below.marker is None or any(map(below.marker.evaluate, extras))
        if wanted and (canonicalize_name(below.name) not in found or below.extras):
            needed(below, found)


def files(declared: list[str]) -> Iterator[tuple[Path, Path]]:
    """Files of all that is declared: where they are, and where below an environment."""
    found: dict[str, Distribution] = {}
    for line in declared:
        requirement = Requirement(line)
        if requirement.marker is None:  # the others are extras
            needed(requirement, found)
    for one in found.values():
        for file in one.files or ():
            place = Path(os.path.normpath(one.locate_file(file)))
            yield place, place.relative_to(sys.prefix)


@pytest.fixture(scope="module")
def alone(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, what it declares to need, and nothing else."""
    home = tmp_path_factory.mktemp("alone") / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet"]
    quick = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    subprocess.run([*pip, *quick, wheel], check=True, capture_output=True)
    site = next((home / "lib").glob("python*")) / "site-packages"
    (metadata,) = site.glob("article_dossier-*.dist-info")
    declared = Distribution.at(metadata).requires or []
    for place, below in files(declared):
        if place.is_file() and below.parts[0] != "bin" and not (home / below).exists():
            (home / below).parent.mkdir(parents=True, exist_ok=True)
            (home / below).symlink_to(place)
    return home / "bin"


def run(cwd: Path, *words: str | Path) -> str:
    done = subprocess.run([*words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wheel_alone_loads_both_dossiers_and_is_typed(alone: Path, tmp_path: Path) -> None:
    code = (
        "import analysis, pathlib; here = pathlib.Path(analysis.__file__).parent; "
        "print(here, (here / 'py.typed').is_file(), "
        "analysis.load().claims.height > 0, analysis.example().claims.height > 0)"
    )
    place, *all_there = run(tmp_path, alone / "python", "-I", "-c", code).split()
    assert Path(place).is_relative_to(alone.parent)
    assert all_there == ["True", "True", "True"]


def test_a_wheel_alone_begins_a_dossier_and_checks_it(alone: Path, tmp_path: Path) -> None:
    run(tmp_path, alone / "dossier", "new", "--example", "ferry")
    assert "No problems" in run(tmp_path, alone / "dossier", "check", "ferry")


@pytest.mark.slow
def test_a_wheel_alone_shares_the_starter_notebooks(alone: Path, tmp_path: Path) -> None:
    run(tmp_path, alone / "dossier", "new", "mine")
    run(tmp_path, alone / "dossier", "share", "mine", "--output", "site")
    notebooks = {path.stem for path in (tmp_path / "mine").rglob("*.ipynb")}
    assert len(notebooks) == 4
    assert {path.stem for path in (tmp_path / "site").glob("*.html")} == {"index", *notebooks}
