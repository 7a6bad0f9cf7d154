"""A dossier with as many switches as a test asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import analysis


@pytest.fixture
def with_switches(dossier: analysis.Dossier) -> Callable[[int], analysis.Dossier]:
    """Propositions p0, p1 ..., each the condition of a treaty's obligation, the last of two."""

    def make(number: int) -> analysis.Dossier:
        ids = [f"p{n}" for n in range(number)]
        none = pl.lit([], pl.List(pl.String))
        propositions = pl.DataFrame({"proposition_id": ids, "description": ids})
        kind = dossier.propositions.head(1).drop("proposition_id", "description")
        conditions = [*([one] for one in ids), [ids[-1]]]
        names = [f"r{n}" for n in range(number + 1)]
        commitments = pl.DataFrame({"commitment_id": names, "condition": conditions})
        obligation = dossier.commitments.filter(act="obligation").drop(commitments.columns)
        return replace(
            dossier,
            propositions=propositions.join(kind, how="cross").with_columns(
                implies=none, excludes=none
            ),
            commitments=commitments.join(obligation, how="cross").with_columns(consequence=none),
        )

    return make
