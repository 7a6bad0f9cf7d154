"""Take what another tool coded into dossiers: one for each text, by the machinery of `intake`."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.coding.beginning import author_of, tables_and_choices
from analysis.coding.drafts import FILE as DRAFTS
from analysis.coding.drafts import Draft, encoded, new_id, read_drafts
from analysis.coding.ids import Ids
from analysis.coding.model_answers import WORDS, item_of
from analysis.coding.naming import KINDS, Naming, as_name
from analysis.coding.places import Places
from analysis.coding.proposals import Intake, Taken, listed, unaccepted
from analysis.coding.steps import write_step
from analysis.coding.taking import (
    TABLES_TAKEN,
    accepted,
    anchor,
    article_of,
    checked,
    compare_claims,
    compare_ties,
    complete,
    keys_of,
    require_name,
    taken_items,
)
from analysis.dossier import TABLES, QuestionError, load, require_known, shorten
from analysis.dossier.spelling import fault, faulty, kebab
from analysis.dossier.tables import WEB
from analysis.evidence import ARTICLE_ENV, AnchorError, Article, Foreign, ForeignText, read_article
from analysis.evidence.anchors import Copy
from analysis.evidence.normal_form import Form, normal
from analysis.prose import counted, in_words, number, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.coding.model_answers import Item
    from analysis.coding.places import Span
    from analysis.coding.proposals import Status
    from analysis.coding.steps import Contents
    from analysis.dossier import Dossier
    from analysis.evidence import Passage

ARTICLE = "article.txt"
_SAME = ("speaker", "statement", "concept", "stance", "coder")
"""Claims of the same words are the same where all of these are: one speaker may say much in few
words, and two coders may have read it."""
_ACTORS = ("nested_source", "targets", "subjects")
"""Columns of claims that name actors, besides the speaker."""
_NEEDED = {"speaker": "a speaker", "statement": "a statement"}
"""What a passage needs to be a claim, and is often coded without."""
_NAMED = 5
"""Texts that a message names."""


@dataclass(frozen=True)
class TextTaken:
    """What became of one text of a file, and the files that its dossier gets."""

    name: str
    folder: Path
    intake: Intake
    files: Mapping[Path, Contents]
    begun: bool
    """Whether the dossier is a new one."""


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class Imported:
    """What became of everything in a foreign file; nothing is written until `save`."""

    texts: list[TextTaken]
    left_out: list[str]
    """What could not be taken along, a sentence each."""
    notes: list[str]
    """What a person should know."""

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
        """Whether nothing was refused, waits or was left out."""
        aside: tuple[Status, ...] = ("waiting", "refused")
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
        files, made = self.files, list[Path]()
        try:
            for folder in dict.fromkeys(path.parent for path in files):
                lacking = [one for one in (folder, *folder.parents) if not one.exists()]
                for one in reversed(lacking):
                    made.append(one)
                    one.mkdir()
            write_step(files)
        except BaseException:
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()
            raise
        return list(files)

    def __repr__(self) -> str:
        """Count what was accepted, waits, was refused and left out."""
        return " ".join(map(plain, self._sentences()))

    def _sentences(self) -> list[str]:
        rows = self.rows
        kinds = Counter(taken.item.table for taken in accepted(rows))
        tables = [table for table in TABLES_TAKEN if kinds[table]]
        by_table = [counted(kinds[table], table.removesuffix("s")) for table in tables]
        what = f": {listed(by_table)}" if by_table else ""
        many = len(self.texts)
        where = f" from {counted(many, 'text')}" if many > 1 else ""
        said = [
            f"{number(len(accepted(rows)))} of {counted(len(rows), 'row')}{where} accepted{what}."
        ]
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
) -> Imported:
    """Say of everything in a foreign file whether it can be taken into a dossier.

    A passage is tied to the article by its words, as `intake` ties a claim: where they are there
    once, or where the text of the file is the article itself, it is accepted; where they are in
    several places or the file doubts its own, it waits; otherwise it is refused with the nearest
    passage. What lacks a speaker or a statement becomes a draft, for a person to complete in the
    `Coder`. Names are actors by exact name or stated alias; others become new actors.

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

    Returns
    -------
    Imported
        Every row with what became of it. Nothing is written until its ``save``.

    Raises
    ------
    QuestionError
        The file has several texts and the folder is a dossier, there is no such document, or
        the coder's name cannot be one.
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
    root, texts = Path(folder), _chosen(foreign, document)
    if len(texts) > 1 and article is not None:
        raise QuestionError("an article is of one text; name one by document=")
    if len(texts) > 1 and _is_dossier(root):
        named = listed([shorten(text.name) for text in texts[:_NAMED]])
        more = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
        raise QuestionError(
            f"{root} is a dossier, and the file has {len(texts):,} texts ({named}{more}): name "
            "one of them (--document), or another folder, below which each gets a dossier"
        )
    places = _folders(texts, root)
    door = _Door(foreign, coder or "", many=len(texts) > 1)
    taken = [door.taken(text, at, article) for text, at in zip(texts, places, strict=True)]
    return Imported(taken, [*foreign.left_out, *door.left_out()], [*foreign.notes, *door.notes])


