"""Decisions between two coders, kept in ``decisions.json`` in the order in which they are made.

The file is never written over what is not understood, nor over what somebody else wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.coding.json_files import broken, json_bytes, read_json
from analysis.coding.merging import OF_A_CLAIM, OF_A_VALUE
from analysis.writing import undisturbed, write_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from analysis.coding.merging import Decision

FILE = "decisions.json"
_EXPECTED = '{"steps": [...]} as the view of disagreements writes it is expected; move it away'
_FIELDS = {"first", "second", "column", "values", "decision"}


class Decided(NamedTuple):
    """One decision, and what it is about."""

    first: str | None
    second: str | None
    """Ids of the claims; None where that coder has none."""

    column: str | None
    """None for a claim of one coder as a whole."""

    values: tuple[str | None, str | None]
    """What both coders said when it was decided."""

    decision: Decision


class Decisions:
    """The file of decisions: each step is one or several that were made at once.

    Parameters
    ----------
    folder
        Where the file is, or will be.

    Raises
    ------
    DossierError
        The file is not one of decisions, or cannot be read.

    Examples
    --------
    >>> import analysis
    >>> Decisions(analysis.example().folder).steps
    []
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._content, self.steps = _read(self.path)

    def add(self, step: Sequence[Decided]) -> None:
        """Write one more step.

        Raises
        ------
        ChangedError
            Somebody else has written the file since.
        OSError
            It cannot be written.
        """
        self._write([*self.steps, [*step]])

    def take_back(self, step: Sequence[Decided]) -> None:
        """Write all steps but the last one like this; as for `add`."""
        at = len(self.steps) - 1 - self.steps[::-1].index([*step])
        self._write(self.steps[:at] + self.steps[at + 1 :])

    def _write(self, steps: list[list[Decided]]) -> None:
        said = {"steps": [[one._asdict() for one in step] for step in steps]}
        content = json_bytes(said)
        with undisturbed():
            write_all({self.path: content}, {self.path: self._content})
            self._content, self.steps = content, steps


def _read(path: Path) -> tuple[bytes | None, list[list[Decided]]]:
    content, said = read_json(path, _EXPECTED)
    if content is None:
        return None, []
    steps = said.get("steps") if isinstance(said, dict) else None
    if isinstance(steps, list) and all(isinstance(step, list) and step for step in steps):
        return content, [[_decided(path, one) for one in step] for step in steps]
    raise broken(path, _EXPECTED)


def _decided(path: Path, one: Any) -> Decided:  # noqa: ANN401  (whatever JSON has)
    if isinstance(one, dict) and one.keys() == _FIELDS:
        ids = one["first"], one["second"]
        values, column, decision = one["values"], one["column"], one["decision"]
        texts = [*ids, column, *(values if isinstance(values, list) else [0])]
        if (
            all(text is None or isinstance(text, str) for text in texts)
            and len(values) == len(ids)
            and is_decision(decision, of_a_claim=column is None)
        ):
            return Decided(*ids, column, (values[0], values[1]), decision)
    raise broken(path, _EXPECTED)


def is_decision(decision: object, *, of_a_claim: bool) -> bool:
    """Say whether it is one of the words, or for a value another value."""
    if isinstance(decision, dict):
        is_text = isinstance(decision.get("value"), str) and len(decision) == 1
        return is_text and not of_a_claim
    return decision in (OF_A_CLAIM if of_a_claim else OF_A_VALUE)
