"""Every setting that the controls of a page can reach, numbered once."""

from __future__ import annotations

import math
from html import escape
from itertools import product
from typing import TYPE_CHECKING

from analysis.charting.untrusted import vega_literal
from analysis.errors import AnalysisError, QuestionError, require_known, require_option
from analysis.prose import counted, in_words, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


MOST_ROWS = 5_000
"""Rows that a browser draws without delay; a figure says where it has fewer than there are."""


class NothingToShow(AnalysisError):  # noqa: N818 (a chart without rows is not a mistake)
    """A chart has no rows, or a control no options; the message is a sentence for the reader.

    `analysis.explorer.figure` shows it in place of the chart.
    """


@in_words
class Settings:
    """The product of what each param can be.

    A room answers its question once per setting, a chart filters by the setting's number. The
    values are ids, ISO dates and words, never positions: they are part of shared addresses.

    Parameters
    ----------
    **options
        By name of the param: each value that it can take, with its label, in the order of the
        control. The last param changes fastest.

    Raises
    ------
    NothingToShow
        A param has no options.

    Examples
    --------
    >>> settings = Settings(
    ...     day={"2030-01-01": "1 January 2030", "2031-01-01": "1 January 2031"},
    ...     basis={"treaty": "treaties", "event": "treaties and events"},
    ... )
    >>> for number, setting in settings:
    ...     print(number, setting)
    0 {'day': '2030-01-01', 'basis': 'treaty'}
    1 {'day': '2030-01-01', 'basis': 'event'}
    2 {'day': '2031-01-01', 'basis': 'treaty'}
    3 {'day': '2031-01-01', 'basis': 'event'}
    >>> len(settings), settings.number_of(basis="treaty", day="2031-01-01")
    (4, 2)
    >>> settings.expression
    'indexof(["2030-01-01", "2031-01-01"], day) * 2 + indexof(["treaty", "event"], basis)'
    """

    def __init__(self, **options: Mapping[str, str]) -> None:
        for name, labels in options.items():
            if not labels:
                raise NothingToShow(f"There is no {name.replace('_', ' ')} to choose yet.")
        self.options = {name: dict(labels) for name, labels in options.items()}

    def _sentences(self) -> list[str]:
        params = {
            name.replace("_", " "): list(said.values()) for name, said in self.options.items()
        }
        lines = [f"{escape(name)}: {listed(labels)}." for name, labels in params.items()]
        return [f"{counted(len(self), 'setting')}.", *lines]

    def __len__(self) -> int:
        return math.prod(map(len, self.options.values()))

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, values in enumerate(product(*self.options.values())):
            yield number, dict(zip(self.options, values, strict=True))

    def number_of(self, **setting: str) -> int:
        """Give the number of a setting, from the value of each param.

        Raises
        ------
        QuestionError
            A param or a value does not exist, or a param is missing.
        """
        for name in setting:
            require_known(name, self.options, "a param of these settings")
        number = 0
        for name, labels in self.options.items():
            if name not in setting:
                raise QuestionError(f"{name} is missing: give {', '.join(self.options)}")
            require_option(setting[name], labels, name)
            number = number * len(labels) + list(labels).index(setting[name])
        return number

    @property
    def expression(self) -> str:
        """Vega expression that computes the number from the params."""
        number = ""
        for name, labels in self.options.items():
            position = f"indexof({vega_literal(list(labels))}, {name})"
            higher = f"({number})" if " + " in number else number
            number = f"{higher} * {len(labels)} + {position}" if number else position
        return number
