"""Take what another tool coded into dossiers: one for each text, by the machinery of `intake`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from analysis.charting import enumerated
from analysis.coding.door import Door, TextTaken
from analysis.coding.grounds import is_dossier
from analysis.coding.proposals import Taken, unaccepted
from analysis.coding.steps import write_step
from analysis.coding.taking import TABLES_TAKEN, accepted, require_name
from analysis.dossier import QuestionError, require_known, require_option, shorten
from analysis.dossier.spelling import kebab
from analysis.evidence import Foreign, ForeignText
from analysis.prose import counted, in_words, number, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.coding.proposals import Status
    from analysis.coding.steps import Contents
    from analysis.evidence import Article

_NAMED = 5
"""Texts that a message names."""


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class Imported:
    """What became of everything in a foreign file; nothing is written until `save`."""

    texts: list[TextTaken]
    left_out: list[str]
    """What could not be taken along, a sentence each."""
    notes: list[str]
    """What a person should know."""
    is_empty: bool = False
    """Whether the file has neither a text nor a passage nor a row."""

    @property
    def rows(self) -> list[Taken]:
        """Every row, with what became of it."""
        return [taken for text in self.texts for taken in text.intake.rows]

    def of(self, status: Status) -> list[Taken]:
        """Give the rows that are accepted, drafts, waiting or refused."""
        return [taken for taken in self.rows if taken.status == status]

    @property
    def files(self) -> dict[Path, Contents]:
        """What each file is, and what it would be."""
        return {path: contents for text in self.texts for path, contents in text.files.items()}

    @property
    def is_complete(self) -> bool:
        """Whether there was something, and nothing was refused, waits or was left out."""
        aside: tuple[Status, ...] = ("waiting", "refused")
        if self.is_empty:
            return False
        return not self.left_out and not any(taken.status in aside for taken in self.rows)

    def report(self) -> str:
        """Give a line of JSON for each row, with its text, and one for all that was left out."""
        lines: list[dict[str, Any]] = [
            {"text": text.name, "folder": str(text.folder)} | taken.reported()
            for text in self.texts
            for taken in text.intake.rows
        ]
        lines += [{"status": "left out", "reason": reason} for reason in self.left_out]
        return "".join(f"{json.dumps(line)}\n" for line in lines)

    def save(self) -> list[Path]:
        """Write all files or, if one cannot be written, none.

        Returns
        -------
        list of Path
            The files that were written.

        Raises
        ------
        ChangedError
            A file was written by somebody else since it was read.
        OSError
            One cannot be written; everything is as it was.
        """
        write_step(self.files)
        return list(self.files)

    def __repr__(self) -> str:
        """Count what was accepted, waits, was refused and left out."""
        return " ".join(map(plain, self._sentences()))

    def _sentences(self) -> list[str]:
        rows = self.rows
        kinds = Counter(taken.item.table for taken in accepted(rows))
        tables = [table for table in TABLES_TAKEN if kinds[table]]
        by_table = [counted(kinds[table], table.removesuffix("s")) for table in tables]
        what = f": {enumerated(by_table)}" if by_table else ""
        many = len(self.texts)
        where = f" from {counted(many, 'text')}" if many > 1 else ""
        taken = f"{number(len(accepted(rows)))} of {counted(len(rows), 'row')}{where} accepted"
        nothing = "The file has no text, no passage and no row."
        said = [nothing if self.is_empty else f"{taken}{what}."]
        if begun := sum(text.begun and bool(text.files) for text in self.texts):
            said.append(f"{counted(begun, 'new dossier')}.")
        said += unaccepted(rows)
        return said + [f"Left out: {escape(reason.rstrip('.'))}." for reason in self.left_out]


def imported(
    foreign: Foreign,
    folder: str | Path,
    *,
    coder: str | None = None,
    article: Article | None = None,
    document: str | None = None,
    review: Literal["proposed", "accepted"] = "proposed",
    on_text: Callable[[int, int], None] | None = None,
) -> Imported:
    """Say of everything in a foreign file whether it can be taken into a dossier.

    A passage is tied to the article by its words, as `intake` ties a claim: where they are there
    once, or where the text of the file is the article itself, it is accepted; where they are in
    several places or the file doubts its own, it waits; otherwise it is refused with the nearest
    passage. Without a statement, concept and stance are repeated as one ("Agrees: ..."); what
    still lacks a speaker or a statement becomes a draft, for a person to complete in the `Coder`.
    Names are actors by exact name or stated alias; others become new actors.

    Parameters
    ----------
    foreign
        What a reader of `analysis.exchange` gave.
    folder
        Folder of the dossier; where it has no tables, a dossier begins there. Of several texts
        each has its own below it, so that ``analysis.load_corpus("FOLDER/*")`` reads them.
    coder
        Who coded the rows of which the file does not say it.
    article
        The text in which words are looked for; by default ``article.txt`` in the folder, else the
        text that the file carries.
    document
        Name or title of the one text to take, by default all.
    review
        "proposed": no analysis reads the claims and ties before a person accepts them; "accepted":
        they count at once, since the coding was reviewed where it was made.
    on_text
        Called after each text with how many are done, and of how many.

    Returns
    -------
    Imported
        Every row with what became of it. Nothing is written until its ``save``.

    Raises
    ------
    QuestionError
        The file has several texts and the folder is a dossier, there is no such document or
        ``review``, or the coder's name cannot be one.
    DossierError
        The dossier has problems of its own.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import Foreign, ForeignText, Passage
    >>> said = Passage("line 1", "The Harbour Line denied it", cells={"concept": "cargo"})
    >>> print(imported(Foreign((ForeignText("a", None, (said,)),)), analysis.example().folder))
    0 of 1 row accepted.
    1 kept as drafts to complete: 1 without a speaker and a statement.
    """
    if not isinstance(foreign, Foreign):
        raise QuestionError(f"foreign is what a reader gave, not {type(foreign).__name__}")
    if coder is not None:
        require_name(coder)
    require_option(review, ("proposed", "accepted"), "review")
    root, texts = Path(folder), _chosen(foreign, document)
    if len(texts) > 1 and article is not None:
        raise QuestionError("an article is of one text; name one by document=")
    if len(texts) > 1 and is_dossier(root):
        named = enumerated([shorten(text.name) for text in texts], _NAMED)
        raise QuestionError(
            f"{root} is a dossier, and the file has {len(texts):,} texts ({named}): name one of "
            "them (--document), or another folder, below which each gets a dossier"
        )
    places = _folders(texts, root)
    door = Door(foreign, coder or "", review, many=len(texts) > 1)
    taken = list[TextTaken]()
    for text, at in zip(texts, places, strict=True):
        taken.append(door.taken(text, at, article))
        if on_text:
            on_text(len(taken), len(texts))
    notes = [*foreign.notes, *door.said()]
    if document is not None and len(foreign.texts) > 1 and foreign.left_out:
        notes.append("what the reader left out is counted over all texts of the file")
    something = any(text.text or text.passages for text in foreign.texts)
    return Imported(
        taken,
        [*foreign.left_out, *door.left_out()],
        notes,
        is_empty=not something and not any(foreign.rows.values()),
    )


def _chosen(foreign: Foreign, document: str | None) -> list[ForeignText]:
    if document is None:
        return list(foreign.texts) or [ForeignText("", None)]
    names = [name for text in foreign.texts for name in (text.name, text.title) if name]
    require_known(document, names, "a text of the file")
    found = [text for text in foreign.texts if text.name == document]
    found = found or [text for text in foreign.texts if text.title == document]
    if len(found) > 1:
        others = enumerated([shorten(text.name) for text in found])
        raise QuestionError(f"{shorten(document)} is the title of several texts: {others}")
    return found


def _folders(texts: Sequence[ForeignText], root: Path) -> list[Path]:
    """Give each text a folder of its own, named for it."""
    if len(texts) == 1:
        return [root]
    used, places = set[str](), list[Path]()
    for text in texts:
        slug = kebab(text.name) or kebab(text.title or "") or "text"
        tried = chain([slug], (f"{slug}-{n}" for n in count(2)))
        name = next(one for one in tried if one not in used)
        used.add(name)
        places.append(root / name)
    return places
