"""What-ifs: named changes to the ties, the article's own and yours."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from analysis.dossier.tables import Dossier


class AllianceError(ValueError):
    """A question about ties that cannot be answered; the message names the row or the value."""


@dataclass(frozen=True)
class WhatIf:
    """Ties to add and to drop.

    Attributes
    ----------
    name
        Short name, kebab-case.
    description
        What is supposed, as a sentence a reader sees.
    add
        Rows with ``source``, ``target``, ``sign`` and optionally ``kind``, ``directed``,
        ``obligations``, ``claim_id``, ``instrument``, ``sources``. They outweigh what is recorded.
    drop
        ``tie_id`` of ties that are supposed not to hold.
    """

    name: str
    description: str
    add: tuple[Mapping[str, Any], ...] = ()
    drop: tuple[str, ...] = ()


def _row(source: str, target: str, sign: int, kind: str, claim: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (any cell of a tie)
    return {
        "source": source,
        "target": target,
        "sign": sign,
        "kind": kind,
        "claim_id": claim,
    } | more


_TRIO = ("china", "russia", "north-korea")
_DETERRED = ("united-states", "south-korea", "japan")
_PACT = {"obligations": ["defense", "nonaggression", "consultation"], "directed": False}

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        WhatIf(
            "seoul-arms-kyiv",
            "Seoul arms Kyiv, and Moscow answers with hostility",
            add=(
                _row("south-korea", "ukraine", 1, "arms_transfer", "c03"),
                _row("russia", "south-korea", -1, "tension", "c18"),
            ),
        ),
        WhatIf(
            "moscow-arms-pyongyang",
            "Moscow sends Pyongyang precision weapons, and Seoul answers with hostility",
            add=(
                _row("russia", "north-korea", 1, "arms_transfer", "c08"),
                _row("south-korea", "russia", -1, "tension", "c08"),
            ),
        ),
        WhatIf(
            "beijing-joins",
            "Beijing joins an alliance of three against Washington, Seoul and Tokyo",
            add=(
                *(
                    _row(a, b, 1, "alliance", "c42", **_PACT)
                    for a, b in (_TRIO[:2], _TRIO[::2], _TRIO[1:])
                ),
                *(
                    _row(a, b, -1, "claim_of_hostility", "c43", directed=False)
                    for a in _TRIO
                    for b in _DETERRED
                ),
            ),
        ),
        WhatIf(
            "pact-counts",
            "The pact of June 2024 binds at once, as the article has it",
            add=(_row("russia", "north-korea", 1, "alliance", "c14", **_PACT),),
        ),
        WhatIf(
            "pact-lapses",
            "The pact of June 2024 lapses or is never ratified",
            drop=("russia-north-korea-2024", "c-pact-russia-north-korea"),
        ),
    )
}
"""The article's own what-ifs, each tie with the claim it is taken from."""


def near(value: str, known: Collection[str]) -> str:
    """Say which known names are meant, or list them."""
    close = get_close_matches(value, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"known are {', '.join(sorted(known))}"


def apply(ties: pl.DataFrame, what_if: str | WhatIf, dossier: Dossier) -> pl.DataFrame:
    """Change ties as a what-if supposes; its ties have the basis ``what-if`` and no dates.

    Raises
    ------
    AllianceError
        The scenario is unknown, names nothing, or names an unknown tie, actor or sign.
    """
    actors, tie_ids = dossier.actors["actor_id"].to_list(), dossier.ties["tie_id"].to_list()
    if isinstance(what_if, str):
        if what_if not in SCENARIOS:
            raise AllianceError(f'what-if "{what_if}" is unknown: {near(what_if, SCENARIOS)}')
        what_if = SCENARIOS[what_if]
    if not what_if.add and not what_if.drop:
        raise AllianceError(f'what-if "{what_if.name}" names nothing: give ties to add or to drop')
    for tie_id in what_if.drop:
        if tie_id not in tie_ids:
            raise AllianceError(
                f'what-if "{what_if.name}" drops "{tie_id}", which is no tie_id; '
                f"{near(tie_id, tie_ids)}"
            )
    rows = []
    for number, given in enumerate(what_if.add, start=1):
        _check(given, f'what-if "{what_if.name}", added row {number}', actors, ties.columns)
        rows.append(
            {"kind": "cooperation", "directed": True, "obligations": [], "sources": []}
            | {"claim_id": None, "instrument": what_if.description}
            | dict(given)
            | {"tie_id": f"{what_if.name}-{number}", "basis": "what-if", "status": "what-if"}
            | ({"state": "known"} if "state" in ties.columns else {})
        )
    kept = ties.filter(~pl.col("tie_id").is_in(what_if.drop))
    if not rows:
        return kept
    added = pl.DataFrame(rows, schema=ties.schema)
    return pl.concat([kept, added])


def _check(
    given: Mapping[str, Any], where: str, actors: Collection[str], columns: Collection[str]
) -> None:
    for end in ("source", "target"):
        if (actor := given.get(end)) not in actors:
            raise AllianceError(f'{where}: {end} "{actor}" is no actor; {near(str(actor), actors)}')
    if given["source"] == given["target"]:
        raise AllianceError(f'{where}: "{given["source"]}" cannot be tied to itself')
    if given.get("sign") not in (1, -1):
        raise AllianceError(f"{where}: sign {given.get('sign')!r} is neither +1 nor -1")
    if unknown := set(given) - set(columns):
        raise AllianceError(f"{where}: no tie has {', '.join(sorted(unknown))}")
