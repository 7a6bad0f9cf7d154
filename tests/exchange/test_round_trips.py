"""What is written comes back at the same characters, whatever characters the text has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.evidence import locate, read_article
from analysis.exchange import read, write

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "emoji": ("By \U0001f600 \U0001f1e6\U0001f1fa\n", "\n"),
    "joined": ("By \U0001f468\u200d\U0001f469\u200d\U0001f467\n", "\n"),
    "combining": ("By Ame\u0301lie, na\u0308mlich\n", "\n"),
    "CRLF": ("By \U0001f600 a reporter\r\n", "\r\n"),
    "CR": ("By a reporter\r", "\r"),
    "blanks": ("By\u00a0a reporter\u2028\u200b\u3000\n", "\n"),
}
"""What stands before the text, and how its lines end."""
FORMATS = {"webannotation": "text", "label-studio": None, "refi-qda": None, "doccano": None}
"""Formats that have places, and the option that names the text where they do not have it."""


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", TEXTS)
def test_places_come_back(
    kind: str, name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)
    before, end = TEXTS[kind]
    article = folder / "article.txt"
    text = before + article.read_bytes().decode().replace("\n", end)
    article.write_bytes(text.encode())
    dossier = analysis.load(folder)
    spans = sorted(
        (row["start"], row["end"])
        for row in locate(dossier.claims, read_article(article)).iter_rows(named=True)
    )
    content = write(dossier, name)
    path = tmp_path / "written"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    option = FORMATS[name]
    foreign = read(path, name, **({option: str(article)} if option else {}))
    (back,) = foreign.texts
    assert back.text == text
    assert sorted((passage.start, passage.end) for passage in back.passages) == spans
    assert all(text[p.start : p.end] == p.words for p in back.passages)
    assert [passage.doubt for passage in back.passages if passage.doubt] == []
    assert foreign.left_out == ()