def _chosen(foreign: Foreign, document: str | None) -> list[ForeignText]:
    if document is None:
        return list(foreign.texts) or [ForeignText("", None)]
    names = [name for text in foreign.texts for name in (text.name, text.title) if name]
    require_known(document, names, "a text of the file")
    found = [text for text in foreign.texts if text.name == document]
    found = found or [text for text in foreign.texts if text.title == document]
    if len(found) > 1:
        others = listed([shorten(text.name) for text in found])
        raise QuestionError(f"{shorten(document)} is the title of several texts: {others}")
    return found


def _is_dossier(folder: Path) -> bool:
    return any((folder / f"{table}.csv").exists() for table in TABLES)


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


@dataclass(frozen=True)
class _Ground:
    """What the rows of one text are taken into."""

    dossier: Dossier
    article: Article | None
    files: Mapping[str, bytes]
    """What the folder lacks, by name."""
    begun: bool
    lacking: str = ""
    """Why there is no article."""
    about: Article | None = None
    """What the file says of the text of a new dossier."""


class _Door:
    """The rows of a foreign file on their way into the dossiers of its texts."""

    def __init__(self, foreign: Foreign, coder: str, *, many: bool) -> None:
        self._foreign = foreign
        self._coder = coder
        self._many = many
        self._lost = Counter[str]()
        self.notes: list[str] = []

    def left_out(self) -> list[str]:
        """Say what no column could take."""
        said = [f"{counted(n, 'passage')}: {what}" for what, n in self._lost.items()]
        rows = {t: len(r) for t, r in self._foreign.rows.items() if t != "actors" and r}
        if self._many and rows:
            kinds = listed([counted(n, table.removesuffix("s")) for table, n in rows.items()])
            said.append(f"{kinds}: the file does not say of which text")
        return [plain(one) for one in said]

    def taken(self, text: ForeignText, folder: Path, article: Article | None) -> TextTaken:
        """Take one text into a folder."""
        with TemporaryDirectory(prefix="dossier-") as beside:
            ground = self._ground(text, folder, Path(beside), article)
            naming = Naming(ground.dossier, self._foreign.rows.get("actors", ()))
            ground = _with_author(ground, naming)
            intake, drafts = self._rows(text, ground, naming)
            files = _files(folder, ground, intake, drafts)
        return TextTaken(text.name, folder, intake, files, ground.begun)

    def _ground(
        self, text: ForeignText, folder: Path, beside: Path, given: Article | None
    ) -> _Ground:
        own, lacking = _own_text(text, folder, beside)
        exists = _is_dossier(folder)
        elsewhere = exists and not self._many and os.environ.get(ARTICLE_ENV)
        brought = None
        if given is not None or (folder / ARTICLE).exists() or elsewhere:
            article: Article | None = given or article_of(folder)
        else:
            article = brought = own
        if exists:
            dossier = load(folder, review="all")
            if brought is not None:
                _require_own(dossier, brought, folder)
            if text.title or text.author or text.date or text.source:
                self._note("a dossier that exists keeps its own title, author and day")
            files = {} if brought is None else {ARTICLE: (text.text or "").encode()}
            return _Ground(dossier, article, files, begun=False, lacking=lacking)
        about, odd = _about(text, own)
        for what in odd:
            self._note(what)
        begun = tables_and_choices(replace(about, author=None))
        files = {name: said.encode() for name, said in begun.items()}
        if brought is None:
            files.pop(ARTICLE, None)
        for name, content in files.items():
            (beside / name).write_bytes(content)
        choices = folder / "study.toml"
        if choices.is_file():
            (beside / choices.name).write_bytes(choices.read_bytes())
        files = {n: c for n, c in files.items() if not os.path.lexists(folder / n)}
        dossier = load(beside, review="all")
        return _Ground(dossier, article, files, begun=True, lacking=lacking, about=about)

    def _note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)

    def _rows(
        self, text: ForeignText, ground: _Ground, naming: Naming
    ) -> tuple[Intake, list[Draft]]:
        """Take the rows of a text through everything that rows of an answer go through."""
        first = set(naming.new)
        places = Places(ground.article) if ground.article else None
        claims = self._claims(text, places, ground.lacking)
        self._named(claims, text.passages, naming)
        beside = [] if self._many else self._beside(text, naming)
        rows = [*_new_actors(naming), *beside, *claims]
        complete(rows, ground.dossier, self._coder)
        for taken in accepted(claims):
            if lacking := [what for name, what in _NEEDED.items() if not taken.row.get(name)]:
                taken.put("draft", f"without {listed(lacking)}", f"needs {listed(lacking)}")
        notes = compare_claims(rows, ground.dossier, places, _SAME) if places else []
        compare_ties(rows, ground.dossier)
        files = checked(rows, ground.dossier, places)
        drafts = self._drafts(claims, text.passages, ground.dossier)
        if text.passages and (unused := naming.new.keys() - _used(rows, naming, first)):
            rows = [t for t in rows if t.item.table != "actors" or t.key not in unused]
            files = checked(rows, ground.dossier, places)
        for taken in accepted(claims):
            if taken.item.labels:
                self._lost["labels, for which claims.csv has no column"] += 1
                taken.reasons.append(f"labels left out: {' > '.join(taken.item.labels)}")
        return Intake(rows, notes, files), drafts

    def _claims(self, text: ForeignText, places: Places | None, lacking: str) -> list[Taken]:
        """Take passages as claims, tied to the article."""
        finder = _Finder(text, places)
        items = [_item(at, passage, finder) for at, passage in enumerate(text.passages)]
        claims = taken_items(items)
        for taken in accepted(claims):
            try:
                if taken.item.coder:
                    require_name(taken.item.coder)
            except QuestionError as error:
                taken.put("refused", "for coder", str(error))
        if places:
            anchor(claims, places)
        for taken in () if places else accepted(claims):
            taken.put("refused", "without an article", lacking)
        return claims

    def _named(self, claims: Sequence[Taken], passages: Sequence[Passage], naming: Naming) -> None:
        """Give claims the actors that their file names."""
        organisations = {as_name(p.organization) for p in passages if p.organization}
        above: dict[str, set[str]] = {}
        spoken_for: list[tuple[Taken, str, str]] = []
        for taken, passage in zip(claims, passages, strict=True):
            if taken.status != "accepted":
                continue
            try:
                speaker, other = _name(taken.item.cells, passage, naming, organisations)
            except LookupError as error:
                taken.put("waiting", "for a name that several actors have", str(error.args[0]))
                continue
            if other:
                above.setdefault(speaker, set()).add(other)
                spoken_for.append((taken, speaker, other))
        for actor, others in above.items():
            row = naming.new.get(actor, {})
            if row and len(others) == 1 and not row.get("affiliation") and {actor} != others:
                (row["affiliation"],) = others
        for taken, actor, other in spoken_for:
            if not naming.belongs_to(actor, other):
                self._lost["for whom it was said, since the speaker belongs to another"] += 1
                taken.reasons.append(f"for {other} in the file, to which {actor} does not belong")

    def _beside(self, text: ForeignText, naming: Naming) -> list[Taken]:
        """Take rows that need no text; actors only where no passage says which are named."""
        found = list[Taken]()
        for index, row in enumerate(self._foreign.rows.get("actors", ())):
            names = [row.get("name", ""), *row.get("aliases", "").split("|")]
            if text.passages or not any(names):
                continue
            try:
                actor = naming.actor(row.get("actor_id") or names[0], KINDS["speaker"])
            except LookupError as error:
                actor = str(error.args[0])
            if actor not in naming.new:
                item = replace(item_of("actors", index, row), origin=f"actor {names[0]}")
                taken = Taken(item)
                taken.put("refused", "already there", f"{shorten(names[0])}: is {actor}")
                found.append(taken)
        for table in TABLES_TAKEN:
            for index, row in enumerate(self._foreign.rows.get(table, ())):
                if table == "actors":
                    continue
                ends = {n: naming.actors([row[n]])[0] for n in ("source", "target") if row.get(n)}
                cells = row | (ends if table == "ties" else {})
                found += taken_items([item_of(table, index, cells)])
        return found

    def _drafts(
        self, claims: Sequence[Taken], passages: Sequence[Passage], dossier: Dossier
    ) -> list[Draft]:
        """Keep what is to be completed as drafts; give those that were there, too."""
        drafts = read_drafts(dossier.folder)
        known = {_said(one.cells): one.draft for one in drafts if one.table == "claims"}
        rows = dossier.claims.select("claim_id", "start", "end", *_SAME).iter_rows(named=True)
        there: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in rows:
            there.setdefault((str(row["start"]), str(row["end"])), []).append(row)
        ids = Ids("claims", [*keys_of(dossier, "claims"), *(t.key for t in accepted(claims))])
        for one in drafts:
            ids.take(one.cells.get("claim_id", ""), one.draft)
        taken_ids = {one.draft for one in drafts}
        for taken, passage in zip(claims, passages, strict=True):
            if taken.status != "draft":
                continue
            cells = {name: cell for name, cell in taken.row.items() if cell and name != "review"}
            same = [
                row["claim_id"]
                for row in there.get((cells["start"], cells["end"]), ())
                if all(cells[name] == row[name] for name in _SAME if name in cells)
            ]
            before = known.get(_said(cells)) or (same[0] if same else None)
            if before:
                taken.put("refused", "already there", f"{before} has the same words and cells")
                continue
            cells.setdefault("claim_id", ids.coined(cells))
            draft = Draft(new_id(taken_ids), "claims", None, cells, _note_of(passage))
            taken_ids.add(draft.draft)
            known[_said(cells)] = draft.draft
            drafts.append(draft)
        return drafts


