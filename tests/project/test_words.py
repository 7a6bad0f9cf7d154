"""Prose is British and plain, wherever it is: docstrings, messages, pages and notebooks."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from analysis.dossier.vocabularies import every_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"analyzer", "behavioral", "math", "modeling", "program", "story"}
"""Words of names and titles, which keep their spelling."""
TURNS = {
    "at hand": "available",
    "hangs? on": "depends on",
    "in our words": "paraphrased",
    "(?<!there )(?<!There )is no (?!longer|more|such)": "is not a",
    "mend(s|ed)?": "fix",
    "tells?": "says, describes",
    "what came of": "what happened",
}


def texts() -> Iterator[tuple[str, str]]:
    """Place and text of everything that people read."""
    for folder in ("analysis", "benchmarks", "docs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from texts_of_code(path)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = enumerate(nbformat.read(path, as_version=4).cells)
        yield from ((f"{path.name}[{n}]", c.source) for n, c in cells if c.cell_type == "markdown")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("*/*.md")]):
        lines = enumerate(without_blocks(path.read_text(encoding="utf-8")).splitlines(), 1)
        yield from ((f"{path.relative_to(ROOT)}:{number}", line) for number, line in lines)
    for name, words in every_vocabulary().items():
        yield from ((f"{name}: {word.word}", f"{word.label}: {word.definition}") for word in words)


def texts_of_code(path: Path) -> Iterator[tuple[str, str]]:
    """Docstrings, and strings of three words or more that are not code themselves."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    described = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and (
            id(node) in described or (text.count(" ") > 1 and not set("{}=<>") & set(text))
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def without_blocks(page: str) -> str:
    """Empty the lines of blocks of code."""
    return re.sub(r"```.*?```", lambda block: "\n" * block[0].count("\n"), page, flags=re.DOTALL)


def prose(text: str) -> str:
    """Leave out code, with what it prints, and addresses."""
    text = re.sub(r"^ *>>>.*?(?=\n\n|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`+[^`]*`+|https?://\S+", "", without_blocks(text))


def american() -> dict[str, str]:
    lines = resources.files("codespell_lib") / "data" / "dictionary_en-GB_to_en-US.txt"
    pairs = [line.split("->") for line in lines.read_text(encoding="utf-8").splitlines()]
    return {us: british for british, us in pairs if us not in NAMES}


def test_spelling_is_british() -> None:
    wrong = american()
    found = [
        f"{place}: {word} (British: {wrong[word.lower()]})"
        for place, text in texts()
        for word in re.findall(r"[A-Za-z]+", prose(text))
        if word.lower() in wrong
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("turn", TURNS)
def test_no_turn_is_used_that_english_does_not_have(turn: str) -> None:
    found = [
        f"{place}: {match[0]} ({TURNS[turn]})"
        for place, text in texts()
        if not place.startswith("CONTRIBUTING.md")
        for match in re.finditer(rf".{{0,30}}\b{turn}\b.{{0,20}}", prose(text))
    ]
    assert not found, "\n".join(found)
