"""What may be asked of a discourse network: option words, and questions refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.dossier import QuestionError, did_you_mean, require_option, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

AGGREGATIONS = {
    "twomode": ("ignore", "subtract", "combine"),
    "onemode": ("ignore", "congruence", "conflict", "subtract"),
    "eventlist": ("ignore", "subtract", "combine", "congruence", "conflict"),
}
"""Of an event list they only decide whether duplicates are compared by their qualifier."""
NORMALIZATIONS = {
    "twomode": ("no", "activity", "prominence"),
    "onemode": ("no", "average", "jaccard", "cosine"),
    "eventlist": ("no",),
}
DUPLICATES = ("include", "document", "week", "month", "year", "acrossrange")
UNITS = ("seconds", "minutes", "hours", "days", "weeks", "months", "years")
KERNELS = ("no", "uniform", "triangular", "epanechnikov", "gaussian")
EXCLUDED = ("author", "source", "section", "type")
DOCUMENT_COLUMNS = {
    "author": "author",
    "source": "source",
    "section": "section",
    "type": "type",
    "id": "document_id",
    "title": "title",
}
"""Variables of documents by the names that DNA gives them, and their columns."""
_MOST_WHOLE = 2**63
"""Size of the largest whole number of an engine."""
_DOTTED = "%d.%m.%Y"
_ALWAYS = datetime(1900, 1, 1), date(2099, 12, 31)  # noqa: DTZ001 (statements have no zone)


@dataclass(frozen=True, kw_only=True)
class Options:
    """The arguments of `network`, checked; dates are read, what is excluded are lists of text."""

    network_type: str
    variable1: str
    variable1_document: bool
    variable2: str
    variable2_document: bool
    qualifier: str | None
    qualifier_document: bool
    qualifier_aggregation: str
    normalization: str
    isolates: bool
    duplicates: str
    start: datetime | None
    stop: datetime | None
    time_window: str
    window_size: int
    kernel: str
    qualifier_scale: tuple[float, float] | None
    exclude_values: Mapping[str, Sequence[object]]
    excluded: Mapping[str, Sequence[str]]
    inverted: Mapping[str, bool]
    min_statements: int
    compat: str | None

    def __post_init__(self) -> None:
        require_word(self.network_type, tuple(AGGREGATIONS), "network_type")
        _require_text(self.variable1, "variable1")
        _require_text(self.variable2, "variable2")
        if self.qualifier is not None:
            _require_text(self.qualifier, "qualifier")
        kind = self.network_type
        _require_word_of(kind, self.qualifier_aggregation, AGGREGATIONS, "qualifier_aggregation")
        _require_word_of(kind, self.normalization, NORMALIZATIONS, "normalization")
        require_word(self.duplicates, DUPLICATES, "duplicates")
        require_word(self.time_window, ("no", *UNITS, "events"), "time_window")
        require_word(self.kernel, KERNELS, "kernel")
        _require_count(self.window_size, "window_size")
        _require_count(self.min_statements, "min_statements")
        self._require_truth_values()
        self._require_what_fits()

    @property
    def is_dna(self) -> bool:
        """Whether DNA's own numbers are asked for."""
        return self.compat == "dna"

    @property
    def uses_qualifier(self) -> bool:
        """Whether the value of the qualifier counts."""
        return self.qualifier_aggregation != "ignore"

    @property
    def needs_levels(self) -> bool:
        """Whether the qualifier is looked at: in DNA by some ways to ignore it, too."""
        own = self.normalization == "jaccard" or self.kernel != "no"
        return self.uses_qualifier or (self.is_dna and own)

    @property
    def has_distinct_windows(self) -> bool:
        """Whether each window leaves out duplicates of its own."""
        has_windows = self.time_window != "no" and self.kernel == "no"
        return has_windows and self.duplicates != "include" and not self.is_dna

    @property
    def needs_rows(self) -> bool:
        """Whether single statements are looked at, in their order, where counts are not enough."""
        if self.network_type == "eventlist" or self.kernel != "no":
            return True
        if self.is_dna:
            return self.time_window != "no" or self.needs_levels > self.uses_qualifier
        return self.time_window == "events"

    def _require_truth_values(self) -> None:
        given = {
            "variable1_document": self.variable1_document,
            "variable2_document": self.variable2_document,
            "qualifier_document": self.qualifier_document,
            "isolates": self.isolates,
            **{f"invert_{name}": value for name, value in self.inverted.items()},
        }
        for name, value in given.items():
            if not isinstance(value, bool):
                raise QuestionError(f"{name} is True or False, not {shorten(str(value))}")

    def _require_what_fits(self) -> None:
        if self.start is not None and self.stop is not None and self.start > self.stop:
            raise QuestionError(f"start {self.start} is after stop {self.stop}; swap them")
        if self.uses_qualifier and self.qualifier is None:
            raise QuestionError(
                f'qualifier_aggregation="{self.qualifier_aggregation}" needs a qualifier; name one,'
                ' or choose "ignore"'
            )
        if self.kernel != "no" and self.time_window in ("no", "events"):
            raise QuestionError(
                f'kernel="{self.kernel}" needs a time_window in units of time, such as "weeks"'
            )
        if self.network_type == "eventlist" and self.time_window != "no":
            raise QuestionError('an event list has no time windows; leave time_window at "no"')
        if self.isolates and self.min_statements > 1:
            raise QuestionError(
                "isolates=True adds labels without statements, min_statements drops them: choose "
                "one"
            )
        combined = self.qualifier_aggregation == "combine"
        if combined and self.normalization != "no" and not self.is_dna:
            raise QuestionError(
                'the patterns of qualifier_aggregation="combine" cannot be normalized; choose '
                'normalization="no"'
            )
        self._require_scale()

    def _require_scale(self) -> None:
        scale = self.qualifier_scale
        if scale is None:
            return
        are_two = isinstance(scale, tuple | list) and len(scale) == 2  # noqa: PLR2004 (its ends)
        are_numbers = are_two and all(
            isinstance(end, int | float) and not isinstance(end, bool) for end in scale
        )
        if not are_numbers or not -_MOST_WHOLE <= scale[0] <= scale[1] <= _MOST_WHOLE:
            raise QuestionError(
                f"qualifier_scale is the lowest and the highest value, such as (-2, 2), not "
                f"{shorten(str(scale))}"
            )


