"""What two versions of a dossier answer differently, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances import BASES, camps, ties_in_force
from analysis.alliances.structure import BASIS_LABELS, camp_words
from analysis.dossier import DossierError
from analysis.dossier.older import version_of
from analysis.dossier.vocabularies import labels
from analysis.revisions.weapons import compared, stated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dossier import Dossier
    from analysis.dossier.older import Version

ANSWERS = {
    "verdict": "no verdict",
    "ties at odds": "not counted",
    "camp": "no tie",
    "stated figures": "no figure",
    "comparison": "not comparable",
}
"""The answers that are compared, and what is said where there is none."""


def changed_answers(old: Dossier | str | Path, new: Dossier | str | Path) -> pl.DataFrame:
    """List what two versions of a dossier answer differently.

    Both are asked for the verdict on each claim; on the day of the newer study and by each basis,
    for the number of ties at odds and the camp of each actor, seen from the same actor; for the
    lowest and the highest stated figure of each weapon and quantity, over all variants and
    conditions; and, of every two weapons of a class under the same condition, which has more.

    Parameters
    ----------
    old, new
        Dossiers, or folders of them, of which accepted rows count.

    Returns
    -------
    DataFrame
        ``answer`` ("verdict", "ties at odds", "camp", "stated figures" or "comparison"), ``key``
        (ids, joined by ``|``), ``about``, ``old`` and ``new``, in words.

    Raises
    ------
    DossierError
        A folder has no dossier that can be asked.
    QuestionError
        One of them is neither a dossier nor a folder.

    Examples
    --------
    >>> import analysis
    >>> from dataclasses import replace
    >>> new = analysis.example()
    >>> old = replace(new, outcomes=new.outcomes.slice(1), ties=new.ties.filter(kind="alliance"))
    >>> found = changed_answers(old, new)
    >>> found.filter(answer="verdict").select("key", "old", "new").rows()
    [('c03', 'no verdict', 'in part')]
    >>> found.filter(answer="ties at odds").select("about", "old", "new").row(0)
    ('treaties and events', '0', '1')
    """
    one, other = askable(version_of(old)), askable(version_of(new))
    parts = [_verdicts(one, other), *_camps(one, other), stated(one, other), compared(one, other)]
    found = [
        _differing(*part).with_columns(
            pl.col("old", "new").fill_null(nothing), answer=pl.lit(answer)
        )
        for (answer, nothing), part in zip(ANSWERS.items(), parts, strict=True)
    ]
    return pl.concat(found).select("answer", "key", "about", "old", "new")


def askable(version: Version) -> Dossier:
    """Give the dossier of a version.

    Raises
    ------
    DossierError
        Its rows are not connected as those of a dossier have to be.
    """
    if version.dossier is None:
        raise DossierError(version.problems)
    return version.dossier


def _differing(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Set two frames of ``key``, ``about`` and ``says`` side by side where they differ."""
    both = new.join(old, on="key", how="full", coalesce=True, maintain_order="left_right")
    differ = both.filter(pl.col("says").ne_missing(pl.col("says_right")))
    about = pl.coalesce("about", "about_right")
    return differ.select("key", about.alias("about"), old="says_right", new="says")


def _verdicts(old: Dossier, new: Dossier) -> Iterator[pl.DataFrame]:
    for dossier in (old, new):
        said = dossier.outcomes.join(dossier.claims, on="claim_id", maintain_order="left")
        verdict = pl.col("verdict").cast(pl.String).replace(labels("verdicts"))
        yield said.select(key="claim_id", about="statement", says=verdict)


def _camps(old: Dossier, new: Dossier) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """Give, of each dossier, the ties at odds and the camps, as the newer study asks for them."""
    day, seen_from = new.study.day, new.study.seen_from or old.study.seen_from
    called = {**old.names.in_sentence, **new.names.in_sentence}
    words = camp_words(called.get(seen_from or "", ""))
    indices, every = [], []
    for dossier in (old, new):
        odds, moved = [], []
        for place, basis in enumerate(BASES, 1):
            ties = ties_in_force(dossier, day, BASES[:place])
            now = camps(ties, seen_from, actors=[seen_from] if seen_from else ())
            label = BASIS_LABELS[basis]
            index = f"{now.index:,}" if now.proven else f"at most {now.index:,}"
            odds.append((basis, label, None if now.edges.is_empty() else index))
            moved += [
                (f"{basis}|{actor}", f"{dossier.names[actor]} ({label})", words[camp])
                for actor, camp in now.nodes.iter_rows()
            ]
        columns = dict.fromkeys(("key", "about", "says"), pl.String)
        indices.append(pl.DataFrame(odds, columns, orient="row"))
        every.append(pl.DataFrame(moved, columns, orient="row"))
    return indices, every
