"""What ``dossier agree`` prints: how far two coders found the same claims and said the same."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer asks for it)
from typing import TYPE_CHECKING, Annotated, cast

import typer

from analysis.cli.terminal import counted, say
from analysis.dossier import QuestionError, load, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    import dataframely as dy

    from analysis.coding import Agreement
    from analysis.dossier.tables import Claim

_EMPTY = "empty"
_FIRST, _SECOND = (
    typer.Argument(
        metavar=name, exists=True, file_okay=False, help=f"Dossier of the {which} coder."
    )
    for name, which in (("FIRST", "first"), ("SECOND", "second"))
)


def agree(
    first: Annotated[Path, _FIRST],
    second: Annotated[Path, _SECOND],
    *,
    threshold: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Claims are on the same words from this overlap by union on, in characters.",
        ),
    ] = 0.5,
    coders: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--coders",
            metavar="ONE OTHER",
            help="Only the claims of this coder in the first folder and of that in the second, "
            "which may be the same folder.",
        ),
    ] = None,
) -> None:
    """Say how far two coders of an article found the same claims and said the same of them."""
    from analysis.coding import agreement

    coder, other = coders or (None, None)
    claims = _claims_of(first, coder), _claims_of(second, other)
    try:
        found = agreement(*claims, threshold=threshold)
    except QuestionError as error:
        raise typer.BadParameter(f"--threshold: {error}") from None
    for line in in_lines(found):
        say(line)


def _claims_of(folder: Path, coder: str | None) -> dy.DataFrame[Claim]:
    claims = load(folder, review="all").claims
    if coder is None:
        return claims
    known = claims["coder"].drop_nulls().unique().sort().to_list()
    if coder not in known:
        listed = ", ".join(known) or "nobody is named"
        raise typer.BadParameter(f"--coders: {coder} codes nothing in {folder}; {listed}")
    return cast("dy.DataFrame[Claim]", claims.filter(coder=coder))


def in_lines(found: Agreement) -> Iterator[str]:
    """Write an agreement as text: spans, columns, disagreements, claims of one coder alone."""
    matched = counted(found.matched.height, "claim")
    alone = f"{found.only_first.height} by the first alone, {found.only_second.height} by the "
    yield f"{matched} found by both coders, {alone}second alone."
    for row in found.spans.iter_rows(named=True):
        shares = (_percent(row[name]) for name in ("found_first", "found_second"))
        first, second = shares
        f1 = "not defined" if row["f1"] is None else f"{row['f1']:.2f}"
        overlap = f"overlap of at least {row['threshold']:g}"
        yield f"  {overlap}: {first} of the first, {second} of the second, F1 {f1}"
    yield "Values of claims that both found:"
    for row in found.columns.iter_rows(named=True):
        equal = "" if row["equal_share"] is None else f"{_percent(row['equal_share'])} equal, "
        alpha = row["reason"] if row["alpha"] is None else f"{row['alpha']:.2f}"
        yield f"  {row['column']}: {counted(row['pairs'], 'pair')}, {equal}alpha {alpha}"
    if found.disagreements.height:
        yield "Disagreements:"
    for row in found.disagreements.iter_rows(named=True):
        one, other = (shorten(row[name] or _EMPTY) for name in ("value_first", "value_second"))
        place = f"characters {row['start']} to {row['end']}"
        yield f"  {row['first']} and {row['second']}, {place}, {row['column']}: {one} / {other}"
    for claims, whose in ((found.only_first, "first"), (found.only_second, "second")):
        if claims.height:
            yield f"Of the {whose} alone: {', '.join(claims['claim_id'])}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"
