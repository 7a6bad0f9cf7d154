"""Elements of REFI-QDA's XML, found by name, and what they refer to by GUID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from analysis.errors import QuestionError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element


def codes_of(root: _Element, name: str) -> dict[str, tuple[str, ...]]:
    """Names of every code from the outermost to itself, by its GUID, in the order of the file.

    Raises
    ------
    QuestionError
        Two codes have one GUID: which one passages are coded with is open.
    """
    codes: dict[str, tuple[str, ...]] = {}
    books = [root] if local_name(root) == "CodeBook" else children_of([root], "CodeBook")
    waiting: list[tuple[_Element, tuple[str, ...]]] = [
        (each, ()) for each in reversed(children_of(children_of(books, "Codes"), "Code"))
    ]
    while waiting:
        element, above = waiting.pop()
        guid = guid_of(element)
        path = (*above, element.get("name", "").strip() or guid)
        if guid and guid in codes:
            both = " and ".join(shorten(" / ".join(one)) for one in (codes[guid], path))
            raise QuestionError(f"{name}: the codes {both} have the same guid; export it anew")
        codes[guid or f"without a guid {len(codes)}"] = path
        waiting += [(each, path) for each in reversed(children_of([element], "Code"))]
    return codes


def below(root: _Element, *names: str) -> list[_Element]:
    """Elements along a path of names."""
    found = [root]
    for name in names:
        found = children_of(found, name)
    return found


def children_of(elements: Iterable[_Element], name: str) -> list[_Element]:
    """Children of elements that have a name."""
    return [child for each in elements for child in each if local_name(child) == name]


def local_name(element: _Element) -> str:
    """Name of an element, whatever namespace a program gave it."""
    return etree.QName(element).localname


def guid_of(element: _Element) -> str:
    """GUID of an element."""
    return plain_guid(element.get("guid", ""))


def target_of(reference: _Element) -> str:
    """GUID of what an element refers to."""
    return plain_guid(reference.get("targetGUID", ""))


def plain_guid(guid: str) -> str:
    """A GUID as the standard has it: without braces, in capitals."""
    return guid.strip().strip("{}").upper()
