"""What a person says about cells that can be read in two ways, and cells that wait for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from analysis.errors import require_option

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPTIONS = {
    "dates": ("dmy", "mdy"),
    "decimal": ("comma", "point"),
    "lists": ("split", "keep"),
    "separator": ("comma", "semicolon", "tab"),
}


@dataclass(frozen=True)
class Readings:
    """How to read what can be read in two ways; None leaves it waiting.

    Raises
    ------
    QuestionError
        There is no such option.
    """

    dates: Literal["dmy", "mdy"] | None = None
    """What comes first in 03/04/2024: the day or the month."""

    years_from: int | None = None
    """First of the hundred years that two digits mean."""

    decimal: Literal["comma", "point"] | None = None
    """What 1,234 has before its decimals."""

    lists: Literal["split", "keep"] | None = None
    """Whether ``Smith; Jones`` is two items of a list of free text, or one."""

    separator: Literal["comma", "semicolon", "tab"] | None = None
    """What is between the cells of a text file."""

    encoding: str | None = None
    """Encoding of text files that are neither UTF-8 nor UTF-16."""

    tables: Mapping[str, str] = field(default_factory=dict)
    """Table that a file or sheet is, by its name."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Column that a heading means, by the heading, or by table, point and heading."""

    def __post_init__(self) -> None:
        """Refuse what is not an option, which would be taken for one of the others."""
        for name, options in _OPTIONS.items():
            if (chosen := getattr(self, name)) is not None:
                require_option(chosen, options, name)


class Doubt(NamedTuple):
    """Why a cell is left as it is, and the option that decides it; "" where none does."""

    why: str
    option: str = ""


class Forms(NamedTuple):
    """What becomes of the different texts of a column."""

    changed: dict[str, str]
    doubts: dict[str, Doubt]
