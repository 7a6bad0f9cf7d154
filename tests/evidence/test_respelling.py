"""Which spellings of a passage are tried, and in what order."""

from __future__ import annotations

from analysis.evidence.normal_form import Form
from analysis.evidence.respelling import spellings


def test_likely_spellings_come_first_and_their_number_has_a_limit() -> None:
    form = Form.normal("“It’s 3–4 days — or more…”, he said.")
    usual = {"marks": "low", "dash": "--"}
    tried = [spelling for spelling, _ in spellings(form, usual)]
    kinds = {"apostrophe", "dash", "ellipsis", "marks", "range"}
    unusual = [sum(way.get(kind) != usual.get(kind) for kind in kinds) for way in tried]
    assert tried[0] == usual
    assert unusual == sorted(unusual)
    assert set().union(*tried) == kinds
    assert len(tried) == 600
    assert len({tuple(sorted(way.items())) for way in tried}) == 600
