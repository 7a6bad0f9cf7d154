"""The parts of ``make mutants``: what is mutated, which of it is drawn, and who notices."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import parso
import pytest
from added_operators import Added, DropCall, DropCondition, NeverCatch, ReplaceIn
from mutated_places import (
    Mutant,
    Place,
    equivalents,
    in_order,
    is_quiet,
    is_wanted,
    makes_sense,
    quiet,
)
from reached_lines import Reached, in_a_function, statement
from run import Results, is_sound, outcome_of, share, within_budget
from working_copies import WorkingCopy

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def nodes(node: parso.tree.NodeOrLeaf) -> Iterator[parso.tree.NodeOrLeaf]:
    yield node
    for child in getattr(node, "children", ()):
        yield from nodes(child)


def mutated_by(operator: Added, code: str) -> list[str]:
    """Each mutant by itself, from a tree of its own that is mutated while it is looked through."""
    found = []
    for number, node in enumerate(nodes(parso.parse(code))):
        for wanted, _ in enumerate(operator.mutation_positions(node)):
            tree = parso.parse(code)
            same = list(nodes(tree))[number]
            for index, _ in enumerate(operator.mutation_positions(same)):
                if index == wanted:
                    operator.mutate(same, index)
            found.append(tree.get_code())
    return found


@pytest.mark.parametrize(
    ("operator", "code", "mutants"),
    [
        (DropCall(), "x.sort().head(3)", ["x.head(3)", "x.sort()"]),
        (DropCall(), "np.unique(x)", []),
        (DropCall(), "np.abs(x).round(2)", ["np.abs(x)"]),
        (DropCall(), "x.sort", []),
        (ReplaceIn(), "a in b", ["a not in b"]),
        (ReplaceIn(), "a not in b", ["a in b"]),
        (ReplaceIn(), "a < b", []),
        (
            DropCondition(),
            "[a for a in b if c if d]",
            ["[a for a in b if True if d]", "[a for a in b if c if True]"],
        ),
        (
            NeverCatch(),
            "try: a\nexcept (b, c.d.e) as f: g\n",
            [
                "try: a\nexcept (GeneratorExit, c.d.e) as f: g\n",
                "try: a\nexcept (b, GeneratorExit) as f: g\n",
            ],
        ),
        (NeverCatch(), "try: a\nexcept b.c: d\n", ["try: a\nexcept GeneratorExit: d\n"]),
        (NeverCatch(), "try: a\nexcept b: c\n", ["try: a\nexcept GeneratorExit: c\n"]),
        (NeverCatch(), "try: a\nexcept: b\n", []),
    ],
)
def test_added_operators(operator: Added, code: str, mutants: list[str]) -> None:
    assert mutated_by(operator, code) == mutants


QUIET = """\
from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    QUIET = 1 + 1
__all__ = ["a"] + ["b"]
_WIDE_PX, _HIGH_PX = 1 + 1, 2


@lru_cache(maxsize=64)
def f(x: int | None, y: list[int | str] = LOUD + 1) -> int | None:
    z: int | str = LOUD + 2
    w = cast(int | str, LOUD + 3)
    pairs = zip(x, LOUD + 4, strict=True)
    chart.mark_text(dx=1 + 1)
    chart.properties(width=LOUD + 2)
    return "ö" + LOUD + 5


@figure("name", LOUD + 6)
def g(): ...
"""


def test_only_what_changes_behaviour_is_mutated() -> None:
    """In the code above, every operator beside ``LOUD`` counts, and no other one."""
    spans = quiet(QUIET)
    for number, line in enumerate(QUIET.splitlines(), 1):
        for column, sign in enumerate(line):
            if sign in "|+":
                loud = "LOUD" in line and sign != "|"
                assert is_quiet(((number, column), (number, column + 1)), spans) != loud, line
    lines = QUIET.splitlines()
    for word, is_loud in {"@lru_cache": False, "@figure": True}.items():
        number = next(n for n, line in enumerate(lines, 1) if line.startswith(word))
        # a decorator ends for Cosmic Ray where the next line begins
        assert is_quiet(((number, 0), (number + 1, 0)), spans) != is_loud, word
    assert is_quiet(((5, 3), (5, 16)), spans)  # whether types are checked
    strict = next(n for n, line in enumerate(lines, 1) if "strict" in line)
    column = lines[strict - 1].index("True")
    assert is_quiet(((strict, column), (strict, column + 4)), spans)


@pytest.mark.parametrize(
    ("operator", "wanted"),
    [
        ("core/ReplaceBinaryOperator_Add_Sub", True),
        ("core/ReplaceBinaryOperator_Add_Pow", False),
        ("core/ReplaceComparisonOperator_Lt_LtE", True),
        ("core/ReplaceComparisonOperator_Eq_Is", False),
        ("core/NumberReplacer", True),
        ("added/DropCall", True),
    ],
)
def test_near_neighbours_are_taken(operator: str, wanted: bool) -> None:  # noqa: FBT001
    assert is_wanted(operator) == wanted


def test_which_word_is_smaller_is_not_asked() -> None:
    words, numbers = (
        next(node for node in nodes(parso.parse(code)) if node.type == "comparison")
        for code in ("a == 'b'", "a == 1")
    )
    assert not makes_sense("core/ReplaceComparisonOperator_Eq_LtE", words)
    assert makes_sense("core/ReplaceComparisonOperator_Eq_NotEq", words)
    assert makes_sense("core/ReplaceComparisonOperator_Eq_LtE", numbers)


def test_a_sample_is_the_same_for_the_same_seed_and_stays_when_code_is_added() -> None:
    found = [
        Place("analysis/balance/x.py", "NumberReplacer", ((n, 0), (n, 1)), (), f"f line {n}")
        for n in range(100)
    ]
    order = in_order(found, 1)
    assert in_order(found[::-1], 1) == order
    assert in_order(found, 2) != order
    assert in_order(found[:50], 1) == [place for place in order if place in found[:50]]


def test_equivalent_mutants_are_of_code_that_exists() -> None:
    for one in equivalents():
        text = " ".join((ROOT / one.path).read_text(encoding="utf-8").split())
        assert " ".join(one.original.split()) in text, one
        assert one.original != one.mutated, one
        assert len(one.reason.split()) > 3, one


def test_a_change_is_named_by_its_lines() -> None:
    one = planted("one > other", "one < other")
    assert one.change == (MODULE, "if one > other:", "if one < other:")


def test_a_statement_is_found_by_any_of_its_lines() -> None:
    code = "x = 1\ndef f(\n    a,\n):\n    return (\n        a\n        + 1\n    )\n"
    assert [statement(code, line) for line in (1, 3, 5, 7)] == [(1, 1), (2, 4), (5, 8), (5, 8)]


def test_what_importing_runs_is_in_no_function() -> None:
    source = (
        "A = 1\n\n\n@d(2)\ndef f(b=3):\n    return (\n        b\n    )\n\n\nclass C:\n    d = 4\n"
    )
    lines = range(1, source.count("\n") + 1)
    assert [line for line in lines if in_a_function(source, line)] == [6, 7, 8]


def test_one_test_runs_even_if_it_is_dear() -> None:
    seconds = {"a": 99.0, "b": 1.0, "c": 1.0}
    assert within_budget(["a", "b"], seconds) == ["a"]
    assert within_budget(["b", "c", "a"], seconds) == ["b", "c"]


SMALL = {
    "analysis/__init__.py": "",
    "analysis/balance/__init__.py": """\