def _said(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Where a draft's words are, and what they say."""
    return tuple(cells.get(name, "") for name in ("start", "end", *_SAME))


def _note_of(passage: Passage) -> str:
    """Say what no column has of a passage that is to be completed."""
    for_whom = f"for {passage.organization}" if passage.organization else ""
    labels = f"labels {' > '.join(passage.labels)}" if passage.labels else ""
    return (
        f"From {passage.origin}{': ' if for_whom or labels else ''}"
        + "; ".join(filter(None, (for_whom, labels)))
        + "."
    )


def _name(
    cells: dict[str, str], passage: Passage, naming: Naming, organisations: set[str]
) -> tuple[str, str]:
    """Give a claim the actors that its passage names.

    Returns
    -------
    tuple
        Ids of whoever has the view and of whom the passage says they speak for, empty where it
        does not.
    """
    name = as_name(passage.person or passage.organization or passage.cells.get("speaker", ""))
    other = as_name(passage.organization or "")
    kind = KINDS["affiliation" if name in organisations else "speaker"]
    if name:
        cells["speaker"] = naming.actor(name, kind)
    for column in _ACTORS:
        if value := passage.cells.get(column):
            cells[column] = "|".join(naming.actors(value.split("|")))
    holder = cells.get("nested_source") or cells.get("speaker", "")
    return holder, naming.actor(other, KINDS["affiliation"]) if other else ""


def _with_author(ground: _Ground, naming: Naming) -> _Ground:
    """Give a new dossier whoever wrote its text, as one of its actors."""
    author = ground.about and author_of(ground.about)
    if not ground.about or not ground.article or not author:
        return ground
    actor = naming.actor(*author)
    files = dict(ground.files)
    if "study.toml" in files:
        files["study.toml"] = tables_and_choices(ground.about, actor)["study.toml"].encode()
    return replace(ground, files=files)


def _used(rows: Sequence[Taken], naming: Naming, first: set[str]) -> set[str]:
    """Actors that rows name which are kept, those of before, and those that they belong to."""
    columns = ("speaker", "source", "target", *_ACTORS)
    kept = [taken for taken in rows if taken.status in ("accepted", "draft")]
    cells = [t.row.get(n, "") for t in kept for n in columns if t.item.table != "actors"]
    found, fresh = set[str](), first | {actor for cell in cells for actor in cell.split("|")}
    while fresh:
        found |= fresh
        fresh = {naming.new[a].get("affiliation", "") for a in fresh & naming.new.keys()} - found
    return found


def _new_actors(naming: Naming) -> list[Taken]:
    rows = naming.new.values()
    items = (
        replace(item_of("actors", at, row), origin=f"actor {row['name']}")
        for at, row in enumerate(rows)
    )
    return taken_items(items)


def _item(index: int, passage: Passage, finder: _Finder) -> Item:
    """Give a passage as a row of claims, without the actors that it names."""
    cells: dict[str, object] = {
        name: cell for name, cell in passage.cells.items() if name not in ("speaker", *_ACTORS)
    }
    words, span = finder.found(passage)
    if span is None:
        cells[WORDS] = words
    return replace(
        item_of("claims", index, cells),
        origin=passage.origin,
        coder=passage.coder,
        span=span,
        doubt=passage.doubt,
        labels=passage.labels,
    )


class _Finder:
    """Where the places of a foreign text are in the article, if that is the same text."""

    def __init__(self, text: ForeignText, places: Places | None) -> None:
        self._text = text.text
        self._article = places.article.text if places else None
        self._same = self._text == self._article
        self._forms: tuple[Form, Form] | None = None
        if self._text is not None and self._article is not None and not self._same:
            forms = Form.normal(self._text), Form.normal(self._article)
            self._forms = forms if forms[0].text == forms[1].text else None

    def found(self, passage: Passage) -> tuple[str, Span | None]:
        """Give the words of a passage, and the characters of the article that they are."""
        start, end, text = passage.start, passage.end, self._text
        if start is None or end is None or text is None or not 0 <= start < end <= len(text):
            return passage.words or "", None
        words = text[start:end]
        if passage.words is not None and normal(words) != normal(passage.words):
            return passage.words, None
        if not words.strip() or not (self._same or self._forms):
            return words, None
        if not self._forms:
            return words, (start, end)
        own, other = self._forms
        return words, other.raw(*own.place(start, end))


def _own_text(text: ForeignText, folder: Path, beside: Path) -> tuple[Article | None, str]:
    """Give the text that a file carries as an article; without one, say why."""
    if text.text is None or not text.text.strip():
        return None, f"there is no text to find the words in; save it as {folder / ARTICLE}"
    try:
        (beside / ARTICLE).write_bytes(text.text.encode())
        return read_article(beside / ARTICLE), ""
    except UnicodeEncodeError:
        return None, "the text in the file has half of a character, which no file can contain"
    except AnchorError as error:
        return None, f"the text in the file cannot be an article: {error}"


def _about(text: ForeignText, own: Article | None) -> tuple[Article, list[str]]:
    """Give what a file says of a text, and what of it cannot be said in tables."""
    said = {"title": text.title, "author": text.author, "source": text.source}
    plain_said, odd = dict[str, str | None](), list[str]()
    for name, value in said.items():
        line = " ".join((value or "").split())
        wrong = faulty(pl.Series([line], dtype=pl.String)).to_list()
        if wrong:
            odd.append(f"{text.name}: its {name} {fault(wrong[0])}, and is left out")
        plain_said[name] = None if wrong else line or None
    day = None
    if text.date:
        try:
            day = dt.date.fromisoformat(text.date)
        except ValueError:
            odd.append(f"{text.name}: {shorten(text.date)} is not a day, and is left out")
    source = plain_said["source"]
    is_address = bool(source and re.match(WEB, source))
    return Article(
        (text.text or "") if own else "",
        plain_said["title"] or " ".join(text.name.split()) or "[No title]",
        plain_said["author"],
        day,
        None if is_address else source,
        source if is_address else None,
    ), odd


def _require_own(dossier: Dossier, article: Article, folder: Path) -> None:
    """Refuse a text in which the claims of the dossier are not.

    Raises
    ------
    QuestionError
        Words of a claim are not in it.
    """
    lost = Copy(article).place(dossier.claims).filter(match="lost")["claim_id"]
    if lost.len():
        raise QuestionError(
            f"{folder} has no {ARTICLE}, and the words of its claim {lost[0]} are not in the text "
            f"of the file; save the article as {ARTICLE}, or name another folder"
        )


def _files(
    folder: Path, ground: _Ground, intake: Intake, drafts: Sequence[Draft]
) -> dict[Path, Contents]:
    """Give every file that would be written: what it is, and what it would be."""
    files: dict[Path, Contents] = {folder / n: (None, c) for n, c in ground.files.items()}
    for file in intake.files:
        before = None if ground.begun else file.content
        files[folder / file.path.name] = (before, file.encoded())
    kept = any(taken.status == "draft" for taken in intake.rows)
    if kept:
        path = folder / DRAFTS
        files[path] = (path.read_bytes() if path.is_file() else None, encoded(drafts))
    rows = intake.files or kept or ARTICLE in ground.files or not ground.begun
    return files if rows or (folder / ARTICLE).exists() else {}
