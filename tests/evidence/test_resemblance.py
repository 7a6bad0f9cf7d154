"""The nearest words are named, or none; whatever is looked for, nothing breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence.normal_form import Form
from analysis.evidence.resemblance import nearest

LETTERS = st.text("ab. \ufeff\u00ad\u0301é—“'…\n-", max_size=30)


@given(LETTERS, LETTERS)
def test_any_words_have_a_nearest_passage_or_none(words: str, text: str) -> None:
    near = nearest(words, Form.normal(text))
    if near is not None:
        assert 0 <= near.start < near.end <= len(text)
        assert near.in_words().startswith("the nearest words are at characters ")


def test_a_passage_that_lacks_a_word_is_named_with_it() -> None:
    text = "So they will not go home today, he said."
    near = nearest("they will certainly not go home today", Form.normal(text))
    assert near is not None
    assert near.in_words() == 'the nearest words are at characters 3 to 30, which lack "certainly"'


def test_nothing_alike_is_not_near() -> None:
    assert nearest("ferry boats", Form.normal("Quite another story.")) is None
