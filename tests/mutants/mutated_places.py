"""Where code can be mutated, what of that is noise, and a sample of the rest.

Cosmic Ray finds the places and makes the mutants. It knows nothing of chains of calls, of which
this package is made, of ``in``, of conditions in comprehensions and of dotted names after
``except``: four operators are added in its own way, by a provider. Of what it offers for a binary
operator, near neighbours are taken: ``a ** b`` for ``a & b`` ends in a ``TypeError`` wherever a
test arrives, and would only flatter.
"""

from __future__ import annotations

import ast
import csv
import difflib
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosmic_ray.operators.operator import Operator
    from parso.tree import NodeOrLeaf

Position = tuple[int, int]
Span = tuple[Position, Position]

ROOMS = ("balance", "weapons", "red_lines", "evidence", "dossier", "discourse", "alliances")
EQUIVALENT = Path(__file__).with_name("equivalent.csv")

NEIGHBOURS = {
    *("Add_Sub", "Sub_Add", "Mul_Div", "Mul_Add", "Div_Mul", "Div_FloorDiv", "FloorDiv_Div"),
    *("FloorDiv_Mul", "Mod_FloorDiv", "Mod_Mul", "Pow_Mul", "RShift_LShift", "LShift_RShift"),
    *("BitOr_BitAnd", "BitOr_BitXor", "BitAnd_BitOr", "BitAnd_BitXor", "BitXor_BitOr"),
    *("Delete_USub", "Delete_Invert", "Delete_Not"),
}
IDENTITY = {"Eq_Is", "NotEq_IsNot", "Eq_IsNot", "NotEq_Is", "Is_Eq", "IsNot_NotEq"}
"""Whether equal values are the same object is Python's affair."""
QUIET_DECORATORS = {"cache", "lru_cache", "final", "overload", "override", "runtime_checkable"}
QUIET_KEYWORDS = {"maxsize", "slots", "stacklevel", "strict"}
"""Costs, and guards that no input reaches: ``zip(strict=True)`` of what is equally long."""
LOOKS = {
    *("cornerRadius", "dx", "dy", "fillOpacity", "fontSize", "height", "labelAngle"),
    *("labelFontSize", "labelLimit", "labelLineHeight", "labelOffset", "labelPadding", "offset"),
    *("opacity", "padding", "paddingInner", "paddingOuter", "size", "spacing", "strokeDash"),
    *("strokeOpacity", "strokeWidth", "symbolOpacity", "thickness", "tickCount", "width"),
}
"""Where a number of a chart is a matter of looking at it."""
PIXELS = ("_PX", "_PX2")


@dataclass(frozen=True)
class Place:
    """One place in a module, with the mutants that Cosmic Ray can make there."""

    path: str
    family: str
    span: Span
    choices: tuple[tuple[str, int], ...]
    identity: str
    """By what a sample knows it again when lines move: definition, text, column, count."""


@dataclass(frozen=True)
class Mutant:
    """A changed module."""

    path: str
    operator: str
    span: Span
    original: str
    mutated: str
    key: str

    @property
    def diff(self) -> str:
        lines = difflib.unified_diff(
            self.original.splitlines(), self.mutated.splitlines(), lineterm="", n=2
        )
        return "\n".join(list(lines)[2:])

    @property
    def change(self) -> tuple[str, str, str]:
        """File and the lines that differ, before and after, as ``equivalent.csv`` has them."""
        lines = self.diff.splitlines()
        before, after = (
            " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
        )
        return self.path, before, after


def digest(*words: object) -> str:
    return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()


def quiet(source: str) -> list[Span]:
    """Spans in which no mutation changes what the package does."""
    lines = source.splitlines()

    def span(node: ast.expr | ast.stmt | ast.keyword) -> Span:
        begin, end = (
            (line, len(lines[line - 1].encode()[:octets].decode()))
            for line, octets in (
                (node.lineno, node.col_offset),
                (node.end_lineno or 0, node.end_col_offset or 0),
            )
        )
        return begin, end

    tree = ast.parse(source)
    decorators = [
        ((line, column - 1), (end + 1, 0))  # for Cosmic Ray, from its @ to the next line
        for (line, column), (end, _) in map(span, quiet_decorators(tree))
    ]
    return [*map(span, quiet_nodes(tree)), *decorators]


