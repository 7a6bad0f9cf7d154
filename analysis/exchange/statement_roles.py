"""What coded statements say of whom, for whom, what about and whether they agree, by any names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.exchange.coded_texts import FURTHER
from analysis.exchange.fields import cell_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    Value = str | int | bool

ROLES = ("person", "organization", "concept", "agreement")
"""What a statement says, by default each in a variable of that name."""
REPORTED_BY = "speaker"
"""Variable that names who reports a view that is another's."""


@dataclass(frozen=True)
class Saying:
    """What one statement says, as a `Passage` has it."""

    cells: dict[str, str] = field(default_factory=dict)
    person: str | None = None
    organization: str | None = None
    labels: tuple[str, ...] = ()


def said(found: Mapping[str, Value], roles: Mapping[str, str]) -> Saying:
    """Put values of variables where a passage has them; what has no place is a label.

    Parameters
    ----------
    found
        Values of variables that have one, agreement as true or false.
    roles
        Variable by role, of `ROLES`.

    Examples
    --------
    >>> saying = said({"who": "Ann", "agreement": False, "tone": 3},
    ...               {"person": "who", "agreement": "agreement"})
    >>> saying.person, saying.cells, saying.labels
    ('Ann', {'stance': 'disagree'}, ('tone: 3',))
    """
    cells, names, labels = dict[str, str](), dict[str, str](), list[str]()
    role_of = {name: role for role, name in roles.items()} | {REPORTED_BY: REPORTED_BY}
    for name, value in found.items():
        role = role_of.get(name)
        if role == "agreement" and isinstance(value, bool):
            cells["stance"] = "agree" if value else "disagree"
        elif role == "concept" and isinstance(value, str):
            cells["concept"] = value
        elif role not in (None, "agreement") and isinstance(value, str):
            names[str(role)] = value
        elif name in FURTHER and role is None and isinstance(value, str):
            cells[name] = cell_of(name, value) or value
        else:
            labels.append(f"{name}: {value}")
    person = names.get("person")
    if REPORTED_BY in names and person:
        cells["nested_source"] = person
    return Saying(cells, names.get(REPORTED_BY, person), names.get("organization"), tuple(labels))
