import polars as pl
import pytest

from analysis.alliances import Camps
from analysis.alliances.sentences import Strained
from analysis.dossier.names import Names

NAMES = Names(
    pl.DataFrame(
        {
            "actor_id": [*"abcdefg"],
            "name": ["Alba", "Bor", "Cuz", "Dol", "The Isles", "Fen", "Gor"],
            "in_sentence": [None, None, None, None, "the Isles", None, None],
        }
    )
)


@pytest.mark.parametrize(
    ("shares", "index", "said", "named"),
    [
        ({}, 0, "", False),
        ({"ab": 1}, 1, "Alba–Bor", True),
        (
            {"eb": 0.5, "ec": 0.5},
            1,
            "one of the two ties of the Isles with Bor and Cuz, depending on the division",
            True,
        ),
        (
            {"ad": 1, "bc": 0.5, "fb": 0.5},
            2,
            "Alba–Dol, and one of the two ties of Bor with Cuz and Fen, depending on the division",
            True,
        ),
        (
            {"ab": 0.5, "ce": 0.5},
            1,
            "one of Alba–Bor and Cuz–the Isles, depending on the division",
            True,
        ),
        ({"ab": 1, "cd": None}, 4, "", False),
        (
            {"ab": 0.5, "bc": 0.5, "cd": 0.5, "da": 0.5, "ac": 0.5},
            2,
            "two of five ties, depending on the division",
            False,
        ),
    ],
)
def test_strained_ties_are_named_as_shortly_as_they_can_be(
    shares: dict[str, float | None], index: int, said: str, *, named: bool
) -> None:
    rows = [[*pair, share] for pair, share in shares.items()]
    schema = {"source": pl.String, "target": pl.String, "frustration": pl.Float64}
    edges = pl.DataFrame(rows, schema, orient="row")
    now = Camps("a", index, proven=True, nodes=edges, edges=edges, unsettled=edges.clear())
    strained = Strained.in_camps(now, NAMES)
    assert (strained.text(index), strained.named) == (said, named)
