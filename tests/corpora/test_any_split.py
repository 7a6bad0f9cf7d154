"""However rows of a dossier are spread over several, each is in the corpus as it loads alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analysis import load, load_corpus
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES

PARTS = ("one", "two", "three")
WHOLE = ("actors", "sources", "weapons", "events", "places")
ON_CLAIMS = ("claims", "claim_links", "ties", "transfers", "outcomes", "deliveries")
ROWS = {table: pl.read_csv(EXAMPLE / f"{table}.csv", infer_schema=False) for table in TABLES}
CLAIMS = ROWS["claims"].height


def write_part(folder: Path, claims: list[str], proposed: set[str]) -> None:
    """Write what does not need other claims than these."""
    folder.mkdir()
    for table in (*WHOLE, *ON_CLAIMS):
        rows = ROWS[table]
        for column in ("claim_id", "other_claim_id"):
            if column in rows.columns:
                kept = pl.col(column).is_null() | pl.col(column).is_in(claims)
                rows = rows.filter(kept)
        if "review" in rows.columns:
            mark = pl.col(rows.columns[0]).is_in(list(proposed))
            rows = rows.with_columns(review=pl.when(mark).then(pl.lit("proposed")))
        rows.write_csv(folder / f"{table}.csv")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), min_size=CLAIMS, max_size=CLAIMS),
    st.sets(st.sampled_from([*ROWS["claims"]["claim_id"], *ROWS["ties"]["tie_id"]]), max_size=12),
    st.permutations(PARTS),
)
def test_any_split_of_the_example_gives_the_dossiers_it_was_split_into(
    where: list[str], proposed: set[str], order: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        for part in PARTS:
            pairs = zip(ROWS["claims"]["claim_id"], where, strict=True)
            write_part(Path(name, part), [claim for claim, at in pairs if at == part], proposed)
        corpus = load_corpus([Path(name, part) for part in order])
        for part in PARTS:
            one, alone = corpus.dossier(part), load(Path(name, part))
            assert one.waiting == alone.waiting
            for table in TABLES:
                assert_frame_equal(getattr(one, table), getattr(alone, table))
        assert corpus.dossiers["claims"].sum() == corpus.claims.collect().height
