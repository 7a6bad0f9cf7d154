"""Whatever happens to a dossier: an error that names the place, or every change is named.

``make hostile`` tries a hundred thousand of them; tests/hostile/README.md says how.
"""

from __future__ import annotations

from collections import Counter

import pytest
from damage import TRICKY
from damaged_tables import Damaged, damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from judging_tables import Workshop, judged

NUMBERS = 96
PARTS = 4


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("damaged"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_dossier_is_refused_by_its_place_or_every_change_is_named(
    part: int, workshop: Workshop
) -> None:
    hows, wrong = Counter[str](), list[str]()
    for number in range(part, NUMBERS, PARTS):
        try:
            told = judged(damaged(number), workshop)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            wrong.append(f"{number}: {error!r}")
        else:
            hows[told.how] += 1
            wrong += [f"{number}: {finding}" for finding in told.findings]
    assert wrong == []
    # If everything loaded or nothing did, nothing was tested.
    assert 0.05 < 1 - hows["refused"] / hows.total() < 0.6, hows


@given(
    table=st.sampled_from(["actors", "claims", "claim_links", "ties", "figures"]), data=st.data()
)
@settings(deadline=None, max_examples=60)
def test_any_text_in_any_cell_is_refused_there_or_read_as_it_is(
    table: str, data: st.DataObject, workshop: Workshop
) -> None:
    made, name = Damaged(4, "example"), f"{table}.csv"
    rows = made.rows(name)
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row][column] = data.draw(
        st.one_of(st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from(TRICKY))
    )
    made.write(name, rows)
    assert judged(made, workshop).findings == []
