"""Which lines are paragraphs, which of them are about the article, and where words are sought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence import Article, read_article
from analysis.evidence.anchors import _windows

if TYPE_CHECKING:
    from pathlib import Path


def article_of(*blocks: list[int]) -> Article:
    """Blocks of lines, by how wide each line is, with a blank line between blocks."""
    return Article("\n\n".join("\n".join("x" * width for width in block) for block in blocks))


@pytest.mark.parametrize(
    ("blocks", "paragraphs"),
    [
        pytest.param([[9], [60, 60, 60, 30]], 2, id="broken to a width"),
        pytest.param([[9], [160, 160, 160, 30]], 2, id="as wide as that is allowed"),
        pytest.param([[9], [161, 161, 161, 30]], 5, id="too wide to be broken"),
        pytest.param([[9], [60, 60, 30]], 4, id="too few go on"),
        pytest.param([[9], *[[60]] * 6, [60, 60, 60, 30]], 11, id="fewer than a third go on"),
        pytest.param([[9], *[[60]] * 4, [60, 60, 60, 30]], 6, id="a third goes on"),
        pytest.param([[9], [60, 60, 60, 60, 30, 30]], 2, id="four of five are filled"),
        pytest.param([[9], [60, 60, 60, 30, 30, 30]], 7, id="three of five are filled"),
    ],
)
def test_blocks_are_paragraphs_where_lines_are_broken(
    blocks: list[list[int]], paragraphs: int
) -> None:
    assert len(article_of(*blocks).paragraph_spans) == paragraphs


def test_blank_lines_above_a_byline_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Title\n\n \n\n\n\nBy Ann Author\n", encoding="utf-8")
    assert read_article(folder=tmp_path).author == "Ann Author"


def test_spans_of_whole_words_are_sought_beside_those_of_a_length() -> None:
    text = "they say no more now than then"
    quote = text.index("no"), text.index("more") + len("more")
    found = {text[start:end] for start, end in _windows(text, quote, 10)}
    assert {"no more", "say no more", "no more now", "they say no more now"} <= found
    assert "y no more " in found
    assert "they say no more now than" not in found


@given(st.text("ab ,", min_size=1, max_size=20), st.data())
def test_words_are_sought_around_a_quote_once_in_each_span(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    length = data.draw(st.integers(last - first, 2 * len(text)))
    spans = list(_windows(text, (first, last), length))
    assert len(spans) == len(set(spans))
    for start, end in spans:
        assert start <= first
        assert last <= end <= len(text)
        assert length / 2 <= end - start <= 2 * length
