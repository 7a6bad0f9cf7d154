"""Mutation operators that Cosmic Ray lacks: calls of chains, ``in``, comprehensions, ``except``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import parso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parso.tree import BaseNode

    Span = tuple[tuple[int, int], tuple[int, int]]

DROPPED = {
    *("abs", "casefold", "ceil", "drop_nulls", "fill_null", "filter", "floor", "head", "limit"),
    *("lower", "over", "reverse", "round", "sort", "strip", "strip_chars", "unique", "upper"),
}
"""Methods whose result is of the kind of what they are called on."""
LIBRARIES = {"itertools", "math", "np", "nx", "pl", "re", "regex"}


class Added:
    """What Cosmic Ray asks of an operator; its own base class asks for examples as well.

    Positions are lists: it mutates a node while it looks through them.
    """

    @classmethod
    def arguments(cls) -> tuple[()]:
        return ()


class DropCall(Added):
    """``frame.sort("a").head(3)`` becomes ``frame.head(3)``."""

    def mutation_positions(self, node: BaseNode) -> list[Span]:
        parts = [node.children[place : place + 2] for place in self.places(node)]
        return [(name.start_pos, call.end_pos) for name, call in parts]

    def mutate(self, node: BaseNode, index: int) -> BaseNode:
        place = list(self.places(node))[index]
        del node.children[place : place + 2]
        return node

    @staticmethod
    def places(node: BaseNode) -> Iterator[int]:
        if node.type not in {"atom_expr", "power"}:
            return
        parts = node.children
        for place in range(1, len(parts) - 1):
            name, call = parts[place], parts[place + 1]
            if (
                name.type == call.type == "trailer"
                and name.children[0].value == "."
                and name.children[1].value in DROPPED
                and getattr(call.children[0], "value", "") == "("
                and not (place == 1 and getattr(parts[0], "value", "") in LIBRARIES)
            ):
                yield place


class ReplaceIn(Added):
    """``in`` becomes ``not in``, and the other way round."""

    def mutation_positions(self, node: BaseNode) -> list[Span]:
        signs = [node.children[place] for place in self.places(node)]
        return [(sign.start_pos, sign.end_pos) for sign in signs]

    def mutate(self, node: BaseNode, index: int) -> BaseNode:
        place = list(self.places(node))[index]
        old = node.children[place].get_code().split()
        node.children[place] = parso.parse(" not in" if old == ["in"] else " in")
        return node

    @staticmethod
    def places(node: BaseNode) -> Iterator[int]:
        if node.type == "comparison":
            for place in range(1, len(node.children), 2):
                if node.children[place].get_code().split() in (["in"], ["not", "in"]):
                    yield place


class DropCondition(Added):
    """``[x for x in y if z]`` becomes ``[x for x in y if True]``."""

    def mutation_positions(self, node: BaseNode) -> list[Span]:
        if node.type != "comp_if":
            return []
        return [(node.children[1].start_pos, node.children[1].end_pos)]

    def mutate(self, node: BaseNode, index: int) -> BaseNode:
        del index
        rest = node.children[2:]
        node.children = [node.children[0], parso.parse(" True"), *rest]
        return node


class NeverCatch(Added):
    """``except (OSError, pl.exceptions.PolarsError):`` catches one of the two no more.

    Cosmic Ray's own operator fails at dotted names, and names a class that does not exist: where
    anything is raised, that ends in a ``NameError``.
    """

    def mutation_positions(self, node: BaseNode) -> list[Span]:
        parts = [siblings[place] for siblings, place in self.places(node)]
        return [(part.start_pos, part.end_pos) for part in parts]

    def mutate(self, node: BaseNode, index: int) -> BaseNode:
        siblings, place = list(self.places(node))[index]
        siblings[place] = parso.parse(f"{siblings[place].get_first_leaf().prefix}GeneratorExit")
        return node

    @staticmethod
    def places(node: BaseNode) -> Iterator[tuple[list[BaseNode], int]]:
        if node.type != "except_clause":
            return
        caught = node.children[1]
        if caught.type != "atom":
            yield node.children, 1
        elif caught.children[1].type == "testlist_comp":
            inside = caught.children[1].children
            yield from ((inside, place) for place in range(0, len(inside), 2))
        else:
            yield caught.children, 1


KINDS = (DropCall, ReplaceIn, DropCondition, NeverCatch)


class Provider:
    """By name, as Cosmic Ray asks for operators."""

    operators: ClassVar = {kind.__name__: kind for kind in KINDS}

    def __iter__(self) -> Iterator[str]:
        return iter(self.operators)

    def __getitem__(self, name: str) -> type[Added]:
        return self.operators[name]
