"""What ``dossier agree`` prints: how far two coders found the same claims and said the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 (Typer asks for it)
from typing import TYPE_CHECKING, Annotated, cast

import polars as pl
import typer

from analysis.cli.terminal import about_option, counted, say
from analysis.dossier import DossierError, load, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    import dataframely as dy

    from analysis.coding import Agreement
    from analysis.dossier import Dossier
    from analysis.dossier.tables import Claim

_EMPTY = "nothing"
_TWO = 2
_FIRST = typer.Argument(
    metavar="FIRST", exists=True, file_okay=False, help="Dossier of the first coder, or of both."
)
_SECOND = typer.Argument(
    metavar="SECOND",
    exists=True,
    file_okay=False,
    help="Dossier of the second coder; without it, two coders of the first are compared.",
)


def agree(
    first: Annotated[Path, _FIRST],
    second: Annotated[Path | None, _SECOND] = None,
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
            help="Only the claims of this coder in the first folder, and of that in the second or, "
            "without one, in the first; also those that were rejected in review.",
        ),
    ] = None,
) -> None:
    """Say how far two coders of an article found the same claims and said the same of them."""
    from analysis.coding import agreement

    (name, claims, _), (other_name, others, by_name) = _pair(first, second, coders)
    with about_option("--threshold"):
        found = agreement(claims, others, threshold=threshold)
    say(
        f"Compared: {counted(claims.height, 'claim')} by {name}, {others.height:,} by {other_name}."
    )
    for line in in_lines(found, (name, other_name)):
        say(line)
    if by_name:
        same = ", ".join(f"{theirs} is {ours}" for theirs, ours in sorted(by_name.items()))
        typer.echo(f"Note: by name, under the ids of {name}: {same}.", err=True)


_Claims = tuple[str, "dy.DataFrame[Claim]", dict[str, str]]
"""Name of a coder, the claims, and the ids in them that are of the other coder."""


def _pair(
    first: Path, second: Path | None, coders: tuple[str, str] | None
) -> tuple[_Claims, _Claims]:
    from analysis.coding.pairing import two_coders
    from analysis.coding.same_names import under_ids_of

    if coders:
        one, other = coders
        ours = _of_coder(first, one)
        theirs, by_name = under_ids_of(ours, _of_coder(second or first, other))
        return (one, ours.claims, {}), (other, theirs.claims, by_name)
    dossier = _without_rejected(first)
    if second is None and len(rows := dossier.coders.get("claims", {})) != _TWO:
        known = ", ".join(filter(None, rows)) or "one coder alone"
        raise typer.BadParameter(
            f"SECOND: the claims in {first} are by {known}: give another folder, or choose two of "
            "several by --coders ONE OTHER"
        )
    pair = two_coders(dossier, None if second is None else _without_rejected(second))
    return (pair[0].name, pair[0].claims, {}), (pair[1].name, pair[1].claims, pair[1].by_name)


def _without_rejected(folder: Path) -> Dossier:
    """Load claims that were accepted or wait for it: a coder's proposals are compared, too."""
    dossier = _loaded(folder)
    rejected = (pl.col("review") == "rejected").fill_null(value=False)
    kept = dossier.claims.filter(~rejected)
    return replace(dossier, claims=cast("dy.DataFrame[Claim]", kept))


def _loaded(folder: Path) -> Dossier:
    try:
        return load(folder, review="all")
    except DossierError as error:
        raise error.within(folder) from None


def _of_coder(folder: Path, coder: str) -> Dossier:
    dossier = _loaded(folder)
    claims = dossier.claims
    known = claims["coder"].drop_nulls().unique().sort().to_list()
    if coder not in known:
        listed = ", ".join(known) or "nobody is named"
        raise typer.BadParameter(f"--coders: {coder} codes nothing in {folder}; {listed}")
    return replace(dossier, claims=cast("dy.DataFrame[Claim]", claims.filter(coder=coder)))


def in_lines(found: Agreement, names: tuple[str, str]) -> Iterator[str]:
    """Write an agreement as text: spans, columns, disagreements, claims of one coder alone."""
    one, other = names
    matched = counted(found.matched.height, "claim")
    alone = f"{found.only_first.height} by {one} alone, {found.only_second.height} by {other} alone"
    yield f"{matched} found by both, {alone}."
    for row in found.spans.iter_rows(named=True):
        first, second = (_percent(row[name]) for name in ("found_first", "found_second"))
        f1 = "not defined" if row["f1"] is None else f"{row['f1']:.2f}"
        overlap = f"overlap of at least {row['threshold']:g}"
        yield f"  {overlap}: {first} of {one}, {second} of {other}, F1 {f1}"
    yield from _columns_in_lines(found)
    if found.disagreements.height:
        yield f"Disagreements, {one} / {other}:"
    for row in found.disagreements.iter_rows(named=True):
        said = (
            _EMPTY if row[value] is None else shorten(row[value])
            for value in ("value_first", "value_second")
        )
        ids = row["first"] if row["first"] == row["second"] else f"{row['first']}, {row['second']}"
        place = f"paragraph {row['paragraph']}, characters {row['start']} to {row['end']}"
        yield f"  {ids}, {place}, {row['column']}: {' / '.join(said)}"
    for claims, name in ((found.only_first, one), (found.only_second, other)):
        if claims.height:
            yield f"Of {name} alone: {', '.join(claims['claim_id'])}"


def _columns_in_lines(found: Agreement) -> Iterator[str]:
    """Write how alike the values of columns are; those without any value by both come last."""
    if found.matched.is_empty():
        return
    yield "Values of claims that both found:"
    for row in found.columns.filter(found.columns["pairs"] > 0).iter_rows(named=True):
        undefined = f"not defined: {row['reason']}"
        alpha = undefined if row["alpha"] is None else f"{row['alpha']:.2f}"
        equal = _percent(row["equal_share"])
        yield f"  {row['column']}: {counted(row['pairs'], 'pair')}, {equal} equal, alpha {alpha}"
    if missing := found.columns.filter(pairs=0)["column"].to_list():
        yield f"  without values by both: {', '.join(missing)}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"
