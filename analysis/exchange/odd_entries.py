"""Single entries of a file that cannot be read: left out with their place, not the whole file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator


class OddEntries:
    """Entries that could not be read, each with what is wrong.

    Examples
    --------
    >>> odd = OddEntries()
    >>> for entry in ("a", "b"):
    ...     with odd.reading():
    ...         if entry == "b":
    ...             raise QuestionError("line 2: no")
    >>> odd.said(read=1)
    ['line 2: no']
    """

    def __init__(self) -> None:
        self._errors: list[QuestionError] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Go on with the next entry where this one cannot be read."""
        try:
            yield
        except QuestionError as error:
            self._errors.append(error)

    def said(self, *, read: int) -> list[str]:
        """Give what is wrong with each.

        Parameters
        ----------
        read
            How many entries could be read.

        Raises
        ------
        QuestionError
            None could be: the file as a whole is not of its format.
        """
        if self._errors and not read:
            raise self._errors[0]
        return [str(error) for error in self._errors]