def larger(one: int, other: int) -> int:
    if one > other:
        return one
    return other


def untested(one: int) -> int:
    return one + 1


def countdown(start: int) -> int:
    while start > 0:
        start -= 1
    return start
""",
    "tests/balance/test_small.py": """\
from analysis.balance import countdown, larger

def test_larger():
    assert larger(2, 1) == 2
    assert larger(1, 2) == 2

def test_countdown():
    assert countdown(3) == 0

def test_that_fails():
    assert larger(1, 1) == 3

met = []

def test_that_leaves_something():
    met.append(larger(1, 1))

def test_that_needs_it():
    assert larger(2, 1) == 2
    assert met
""",
}


FILE = "tests/balance/test_small.py"
MODULE = "analysis/balance/__init__.py"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkingCopy]:
    """A working copy of a small repository, and beside it what its tests reach."""
    root = tmp_path_factory.mktemp("mutants") / "small"
    for name, text in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    with WorkingCopy(root, root.parent / "copy", [FILE]) as copy:
        Reached(root, root.parent).measure(FILE, copy)
        yield copy


def planted(old: str, new: str) -> Mutant:
    source = SMALL[MODULE]
    line = source.partition(old)[0].count("\n") + 1
    return Mutant(MODULE, "", ((line, 4), (line, 5)), source, source.replace(old, new), new)


def test_planted_mutants_are_noticed_where_tests_look(copy: WorkingCopy) -> None:
    """A test that fails already notices nothing, nor one that fails alone."""
    reached = Reached(copy.folder.with_name("small"), copy.folder.parent)
    reached.read_in([FILE])
    passed = {"larger", "countdown", "that_leaves_something", "that_needs_it"}
    assert set(reached.seconds) == {f"{FILE}::test_{name}" for name in passed}
    results = {
        new: outcome_of(planted(old, new), copy, reached)
        for old, new in {
            "one > other": "one < other",
            "one > other:": "one >= other:",
            "one + 1": "one + 2",
        }.items()
    }
    assert {new: result["outcome"] for new, result in results.items()} == {
        "one < other": "killed",
        "one >= other:": "survived",
        "one + 2": "survived",
    }
    assert results["one < other"]["by"] == [f"{FILE}::test_larger"]
    assert f"{FILE}::test_larger" in results["one >= other:"]["reached"]
    assert results["one + 2"]["reached"] == []
    assert not is_sound(f"{FILE}::test_that_needs_it", [FILE], copy, reached)
    assert share(list(results.values())) == pytest.approx(1 / 3)


def test_an_endless_loop_is_ended(copy: WorkingCopy) -> None:
    copy.change(MODULE, planted("-= 1", "-= 0").mutated)
    assert copy.run([FILE], [f"{FILE}::test_countdown"], 0)["timed_out"]
    copy.change(MODULE, SMALL[MODULE])


def test_lines_are_found_again_when_the_package_has_changed(
    copy: WorkingCopy, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(copy.folder.with_name("small"), tmp_path / "changed"))
    (root / MODULE).write_text("# one line more\n" + SMALL[MODULE], encoding="utf-8")
    reached = Reached(root, copy.folder.parent)
    reached.read_in([FILE])
    assert reached.missing([FILE]) == []
    assert f"{FILE}::test_larger" in reached.candidates(MODULE, 4, "balance")
    assert reached.candidates(MODULE, 9, "balance") == []
    (root / FILE).write_text(SMALL[FILE] + "\n", encoding="utf-8")
    assert reached.missing([FILE]) == [FILE]


def test_results_are_kept_as_they_come(tmp_path: Path) -> None:
    """Even when the last line was cut off by what ended the run."""
    path = tmp_path / "results.jsonl"
    results = Results.read(path)
    results.add({"key": "a", "outcome": "survived"})
    results.add({"key": "a", "outcome": "killed"})
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "b", "outc')
    assert Results.read(path).by_key == {"a": {"key": "a", "outcome": "killed"}}
