"""Environment, wheel and tree: what a user installs is what the repository says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.dossier import TABLES

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {".cfg", ".cff", ".csv", ".ipynb", ".json", ".lock", ".md", ".py", ".toml", ".yaml", ".yml"}
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def run(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*words], cwd=cwd, capture_output=True, text=True, check=False)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


CALLED_BY_CONDA = {"jupyter-client": "jupyter_client", "lxml-html-clean": "lxml_html_clean"}
"""Names that conda-forge writes otherwise; conda takes a hyphen and an underscore for two names."""


def test_environment_yml_asks_for_exactly_what_the_package_asks_for() -> None:
    extras = PROJECT["optional-dependencies"]
    asked = map(Requirement, [*PROJECT["dependencies"], *extras["lab"], *extras["documents"]])
    conda = [
        f"{CALLED_BY_CONDA.get(requirement.name, requirement.name)}{requirement.specifier}"
        for requirement in sorted(asked, key=lambda requirement: requirement.name)
    ]
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    python = f"python{PROJECT['requires-python']}"
    assert listed == [python, "pip", *conda, {"pip": ["-e ."]}]


def test_what_is_imported_is_required_and_what_is_required_is_used() -> None:
    called = {"PIL": "pillow", "bs4": "beautifulsoup4", "vl_convert": "vl-convert-python"}
    called |= {"docx": "python-docx", "pdfminer": "pdfminer.six", "cassis": "dkpro-cassis"}
    code = [path for path in tracked() if path.is_relative_to(ROOT / "analysis")]
    nodes = [
        node
        for path in code
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    roots = {name.partition(".")[0] for name in names}
    foreign = roots - set(sys.stdlib_module_names) - {"analysis", "_csv"}
    imported = {called.get(name, name.replace("_", "-")) for name in foreign}
    extras = PROJECT["optional-dependencies"]
    readers = [*extras["documents"], *extras["followthemoney"], *extras["uima"]]
    asked = [*PROJECT["dependencies"], *readers]
    required = {re.split(r"[><=]", entry)[0] for entry in asked}
    # ipykernel is the kernel of executed notebooks, lxml-html-clean what trafilatura needs
    assert imported | {"ipykernel", "lxml-html-clean"} == required


def test_every_requirement_is_locked_with_a_hash_at_a_version_it_admits() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    extras = PROJECT["optional-dependencies"]
    asked = [Requirement(r) for r in (*PROJECT["dependencies"], *extras["lab"], *extras["dev"])]
    for requirement in asked:
        if requirement.name != PROJECT["name"]:
            version = locked[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version, prereleases=True)
    entries = re.split(r"\n(?=\w)", lock.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock, "the lock names no host: any mirror will do"


def test_every_dependency_has_its_line_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    extras = PROJECT["optional-dependencies"]
    for requirement in (*PROJECT["dependencies"], *chain(*extras.values())):
        name = Requirement(requirement).name
        if name != PROJECT["name"]:
            line = rf"^\|(?: `[a-z]+` \|)? (?:[\w.-]+, )*{re.escape(name)}(?:, [\w.-]+)* \| \S"
            assert re.search(line, readme, re.MULTILINE), name
    kept = set(extras) - {"lab"}
    assert {extra for extra in kept if f"`{extra}`" not in readme} == set()


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp|work)/\w")
    for path in tracked():
        if path.suffix in TEXTS:
            assert not machine.search(path.read_text(encoding="utf-8")), path


def test_the_article_itself_is_ignored_by_git() -> None:
    assert run("git", "check-ignore", "data/article.txt").returncode == 0


def test_the_codebook_has_a_section_for_every_table() -> None:
    codebook = (ROOT / "data" / "CODEBOOK.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^## `?(\w+)`?", codebook, re.MULTILINE))
    assert set(TABLES) <= sections


VERBS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_made_and_says_what_it_does(verb: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{verb}:.*## \S", makefile, re.MULTILINE)
    assert verb in makefile.split(".PHONY:")[1].splitlines()[0].split()
    done = run("make", "-n", verb)
    assert done.returncode == 0, done.stderr


def test_the_citation_and_the_changelog_name_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == PROJECT["name"]
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == PROJECT["version"]


def test_hooks_call_tools_that_are_locked() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text()
    for repository in hooks["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            tool, *arguments = hook["entry"].split()
            name = tool.removeprefix(".venv/bin/")
            assert name in PROJECT["scripts"] or re.search(rf"^{name}==", lock, re.MULTILINE), tool
            for argument in arguments:
                assert not argument.startswith("tests/") or (ROOT / argument).is_file(), argument
