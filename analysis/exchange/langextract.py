"""Extractions of a language model as LangExtract saves them, proved against the text.

LangExtract looks for the model's words in the text and says how well it found them. Only words that
it calls exact and that are at their place are taken as such; everything else is in doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import shorten
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.fields import Fields
from analysis.exchange.placing import placed
from analysis.exchange.untrusted import json_lines_of, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.exchange.untrusted import Value

_EXACT = "match_exact"
_STATUSES = {
    "match_greater": "only the beginning of the model's words is there",
    "match_lesser": "there are more words there than the model gave",
    "match_fuzzy": "the words there are only like the model's",
}


def read_langextract(path: Path) -> Foreign:
    """Read documents with extractions: JSONL, as LangExtract saves them.

    Places count characters (code points).

    Returns
    -------
    Foreign
        A text for each document. The class of an extraction is a label, as are its attributes,
        except those named as cells (``statement``, ``speaker``, ``concept``, ``stance`` ...). Words
        are the model's, and a passage has a place only if these are there. Where LangExtract does
        not call them exact, found none, or called them so wrongly, the passage is in doubt.

    Raises
    ------
    QuestionError
        The file is not of that format.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "results.jsonl")
    ...     _ = path.write_text('{"text": "We agree", "extractions": []}')
    ...     read_langextract(path).texts[0].text
    'We agree'
    """
    texts = []
    notes: list[str] = []
    left_out: list[str] = []
    for document in json_lines_of(*read_text(path)):
        name = document["document_id"].word() or document.place
        if document["text"].value is None and document["extractions"].value is None:
            document.refuse("an object with text and extractions, as LangExtract saves it")
        text = document["text"].text() if document["text"] else None
        passages = [
            _passage(extraction, text, f"{document.place}, extraction {number}")
            for number, extraction in enumerate(document["extractions"].items(), 1)
        ]
        kept, said, without = placed(name, text, passages, "characters")
        notes += said
        left_out += without
        texts.append(ForeignText(name, text, tuple(kept)))
    return Foreign(tuple(texts), left_out=tuple(left_out), notes=tuple(notes))


def _passage(extraction: Value, text: str | None, origin: str) -> Passage:
    words = extraction["extraction_text"].text()
    start = end = None
    interval = extraction["char_interval"]
    if interval and interval["start_pos"] and interval["end_pos"]:
        start, end = interval["start_pos"].number(), interval["end_pos"].number()
    fields = Fields([extraction["extraction_class"].word()])
    fields.add_note(extraction["description"].text(), "description")
    if extraction["attributes"]:
        for key in extraction["attributes"].fields():
            for value in extraction["attributes"][key].one_or_more():
                said = value.value
                fields.add(key, str(said) if isinstance(said, bool | float) else value.word())
    return fields.passage(
        origin,
        words,
        start,
        end,
        doubt=_doubt(extraction["alignment_status"].text(), words, text, start, end),
    )


def _doubt(
    status: str, words: str, text: str | None, start: int | None, end: int | None
) -> str | None:
    """Say why the place of an extraction is not to be trusted; None if it is proved."""
    if start is None or end is None:
        return "LangExtract did not find the model's words in the text"
    if status != _EXACT:
        why = _STATUSES.get(status, f"its alignment is {shorten(status)}")
        return f"LangExtract did not find the model's words exactly: {why}"
    if text is not None and text[start:end] != words:
        there = shorten(text[start:end])
        return f"LangExtract calls the words exact, but from {start} to {end} the text has {there}"
    return None
