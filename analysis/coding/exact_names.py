"""Who is called what: by exact name or stated alias, never by guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class ExactNames:
    """Ids by the names that they have.

    Examples
    --------
    >>> names = ExactNames()
    >>> names.add("ann", ["Ann Lee", "Lee"])
    >>> names.add("bo", ["Bo  Lee", "Lee"])
    >>> names.ids("Lee"), names.ids("Bo Lee", "Cy"), "lee" in names
    (['ann', 'bo'], ['bo'], False)
    """

    def __init__(self) -> None:
        self._ids: dict[str, set[str]] = {}

    def add(self, own: str, names: Iterable[str]) -> None:
        """Say what the owner of an id is called."""
        for name in filter(None, map(as_name, names)):
            self._ids.setdefault(name, set()).add(own)

    def ids(self, *names: str) -> list[str]:
        """Give all ids that have one of these names, in order."""
        return sorted({own for name in names for own in self._ids.get(as_name(name), ())})

    def __contains__(self, name: str) -> bool:
        return as_name(name) in self._ids


def only(name: str, ids: Sequence[str]) -> str | None:
    """Give the one id of those that a name has; None where there is none.

    Raises
    ------
    LookupError
        There are several; the message names them.

    Examples
    --------
    >>> only("Bo Lee", ["bo"])
    'bo'
    >>> only("Lee", ["ann", "bo"])
    Traceback (most recent call last):
    ...
    LookupError: "Lee" is a name of ann and of bo
    """
    if len(ids) > 1:
        raise LookupError(f"{shorten(name)} is a name of {' and of '.join(ids)}")
    return ids[0] if ids else None


def as_name(text: str) -> str:
    """Give a name with single blanks, as names are compared.

    Examples
    --------
    >>> as_name(" Ann  Lee")
    'Ann Lee'
    """
    return " ".join(text.split())


def names_in(cells: Mapping[str, str]) -> list[str]:
    """Give the name and the aliases that the cells of a row state."""
    return [one for one in (cells.get("name", ""), *cells.get("aliases", "").split("|")) if one]
