"""Rules of the style sheets of the Coder that other ones of them would override."""

from __future__ import annotations

import re
from pathlib import Path

import analysis.coding

STATIC = Path(analysis.coding.__file__).with_name("static")
RESET = re.compile(
    r"^\.dossier-coder :is\((?P<tags>[^)]*)\) \{ margin: 0; padding: 0; \}", re.MULTILINE
)
SPACED = re.compile(r"^\.(?P<name>[a-z-]+) \{[^}]*\b(?:margin|padding)", re.MULTILINE)
MADE = re.compile(r'element\("(?P<tag>\w+)", \{ className: "(?P<name>[a-z-]+)')


def test_no_space_of_a_class_loses_to_the_reset_of_its_element() -> None:
    sheets = "\n".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    reset = set(RESET.search(sheets)["tags"].split(", "))
    made = {(found["name"], found["tag"]) for found in MADE.finditer(scripts)}
    assert ("dossier-coder-none", "p") in made
    spaced = {found["name"] for found in SPACED.finditer(sheets)}
    assert {(name, tag) for name, tag in made if name in spaced and tag in reset} == set()
