"""Projects and code books of REFI-QDA (.qdpx, .qdc), which programs for qualitative data exchange.

The standard counts characters (code points) of the plain-text file. Programs differ: NVivo counts
UTF-16 units, ATLAS.ti counts CR and LF as one. The file quotes no words, so what the program that
wrote it counts is used unless it cuts words and another way of counting does not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

from lxml import etree

from analysis.dossier import TABLES
from analysis.dossier.archives import Archive
from analysis.errors import QuestionError, shorten
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.fields import Fields
from analysis.exchange.odd_entries import OddEntries
from analysis.exchange.offsets import unit_named
from analysis.exchange.placing import several
from analysis.exchange.refi_elements import (
    below,
    codes_of,
    guid_of,
    local_name,
    plain_guid,
    target_of,
)
from analysis.exchange.refi_places import counted_by, places_of
from analysis.exchange.untrusted import as_path, content_of, decoded, shown_name, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from analysis.exchange.offsets import Unit

_DOUBT = "by the standard this passage would be elsewhere, and the file has no words to check it"
_SELECTIONS = (
    *("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection"),
    *("TranscriptSelection", "PlainTextSelection"),
)
_OTHERS = {
    "PictureSource": "picture",
    "PDFSource": "PDF",
    "AudioSource": "audio recording",
    "VideoSource": "video recording",
}
_DIGITS = 15
"""Longest number that is a place in a text."""


def read_refi_qda(path: Path, *, unit: str | None = None) -> Foreign:
    """Read a project or a code book of REFI-QDA.

    Parameters
    ----------
    path
        A project (.qdpx, or the project.qde in it) or a code book (.qdc).
    unit
        What places count: ``characters``, ``utf16``, ``bytes`` or ``graphemes``. By default what
        the program that wrote the file counts, or, where that cuts words, what does not; passages
        that the standard would put elsewhere are then in doubt.

    Returns
    -------
    Foreign
        A text for each plain-text source. Of each selection, codes are labels from the outermost
        to the innermost, those below a code named as a cell (``concept``, ``stance``, ``speaker``
        ...) are that cell, and of its description and notes lines such as ``concept: bridge`` are.
        Whoever made the coding is the coder. Cases with a kind of actors are actors. A code book
        alone has no passages: its codes are listed.

    Raises
    ------
    QuestionError
        The file is not of that format, or there is no such unit.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "codes.qdc")
    ...     _ = path.write_text('<CodeBook><Codes><Code name="bridge"/></Codes></CodeBook>')
    ...     read_refi_qda(path).left_out
    ('1 code without passages: bridge',)
    """
    counted = None if unit is None else unit_named(unit)
    path = as_path(path)
    content, name = content_of(path), shown_name(path)
    archive = Archive(content, name) if content.startswith(b"PK") else None
    if archive is not None:
        content = archive.read(archive.below("project.qde"))
    root = tree_of(content, name if archive is None else f"{name}: project.qde")
    kind = local_name(root)
    if kind not in ("Project", "CodeBook"):
        raise QuestionError(
            f"{name}: its root is {shorten(kind)}, and Project or CodeBook is expected; export it "
            "as REFI-QDA"
        )
    reader = _Reader(name, archive, codes_of(root, name), counted)
    if kind == "CodeBook":
        return reader.code_book()
    return reader.project(root)


class _Reader:
    """Reads one file."""

    def __init__(
        self,
        name: str,
        archive: Archive | None,
        codes: dict[str, tuple[str, ...]],
        unit: Unit | None,
    ) -> None:
        self.name, self.archive, self.codes, self.unit = name, archive, codes, unit
        self.declared = counted_by("")
        self.users: dict[str, str] = {}
        self.memos: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.left_out: Counter[tuple[str, str]] = Counter()
        self.lost: list[str] = []
        self.odd = OddEntries()
        self.notes: list[str] = []

    def code_book(self) -> Foreign:
        """List the codes."""
        listed = "; ".join(" / ".join(path) for path in self.codes.values())
        codes = several(len(self.codes), "code")
        return Foreign(left_out=(f"{codes} without passages: {listed}",) if listed else ())

    def project(self, root: _Element) -> Foreign:
        """Read sources with their selections, and cases."""
        self.declared = counted_by(root.get("origin", ""))
        self.users = {
            guid_of(user): user.get("name") or user.get("id") or guid_of(user)
            for user in below(root, "Users", "User")
        }
        self.variables = {
            guid_of(each): each.get("name", "") for each in below(root, "Variables", "Variable")
        }
        for memo in below(root, "Notes", "Note"):
            self.memos[guid_of(memo)] = self._text(memo, "note") or ""
        of_sources, actors = self._cases(root)
        texts = []
        used: set[str] = set()
        for source in (each for sources in below(root, "Sources") for each in sources):
            if (kind := local_name(source)) != "TextSource":
                self._leave_source(source, _OTHERS.get(kind, "source of another kind"))
            elif text := self._source(source, of_sources.get(guid_of(source), {}), used):
                texts.append(text)
        unused = len(self.memos.keys() - used)
        for noun, many in (
            (("note that is not on a passage", "notes that are not on a passage"), unused),
            (("link", "links"), len(below(root, "Links", "Link"))),
            (("set", "sets"), len(below(root, "Sets", "Set"))),
            (("graph", "graphs"), len(below(root, "Graphs", "Graph"))),
        ):
            if many:
                self.left_out[noun] += many
        self.lost += self.odd.said(read=sum(len(text.passages) for text in texts))
        said = [several(many, *noun) for noun, many in self.left_out.items()]
        rows = {"actors": actors} if actors else {}
        return Foreign(tuple(texts), rows, (*said, *self.lost), tuple(self.notes))

    def _source(
        self, source: _Element, known: dict[str, str], used: set[str]
    ) -> ForeignText | None:
        name = source.get("name") or guid_of(source)
        selections = [each for each in source if local_name(each) == "PlainTextSelection"]
        text = self._text(source, "text")
        if text is None:
            return None
        if codings := sum(local_name(each) == "Coding" for each in source):
            self.left_out["code of a whole source", "codes of whole sources"] += codings
        known = {**known, **self._values(source)}
        marks = []
        for each in selections:
            with self.odd.reading():
                marks.append(_mark(each, f"{self.name}: selection {guid_of(each)}"))
        spans = [(mark.start, mark.end) for mark in marks]
        places, doubtful, note = places_of(text, spans, self.declared, self.unit)
        if note is not None:
            self.notes.append(f"{name}: {note}")
        passages: list[Passage] = []
        for mark, place in zip(marks, places, strict=True):
            if place is None:
                marked = f"selection {guid_of(mark.element)}, {mark.start} to {mark.end}"
                self.lost.append(f"{name}: {marked}, is not a passage of its text")
                continue
            start, end = place
            passages += [
                coded.fields.passage(
                    f"selection {guid_of(mark.element)}",
                    text[start:end],
                    start,
                    end,
                    coder=coded.coder,
                    doubt=_DOUBT if place in doubtful else None,
                )
                for coded in self._coded(mark.element, used)
            ]
        return ForeignText(
            name,
            text,
            tuple(passages),
            title=source.get("name"),
            author=known.get("author"),
            source=known.get("source"),
            date=known.get("date"),
        )

    def _coded(self, selection: _Element, used: set[str]) -> Iterator[_Coded]:
        """Put what each coder said of a selection together."""
        by_coder: dict[str | None, list[_Element]] = {}
        own = selection.get("creatingUser")
        for coding in selection:
            if local_name(coding) == "Coding":
                user = self._user(coding.get("creatingUser") or own)
                by_coder.setdefault(user, []).append(coding)
        for coder, codings in (by_coder or {self._user(own): []}).items():
            fields = Fields()
            for coding in codings:
                for each in coding:
                    if local_name(each) == "CodeRef":
                        self._add_code(each, fields)
            for each in (*selection, *(note for coding in codings for note in coding)):
                if local_name(each) == "Description":
                    fields.add_note(each.text or "", "description")
                elif local_name(each) == "NoteRef":
                    target = target_of(each)
                    used.add(target)
                    fields.add_note(self.memos.get(target, ""), "note")
            yield _Coded(coder, fields)

    def _add_code(self, reference: _Element, fields: Fields) -> None:
        path = self.codes.get(target_of(reference))
        if path is None:
            self.left_out["reference to a code that is missing", "references to missing codes"] += 1
            return
        first, *rest = path
        if rest and fields.took(first, " / ".join(rest)):
            return
        for step in path:
            fields.label(step)

    def _user(self, guid: str | None) -> str | None:
        return None if guid is None else self.users.get(plain_guid(guid), plain_guid(guid))

    def _text(self, source: _Element, what: str) -> str | None:
        """Give the text of a source or note; None if it is not in the project."""
        for each in source:
            if local_name(each) == "PlainTextContent":
                return each.text or ""
        path = source.get("plainTextPath", "")
        shown = source.get("name") or guid_of(source)
        place, _, file = path.partition("://")
        member = f"sources/{PureWindowsPath(file).name}"
        if self.archive is not None:
            member = self.archive.below(member)
        if place == "internal" and self.archive is not None and member in self.archive:
            return decoded(self.archive.read(member), f"{self.name}: {member}")
        selections = sum(local_name(each) == "PlainTextSelection" for each in source)
        marked = f", with {several(selections, 'selection')}" if selections else ""
        if what == "note":
            self.left_out["note without text", "notes without text"] += 1
        else:
            where = shorten(path) if path else "not named"
            self.lost.append(
                f"source {shorten(shown)}{marked}: its plain text is {where}, not in the project"
            )
        return None

    def _leave_source(self, source: _Element, kind: str) -> None:
        self.left_out[kind, f"{kind}s"] += 1
        if many := sum(local_name(each) in _SELECTIONS for each in source.iter(etree.Element)):
            self.left_out[f"selection in a {kind}", f"selections in {kind}s"] += many

    def _cases(self, root: _Element) -> tuple[dict[str, dict[str, str]], list[dict[str, str]]]:
        """What cases say of sources, by source; and the cases that are actors."""
        of_sources: dict[str, dict[str, str]] = {}
        actors = []
        for case in below(root, "Cases", "Case"):
            values = self._values(case, count=False)
            sources = [target_of(each) for each in case if local_name(each) == "SourceRef"]
            name = case.get("name", "").strip()
            kinds = TABLES["actors"].columns()["kind"].categories  # type: ignore[attr-defined]
            if name and values.get("kind") in kinds:
                known = TABLES["actors"].column_names()
                actors.append(
                    {"name": name}
                    | {column: value for column, value in values.items() if column in known}
                )
            elif sources:
                for source in sources:
                    of_sources.setdefault(source, {}).update(values)
            else:
                self.left_out["case", "cases"] += 1
        return of_sources, actors

    def _values(self, element: _Element, *, count: bool = True) -> dict[str, str]:
        """Values of the variables of a source or case, by the variable's name."""
        values = {}
        for each in element:
            if local_name(each) != "VariableValue":
                continue
            name, value = "", ""
            for part in each:
                if local_name(part) == "VariableRef":
                    name = self.variables.get(target_of(part), "").strip().casefold()
                else:
                    value = (part.text or "").strip()
            if name == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                value = ""
            values[name] = value
        if count and (unknown := len(values.keys() - {"date", "author", "source"})):
            self.left_out["value of a variable", "values of variables"] += unknown
        return {name: value for name, value in values.items() if name and value}


@dataclass(frozen=True)
class _Mark:
    element: _Element
    start: int
    end: int


@dataclass(frozen=True)
class _Coded:
    coder: str | None
    fields: Fields


def _mark(selection: _Element, where: str) -> _Mark:
    places = []
    for name in ("startPosition", "endPosition"):
        value = selection.get(name, "")
        if not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
            raise QuestionError(f"{where}: {name} is {shorten(value)}, and a number is expected")
        places.append(int(value))
    return _Mark(selection, *places)
