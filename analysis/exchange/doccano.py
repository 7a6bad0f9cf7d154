"""Spans that were labelled in doccano, and claims as spans for it.

doccano's files have places and no words, and do not say what they count: UTF-16 units as its page
writes them, grapheme clusters if the project is set so, or whatever a script wrote. The unit is
found by which one puts the ends of spans on edges of words.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from analysis.dossier.archives import Archive
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.edges import on_edges
from analysis.exchange.odd_entries import OddEntries
from analysis.exchange.offsets import Unit, from_characters, unit_named
from analysis.exchange.placing import UNIT_WORDS, merged, several
from analysis.exchange.texts import marked_text
from analysis.exchange.unquoted import characters_of
from analysis.exchange.untrusted import as_path, content_of, decoded, json_lines_of, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dossier import Dossier
    from analysis.exchange.untrusted import Value

    Span = tuple[int, int]

_LABEL = "claim"
"""Label of a claim whose speech act is not coded."""
_PAGE: Unit = "utf16"
"""What doccano's page writes."""
_OTHERS: tuple[Unit, ...] = ("characters", "graphemes")
"""What else its files may count without being asked: what scripts write, and a setting."""
_DOUBT = "the file does not say what it counts, and other units fit as well"
_KNOWN = {"id", "text", "data", "label", "labels", "entities", "relations", "annotations", "title"}


def doccano_lines(dossier: Dossier, *, unit: Unit = _PAGE) -> str:
    """Give the article and its claims as a line of doccano's JSONL, a span for each claim.

    The label is the speech act, or "claim". What it cannot contain: who says it, statements and
    all other cells, coders; overlapping spans only in projects that allow them.

    Parameters
    ----------
    dossier
        The dossier.
    unit
        What places count: ``utf16`` as doccano's page does, ``graphemes`` for projects that count
        grapheme clusters, ``characters``, or ``bytes``.

    Raises
    ------
    FileNotFoundError
        The dossier has no text; the format is about it.
    AnchorError
        The text cannot be read, or does not have the words of a claim.
    QuestionError
        There is no such unit, or a claim begins or ends inside a grapheme cluster.

    Examples
    --------
    >>> import analysis
    >>> json.loads(doccano_lines(analysis.example()))["label"][0]
    [0, 56, 'report']
    """
    unit_named(unit)
    marked = marked_text(dossier)
    text = marked.article.text
    places = from_characters(
        text, [place for claim in marked.claims for place in (claim["start"], claim["end"])], unit
    )
    labels = [claim["speech_act"] or _LABEL for claim in marked.claims]
    spans = [list(span) for span in zip(places[::2], places[1::2], labels, strict=True)]
    row = {"id": 1, "text": text, "label": spans, "Comments": []}
    return json.dumps(row, ensure_ascii=False) + "\n"


def read_doccano(path: Path, *, unit: str | None = None) -> Foreign:
    """Read spans or entities as doccano exports them: JSONL, or the zip with a file per annotator.

    Parameters
    ----------
    path
        The file. In a zip the name of each file is the coder.
    unit
        What places count: ``utf16``, ``characters``, ``graphemes`` or ``bytes``. By default
        ``utf16``, unless another puts more spans on edges of words; where several do it equally
        well, passages that these put elsewhere are in doubt.

    Returns
    -------
    Foreign
        A text for each line. Relations, comments, labels of whole texts and further fields are
        left out.

    Raises
    ------
    QuestionError
        The file is not of that format, or there is no such unit.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "all.jsonl")
    ...     _ = path.write_text('{"text": "We agree", "label": [[0, 2, "who"]]}')
    ...     read_doccano(path).texts[0].passages[0].words
    'We'
    """
    named = None if unit is None else unit_named(unit)
    path = as_path(path)
    content, name = content_of(path), shown_name(path)
    left_out: Counter[tuple[str, str]] = Counter()
    odd = OddEntries()
    rows: list[_Row] = []
    if content.startswith(b"PK"):
        archive = Archive(content, name)
        for member in archive.names():
            if member.endswith((".jsonl", ".json")):
                text = decoded(archive.read(member), f"{name}: {member}")
                coder = PurePosixPath(member).stem
                rows += _rows(text, f"{name}: {member}", coder, left_out, odd)
    else:
        rows += _rows(decoded(content, name), name, None, left_out, odd)
    chosen, notes, rivals = _unit(rows, named)
    texts, lost = [], []
    for row in rows:
        elsewhere = [row.places(other) for other in rivals]
        passages = []
        for number, place in enumerate(row.places(chosen)):
            mark = row.marks[number]
            if place is None:
                lost.append(
                    f"{mark.origin}: {mark.start} to {mark.end} is not a span of its text in "
                    f"{UNIT_WORDS[chosen]}"
                )
                continue
            start, end = place
            doubt = _DOUBT if any(at[number] != place for at in elsewhere) else None
            passages.append(
                Passage(
                    mark.origin,
                    row.text[start:end],
                    start,
                    end,
                    labels=(mark.label,) if mark.label else (),
                    coder=mark.coder,
                    doubt=doubt,
                )
            )
        texts.append(ForeignText(row.name, row.text, tuple(passages), title=row.title))
    lost += odd.said(read=sum(len(row.marks) for row in rows))
    said = [several(many, *noun) for noun, many in left_out.items()]
    return Foreign(merged(texts), left_out=(*said, *lost), notes=tuple(notes))