def quiet_decorators(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            if last_name(decorator) in QUIET_DECORATORS:
                yield decorator


def quiet_nodes(tree: ast.Module) -> Iterator[ast.expr | ast.stmt | ast.keyword]:
    for node in ast.walk(tree):
        match node:
            case (
                ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation)
            ):
                yield annotation
            case ast.If(test=ast.Name(id="TYPE_CHECKING") as test, body=body):
                yield test
                yield from body
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                yield node
            case ast.keyword(arg=str() as name, value=value):
                if name in QUIET_KEYWORDS or (name in LOOKS and is_literal(value)):
                    yield node
            case ast.Assign(targets=[target]) if ast.unparse(target).strip("()").endswith(PIXELS):
                yield node
            case ast.Call(func=ast.Name(id="cast"), args=[first, *_]):
                yield first
            case ast.FunctionDef(returns=ast.expr() as returns):
                yield returns


def is_literal(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name) for part in ast.walk(node))


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_quiet(span: Span, spans: Iterable[Span]) -> bool:
    return any(begin <= span[0] and span[1] <= end for begin, end in spans)


@cache
def operators() -> dict[str, Operator]:
    """What mutates, by name."""
    import added_operators
    from cosmic_ray import plugins

    plugins.OPERATOR_PROVIDERS["added"] = added_operators.Provider()
    return {
        name: plugins.get_operator(name)()
        for name in sorted(plugins.operator_names())
        if not plugins.get_operator(name).arguments() and is_wanted(name)
    }


def is_wanted(name: str) -> bool:
    _, _, plain = name.partition("/")
    family, _, change = plain.partition("_")
    if family == "ExceptionReplacer":  # fails at dotted names; `NeverCatch` is for these, too
        return False
    if family in {"ReplaceBinaryOperator", "ReplaceUnaryOperator"}:
        return change in NEIGHBOURS
    return change not in IDENTITY


def makes_sense(operator: str, node: NodeOrLeaf) -> bool:
    """Words are equal or not; which is smaller nobody asks."""
    change = operator.rpartition("_")[2]
    return not (
        change in {"Lt", "LtE", "Gt", "GtE"}
        and getattr(node, "type", "") == "comparison"
        and any(part.type in {"string", "fstring"} for part in node.children[::2])
    )


def places(path: str, source: str) -> list[Place]:
    """All places of a module in which a mutant could change what it does."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.ast.ast_query import ASTQuery

    nodes = list(ast_nodes(get_ast(source)))
    lines = source.splitlines()
    spans = quiet(source)
    found: dict[tuple[Span, str], list[tuple[str, int]]] = defaultdict(list)
    definitions: dict[Span, str | None] = {}
    for name, operator in operators().items():
        family = name.partition("/")[2].partition("_")[0]
        occurrence = -1
        for node in nodes:
            for span in operator.mutation_positions(node):
                occurrence += 1
                if not is_quiet(span, spans) and makes_sense(name, node):
                    found[span, family].append((name, occurrence))
                    definitions[span] = ASTQuery(node).get_definition_name()
    seen: dict[str, int] = defaultdict(int)
    result = []
    for (span, family), choices in sorted(found.items()):
        line = lines[span[0][0] - 1]
        column = span[0][1] - (len(line) - len(line.lstrip()))
        identity = f"{path} {definitions[span]} {line.strip()} {column} {family}"
        seen[identity] += 1
        identity = f"{identity} {seen[identity]}"
        result.append(Place(path, family, span, tuple(choices), identity))
    return result


def in_order(found: Iterable[Place], seed: int) -> list[Place]:
    """Shuffled by seed and place alone: other places that come or go leave the order as it was."""
    return sorted(found, key=lambda place: digest(seed, place.identity))


def mutant(place: Place, source: str, seed: int) -> Mutant | None:
    """One of the mutants of a place, chosen by the seed; None if it is the same code again."""
    from cosmic_ray.mutating import mutate_code

    chosen = int(digest("choice", seed, place.identity), 16) % len(place.choices)
    name, occurrence = place.choices[chosen]
    mutated = mutate_code(source, operators()[name], occurrence)
    if mutated is None or same_code(source, mutated):
        return None
    return Mutant(place.path, name, place.span, source, mutated, digest(place.identity, name)[:16])


def same_code(one: str, other: str) -> bool:
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return True


@dataclass(frozen=True)
class Equivalent:
    """A mutant that changes nothing that could be seen, and why."""

    path: str
    original: str
    mutated: str
    reason: str


def equivalents() -> list[Equivalent]:
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        return [Equivalent(**row) for row in csv.DictReader(file)]
