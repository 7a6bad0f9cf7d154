"""Standoff annotations of brat: an .ann file beside each .txt, or a folder of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.errors import QuestionError, shorten, visible
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.fields import Fields
from analysis.exchange.folders import files_below, is_file_of
from analysis.exchange.offsets import found_counting
from analysis.exchange.placing import merged, placed, several
from analysis.exchange.untrusted import as_path, content_of, decoded, shown_name

if TYPE_CHECKING:
    from pathlib import Path

    Spans = tuple[tuple[int, int], ...]

_SPAN = re.compile(r"(\S+) ([0-9]{1,15} [0-9]{1,15}(?:;[0-9]{1,15} [0-9]{1,15})*)")
_LEFT_OUT = {
    "R": ("relation", "relations"),
    "*": ("equivalence", "equivalences"),
    "N": ("reference to a database", "references to databases"),
}
"""Lines that are not about one passage, or say nothing of it that a claim has."""
_BOM = b"\xef\xbb\xbf"


def read_brat(path: Path) -> Foreign:
    r"""Read standoff annotations of brat.

    Places should count characters of the .txt, with its line ends as they are; brat's page writes
    UTF-16 units after emoji, which the words of each annotation show.

    Parameters
    ----------
    path
        An .ann file, with the .txt of the same name beside it; or a folder of such pairs, in which
        the name of each folder below it is the coder.

    Returns
    -------
    Foreign
        A text for each .txt. The type of a text-bound annotation is its label, as are the events
        that it starts, with their roles, and attributes; attributes, roles and notes named as cells
        (``concept``, ``organisation``, ``agreement`` ...) are that cell. An annotation in several
        fragments is in doubt from its first character to its last, since a passage is one span.
        Relations, equivalences, references to databases, and notes on any of these are left out.

    Raises
    ------
    QuestionError
        There is no such file, or a line is not of that format.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "a.ann")
    ...     _ = path.write_text('T1\tclaim 0 2\tWe')
    ...     read_brat(path).texts[0].passages[0].labels
    ('claim',)
    """
    path = as_path(path)
    left_out: Counter[tuple[str, str]] = Counter()
    lost: list[str] = []
    notes: list[str] = []
    texts = []
    files = files_below(path, ".ann") if path.is_dir() else [path.with_suffix(".ann")]
    if path.is_dir() and not files:
        raise QuestionError(f"{shown_name(path)} has no .ann file; it is not a folder of brat's")
    for file in files:
        below = path.is_dir() and file.parent != path
        text_file = file.with_suffix(".txt")
        name = visible(file.stem)
        home = path if path.is_dir() else file.parent
        text = _text(text_file) if is_file_of(home, text_file) else None
        if text is None:
            notes.append(f"{visible(file.name)}: {visible(text_file.name)} is not beside it")
        document = _Document(visible(file.name), decoded(content_of(file), visible(file.name)))
        passages = document.passages(text, file.parent.name if below else None)
        kept, said, without = placed(name, text, passages, "characters")
        notes += said
        lost += [*document.lost, *without]
        left_out += document.left_out
        texts.append(ForeignText(name, text, tuple(kept)))
    said = [several(many, *noun) for noun, many in left_out.items()]
    return Foreign(merged(texts), left_out=(*said, *lost), notes=tuple(notes))


def _text(file: Path) -> str:
    """Read a text as brat does: a byte order mark is a character of it."""
    content = content_of(file)
    mark = "\ufeff" if content.startswith(_BOM) else ""
    return mark + decoded(content, visible(file.name))


@dataclass(frozen=True)
class _Bound:
    """A text-bound annotation."""

    kind: str
    spans: Spans
    words: str
    origin: str


class _Document:
    """The lines of one .ann file."""

    def __init__(self, name: str, content: str) -> None:
        self.name = name
        self.left_out: Counter[tuple[str, str]] = Counter()
        self.lost: list[str] = []
        """Lines that are left out."""
        self.bounds: dict[str, _Bound] = {}
        self.fields: dict[str, Fields] = {}
        self._starts: dict[str, str] = {}
        """The text-bound annotation that starts an event, by the event."""
        further: list[tuple[str, str, list[str]]] = []
        unknown: list[str] = []
        for number, line in enumerate(content.split("\n"), 1):
            if not line.strip():
                continue
            where = f"{name}, line {number}"
            key, *parts = line.rstrip("\r").split("\t")
            if key.startswith("T") and len(key) > 1:
                if key in self.bounds:
                    self.lost.append(f"{where}: {shorten(key)} is in it before; the first is read")
                    continue
                self._bound(key, parts, where)
            elif key[:1] in ("E", "A", "M", "#"):
                further.append((where, key, parts))
            elif key[:1] in _LEFT_OUT:
                self.left_out[_LEFT_OUT[key[0]]] += 1
            else:
                unknown.append(f"{where}: {shorten(line)} is not a line of brat's")
        if unknown and not (self.bounds or further or self.left_out):
            raise QuestionError(unknown[0])
        self.lost += unknown
        further.sort(key=lambda each: each[1][0] != "E")  # events before what is said of them
        for where, key, parts in further:
            self._further(where, key, parts)

    def _bound(self, key: str, parts: list[str], where: str) -> None:
        found = _SPAN.fullmatch(parts[0]) if parts else None
        if found is None:
            said = shorten("\t".join(parts))
            raise QuestionError(
                f"{where}: {said} is not a type with start and end, such as T1<TAB>claim 9 27<TAB>"
                "words"
            )
        spans = tuple(
            (int(start), int(end))
            for start, end in (span.split(" ") for span in found[2].split(";"))
        )
        words = parts[1] if len(parts) > 1 else ""
        self.bounds[key] = _Bound(found[1], spans, words, f"{self.name}, {key}")
        self.fields[key] = Fields([found[1]])

    def _further(self, where: str, key: str, parts: list[str]) -> None:
        """Add what an event, an attribute or a note says of a text-bound annotation."""
        words = (parts[0] if parts else "").split()
        if key.startswith("E"):
            self._event(where, key, words)
            return
        if len(words) < 2:  # noqa: PLR2004 (what it is, and of what)
            raise QuestionError(
                f"{where}: names nothing that it is about, such as A1<TAB>Negated T1"
            )
        name, target, *value = words
        fields = self.fields.get(self._starts.get(target, target))
        if fields is None:
            noun = "note" if key.startswith("#") else "attribute"
            self.left_out[f"{noun} on something else", f"{noun}s on something else"] += 1
        elif key.startswith("#"):
            fields.add_note(parts[1] if len(parts) > 1 else "", "note")
        elif value:
            fields.add(name, " ".join(value))
        else:
            fields.label(name)

    def _event(self, where: str, key: str, words: list[str]) -> None:
        roles = [word.partition(":") for word in words]
        if not roles or roles[0][2] not in self.bounds:
            raise QuestionError(f"{where}: names no annotation that starts it, such as claim:T1")
        kind, _, start = roles[0]
        self._starts[key] = start
        fields = self.fields[start]
        fields.label(kind)
        for role, _, target in roles[1:]:
            if target in self.bounds:
                fields.add(role, self.bounds[target].words)
            else:
                self.left_out["role of an event in another", "roles of events in others"] += 1

    def passages(self, text: str | None, coder: str | None) -> list[Passage]:
        """Give the text-bound annotations, with places as the file counts."""
        passages = []
        whole = [bound for bound in self.bounds.values() if len(bound.spans) == 1]
        for key, bound in self.bounds.items():
            fields = self.fields[key]
            start, end = bound.spans[0][0], bound.spans[-1][1]
            passage = fields.passage(
                bound.origin,
                bound.words or None,
                start,
                end,
                coder=coder,
            )
            if len(bound.spans) > 1:
                passage = self._joined(passage, bound, text, whole)
            passages.append(passage)
        return passages

    def _joined(
        self, passage: Passage, bound: _Bound, text: str | None, whole: list[_Bound]
    ) -> Passage:
        """Make one span of several fragments: in doubt, unless only blanks are between them."""
        many = several(len(bound.spans), "fragment")
        doubt = f"marked in {many}, and a passage is one span"
        in_doubt = replace(passage, start=None, end=None, doubt=doubt)
        if text is None:
            return in_doubt
        others = [(*other.spans[0], other.words) for other in whole]
        spans = [*others, *((start, end, None) for start, end in bound.spans)]
        _, _, found = found_counting(text, spans, "characters")
        parts = [place for place in found[len(others) :] if place is not None]
        if len(parts) != len(bound.spans) or sorted(parts) != parts:
            return in_doubt
        if " ".join(text[slice(*part)] for part in parts) != bound.words:
            return in_doubt
        words = text[parts[0][0] : parts[-1][1]]
        if "".join(words.split()) == "".join(bound.words.split()):
            return replace(passage, words=words)
        return replace(passage, words=words, doubt=doubt)