@dataclass(frozen=True)
class _Mark:
    origin: str
    start: int
    end: int
    label: str
    coder: str | None


@dataclass(frozen=True)
class _Row:
    """One text, with spans as the file has them."""

    name: str
    text: str
    title: str | None
    marks: list[_Mark]
    _known: dict[Unit, list[Span | None]] = field(default_factory=dict)

    def places(self, unit: Unit) -> list[Span | None]:
        """Characters of each span, if the file counts so."""
        if unit not in self._known:
            spans = [(mark.start, mark.end) for mark in self.marks]
            self._known[unit] = characters_of(self.text, spans, (unit, "kept"))
        return self._known[unit]


def _unit(rows: list[_Row], unit: Unit | None) -> tuple[Unit, list[str], list[Unit]]:
    """Choose the unit; say why if it is not the declared one, and which others fit as well."""
    if unit is not None:
        return unit, [], []
    declared = _PAGE
    differing: dict[Unit, None] = {}
    fits = Counter[Unit]()
    for row in rows:
        ways = {one: row.places(one) for one in (declared, *_OTHERS)}
        for one, places in ways.items():
            if places != ways[declared]:
                differing[one] = None
            fits[one] += on_edges(row.text, places)
    if not differing:
        return declared, [], []
    best = max(fits.values())
    ordered = [declared, *(one for one in _OTHERS if one in differing)]
    chosen = next(one for one in ordered if fits[one] == best)
    rivals = [one for one in ordered if fits[one] == best and one != chosen]
    rivals = [one for one in rivals if any(r.places(one) != r.places(chosen) for r in rows)]
    spans = several(sum(len(row.marks) for row in rows), "span")
    fit = f"puts {best} of {spans} on edges of words"
    if rivals:
        others = " and ".join(UNIT_WORDS[one] for one in rivals)
        note = (
            f"places are read as {UNIT_WORDS[chosen]}, which {fit}, as do {others}; say which by "
            "the option unit"
        )
    elif chosen != declared:
        note = f"places are read as {UNIT_WORDS[chosen]}, not {UNIT_WORDS[declared]}: this {fit}"
    else:
        note = f"places are read as {UNIT_WORDS[chosen]}, which {fit}"
    return chosen, [note], rivals


def _rows(
    text: str, name: str, coder: str | None, left_out: Counter[tuple[str, str]], odd: OddEntries
) -> Iterator[_Row]:
    for row in json_lines_of(text, name):
        body = row["text"] or row["data"]
        if not body:
            row.refuse("an object with a text, as doccano exports it as JSONL")
        marks = [*_spans(row, coder, left_out, odd), *_entities(row, coder, odd)]
        for key, noun in (
            ("relations", ("relation", "relations")),
            ("Comments", ("comment", "comments")),
            ("comments", ("comment", "comments")),
        ):
            if many := len(row[key].one_or_more()):
                left_out[noun] += many
        for key, value in row.fields().items():
            if key not in _KNOWN and key.casefold() != "comments" and value not in (None, "", {}):
                left_out[f'field "{key[:40]}"', f'fields "{key[:40]}"'] += 1
        title = row["title"].value
        number = row["id"].word() or row.place.removeprefix("line ")
        yield _Row(number, body.text(), title if isinstance(title, str) else None, marks)


def _spans(
    row: Value, coder: str | None, left_out: Counter[tuple[str, str]], odd: OddEntries
) -> Iterator[_Mark]:
    """Spans of ``label``, or ``labels`` as older versions call it."""
    for number, span in enumerate((row["label"] or row["labels"]).one_or_more(), 1):
        if not isinstance(span.value, list):
            left_out["label of a whole text", "labels of whole texts"] += 1
            continue
        with odd.reading():
            parts = span.items()
            if len(parts) != 3:  # noqa: PLR2004 (start, end, label)
                span.refuse("a start, an end and a label")
            start, end = (part.number() for part in parts[:2])
            yield _Mark(f"{row.place}, span {number}", start, end, parts[2].word(), coder)


def _entities(row: Value, coder: str | None, odd: OddEntries) -> Iterator[_Mark]:
    """Spans as objects: of projects with relations, or of the oldest versions."""
    for entity in [*row["entities"].items(), *row["annotations"].items()]:
        with odd.reading():
            places = entity["start_offset"].number(), entity["end_offset"].number()
            origin = f"{row.place}, entity {entity['id'].word() or entity.place.rpartition(' ')[2]}"
            by = coder or entity["user"].word() or None
            yield _Mark(origin, *places, entity["label"].word(), by)
