"""What can go wrong, as one tree: whoever needs one name to catch has `AnalysisError`.

::

    AnalysisError (a ValueError)
    ├── DossierError     tables, study.toml or article have problems; .problems lists all
    │   └── AnchorError  the words of a claim cannot be found in the article for sure
    ├── QuestionError    the dossier or frame cannot answer this: an unknown id, option or date
    ├── ChangedError     a table was written by somebody else since it was read
    ├── EdgeListError    an edge list that balance cannot read
    └── NotebookError    a notebook that cannot be executed or shared

`DossierError` is in `analysis.dossier`, `AnchorError` in `analysis.evidence`, `ChangedError` in
`analysis.coding`, `EdgeListError` in `analysis.balance`, `NotebookError` in `analysis.sharing`.
This module imports nothing of the project, so that every room can use it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SHOWN_CHARACTERS = 40
"""Characters of an offending value that a message repeats."""
_LISTED = 12
_COMPARED = 200
"""Known values that are compared letter by letter; more are first cut down to those that begin or
end as the value does."""


class AnalysisError(ValueError):
    """Anything this package refuses, with a message for the person who asked."""

    def _render_traceback_(self) -> list[str]:
        # What IPython shows in a cell: whoever asked is helped by the message, not by our stack.
        return [f"{type(self).__name__}: {self}"]


class QuestionError(AnalysisError):
    """A question that cannot be answered: the message names the value and what to write instead."""


def require_known(value: object, known: Iterable[str], what: str) -> None:
    """Refuse an id that is not known, with the one wording every room uses.

    Parameters
    ----------
    value
        The id as given.
    known
        The ids there are.
    what
        What the id should name, such as ``"an actor of this dossier"``.

    Raises
    ------
    QuestionError
        The id is not among the known ones.

    Examples
    --------
    >>> require_known("alpa", ["alpha", "beta"], "an actor of this dossier")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: "alpa" is not an actor of this dossier; did you mean "alpha"?
    """
    known = known if isinstance(known, dict | set | frozenset) else dict.fromkeys(known)
    if not isinstance(value, str) or value not in known:
        raise QuestionError(f"{shorten(str(value))} is not {what}{suggestion(str(value), known)}")


def require_option(value: object, options: Collection[str], name: str) -> None:
    """Refuse an option that does not exist, with the one wording every room uses.

    Parameters
    ----------
    value
        The option as given.
    options
        The options there are.
    name
        Name of the parameter.

    Raises
    ------
    QuestionError
        The option is none of them.

    Examples
    --------
    >>> require_option("vlaue", ["bound", "value"], "read_up_to_as")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: read_up_to_as="vlaue" is not an option; choose "bound" or "value"
    """
    if not isinstance(value, str) or value not in options:
        *others, last = [f'"{option}"' for option in options]
        listed = f"{', '.join(others)} or {last}" if others else last
        raise QuestionError(f"{name}={shorten(str(value))} is not an option; choose {listed}")


def as_names(names: object, what: str) -> list[str]:
    """Take one name as a list of one, and refuse what is not names.

    Parameters
    ----------
    names
        A text, or texts.
    what
        What they are: the name of the parameter.

    Raises
    ------
    QuestionError
        It is neither a text nor a list of texts.

    Examples
    --------
    >>> as_names("treaty", "basis"), as_names(("treaty", "event"), "basis")
    (['treaty'], ['treaty', 'event'])
    >>> as_names(None, "basis")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: basis is a text or a list of texts, not NoneType
    """
    if isinstance(names, str):
        return [names]
    listed: list[str] = []
    for one in names if isinstance(names, Iterable) else [names]:
        if not isinstance(one, str):
            raise QuestionError(f"{what} is a text or a list of texts, not {type(one).__name__}")
        listed.append(one)
    return listed


def suggestion(value: str, known: Collection[str]) -> str:
    """Suggest the nearest known values; where none is near, list what there is.

    Of many those come first that have most in common with the value.

    Examples
    --------
    >>> suggestion("gama", ["alpha", "gamma"]), suggestion("omega", ["alpha", "beta"])
    ('; did you mean "gamma"?', '; known: alpha, beta')
    """
    if not known:
        return "; there are none"
    if hint := did_you_mean(value, known):
        return hint
    names = sorted(known)
    if len(names) > _LISTED:
        alike = process.extract(value[:SHOWN_CHARACTERS], names, scorer=fuzz.WRatio, limit=_LISTED)
        first = ", ".join(name for name, *_ in alike)
        return f"; known: {first} and {len(names) - _LISTED} more"
    return f"; known: {', '.join(names)}"


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Suggest the nearest known values, or nothing.

    Examples
    --------
    >>> did_you_mean("alpa", ["beta", "alpha", "gamma"])
    '; did you mean "alpha"?'
    """
    near = nearest(value, known)
    return f"; did you mean {' or '.join(shorten(n) for n in near)}?" if near else ""


def nearest(value: str, known: Iterable[str]) -> list[str]:
    """Give up to two known values that are spelt much alike.

    Examples
    --------
    >>> nearest("speech act", ["speech_act", "speaker"])
    ['speech_act']
    """
    names = (known if isinstance(known, Spellings) else Spellings(known)).like(value)
    if same := [name for name in names if name.casefold() == value.casefold()]:
        return same[:2]
    return get_close_matches(value[:SHOWN_CHARACTERS], names, n=2, cutoff=0.6)


class Spellings:
    """Known values in which near ones are found at once, however many there are.

    Examples
    --------
    >>> ids = Spellings(f"claim-{number}" for number in range(100_000))
    >>> nearest("claim-54321x", ids)[0]
    'claim-54321'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = list(known)
        self._orders: tuple[list[str], list[str]] | None = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def like(self, value: str) -> list[str]:
        """Those that begin or end most like a value; all, if they are few."""
        if len(self._known) <= _COMPARED:
            return self._known
        if self._orders is None:
            self._orders = sorted(self._known), sorted(name[::-1] for name in self._known)
        by_start, by_end = self._orders
        near = [*_around(value, by_start), *(n[::-1] for n in _around(value[::-1], by_end))]
        return list(dict.fromkeys(near))


def _around(value: str, ordered: list[str]) -> list[str]:
    at = bisect_left(ordered, value)
    return ordered[max(0, at - _COMPARED // 4) : at + _COMPARED // 4]


def shorten(value: str) -> str:
    """Quote a value for a message: one line, control characters escaped, cut when long.

    Examples
    --------
    >>> shorten("a" * 50)
    '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." (50 characters)'
    """
    shown = visible(value[:SHOWN_CHARACTERS])
    whole = len(value) <= SHOWN_CHARACTERS
    return f'"{shown}"' if whole else f'"{shown}..." ({len(value)} characters)'


def visible(text: str) -> str:
    r"""Escape what cannot be printed: control characters, bytes that are not UTF-8.

    Examples
    --------
    >>> visible("a\u202eb"), visible("a\U000e0001b")
    ('a\\u202eb', 'a\\U000e0001b')
    """
    return "".join(c if c.isprintable() else _escaped(ord(c)) for c in text)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 1 << 16 else f"\\U{code:08x}"