def _require_word_of(kind: str, word: str, words: Mapping[str, Sequence[str]], name: str) -> None:
    _require_text(word, name)
    elsewhere = [other for other, known in words.items() if word in known and other != kind]
    if word not in words[kind] and elsewhere:
        raise QuestionError(
            f'{name}="{word}" is not for network_type="{kind}"; choose '
            + " or ".join(f'"{one}"' for one in words[kind])
        )
    require_word(word, words[kind], name)


def require_word(word: object, words: Sequence[str], name: str) -> None:
    """Refuse a word that is not an option, with the nearest one.

    Raises
    ------
    QuestionError
        It is none of the words.
    """
    _require_text(word, name)
    try:
        require_option(word, words, name)
    except QuestionError as error:
        raise QuestionError(f"{error}{did_you_mean(str(word), words)}") from None


def _require_text(word: object, name: str) -> None:
    if not isinstance(word, str):
        raise QuestionError(f"{name} is text, not {shorten(repr(word))}")


def _require_count(value: object, name: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise QuestionError(f"{name} is a whole number from 1 on, not {shorten(repr(value))}")


def excluded_values(values: object) -> dict[str, list[object]]:
    """Take the values that are left out by variable; one value is a list of one.

    Raises
    ------
    QuestionError
        They are not given by variable, or one is of a kind that no variable has.

    Examples
    --------
    >>> excluded_values({"concept": "Tax", "agreement": frozenset([True])})
    {'concept': ['Tax'], 'agreement': [True]}
    """
    if not isinstance(values, Mapping):
        raise QuestionError(
            'exclude_values names variables with their values, such as {"concept": ["Tax"]}, not '
            f"{shorten(str(values))}"
        )
    return {str(variable): _as_values(variable, listed) for variable, listed in values.items()}


def _as_values(variable: object, listed: object) -> list[object]:
    plain = _plain(listed)
    several = isinstance(plain, Iterable) and not isinstance(plain, str | bytes)
    values = [_plain(one) for one in plain] if several else [plain]
    for one in values:
        if not isinstance(one, str | Number | date):
            raise QuestionError(
                f"exclude_values: {shorten(repr(one))} is not a value of {shorten(str(variable))}; "
                'give text, numbers, true and false or dates, one or a list of them ("" is what is '
                "empty)"
            )
    return values


def _plain(value: Any) -> Any:  # noqa: ANN401 (of any type)
    """Take an array or a value of numpy as lists and values of Python, which texts are made of."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def read_moment(value: object, name: str, *, is_dna: bool) -> datetime | None:
    """Read the start or the stop of the range; a day begins at 00:00:00 and ends at 23:59:59.

    Raises
    ------
    QuestionError
        It is not a date, has a zone, or no calendar has it.

    Examples
    --------
    >>> read_moment("10.02.2005", "stop", is_dna=False)
    datetime.datetime(2005, 2, 10, 23, 59, 59)
    >>> read_moment("2005-02-31", "start", is_dna=False)
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: start="2005-02-31" is not a date of the calendar; write it as ...
    """
    if value is None:
        return None
    moment = _parsed(value) if isinstance(value, str) else value
    if not isinstance(moment, date):
        raise QuestionError(
            f"{name}={shorten(str(value))} is not a date of the calendar; write it as 2005-02-28, "
            "28.02.2005 or 2005-02-28 12:00:00"
        )
    if not isinstance(moment, datetime):
        at = time(0, 0, 0) if name == "start" else time(23, 59, 59)
        moment = datetime.combine(moment, at)
    if moment.tzinfo is not None:
        raise QuestionError(f"{name} has a time zone; the dates of statements have none: drop it")
    magic = moment == _ALWAYS[0] if name == "start" else moment.date() == _ALWAYS[1]
    return None if is_dna and magic else moment


def _parsed(text: str) -> date | None:
    for form in (_DOTTED, f"{_DOTTED} %H:%M:%S"):
        try:
            read = datetime.strptime(text, form)  # noqa: DTZ007 (statements have no zone)
        except ValueError:
            continue
        return read.date() if form == _DOTTED else read
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return None
