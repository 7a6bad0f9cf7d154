"""The door for one foreign file: its texts and rows on their way into dossiers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from analysis.charting import enumerated
from analysis.coding.drafts import FILE as DRAFTS
from analysis.coding.drafts import Draft, encoded, new_id, read_drafts
from analysis.coding.exact_names import as_name, names_in
from analysis.coding.grounds import ARTICLE, ground_of, with_author
from analysis.coding.ids import Ids
from analysis.coding.model_answers import item_of
from analysis.coding.naming import KINDS, Naming
from analysis.coding.passage_rows import (
    ACTORS,
    NAMED_IN_TURN,
    Finder,
    name_actors,
    note_of,
    notes_the_same,
    row_of,
)
from analysis.coding.places import Places
from analysis.coding.proposals import Intake, Taken
from analysis.coding.taking import (
    accepted,
    anchor,
    as_cells,
    checked,
    compare_claims,
    compare_ties,
    complete,
    keys_of,
    require_name,
    taken_items,
)
from analysis.dossier import QuestionError, shorten
from analysis.prose import counted, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.coding.grounds import Ground
    from analysis.coding.steps import Contents
    from analysis.dossier import Dossier
    from analysis.evidence import Article, Foreign, ForeignText, Passage

_SAME = ("speaker", "statement", "concept", "stance", "coder")
"""Claims of the same words are the same where all of these are: one speaker may say much in few
words, and two coders may have read it."""
_FURTHER = (
    *("nested_source", "attribution", "speech_act", "targets", "subjects", "weapons", "condition"),
    *("consequence", "cue", "likelihood_term", "factuality", "polarity", "time_reference"),
    "said_on",
)
"""What else must be the same, where the file says it: a person may have added it since."""
_NAMED_BY_OTHERS = ("actors.csv", "sources.csv", "study.toml", ARTICLE)
"""What is written first, so that a dossier loads whenever the writing ends."""
_SHOWN = 3
"""Ids that a message names."""
_NEEDED = {"speaker": "a speaker", "statement": "a statement"}
"""What a passage needs to be a claim, and is often coded without."""
_OTHERWISE = (
    "for whom it was said, since the speaker belongs to another: networks by organisation differ "
    "from those of the file; of a DNA database exchange.read_dna keeps what each statement says"
)
_AMBIGUOUS = "for a name that several actors have"
_STANCES = {"agree": "Agrees", "disagree": "Disagrees"}
"""How a statement begins that repeats what was coded."""


@dataclass(frozen=True)
class TextTaken:
    """What became of one text of a file, and the files that its dossier gets."""

    name: str
    folder: Path
    intake: Intake
    files: Mapping[Path, Contents]
    begun: bool
    """Whether the dossier is a new one."""


class Door:
    """The rows of a foreign file on their way into the dossiers of its texts."""

    def __init__(self, foreign: Foreign, coder: str, review: str, *, many: bool) -> None:
        self._foreign = foreign
        self._coder = coder
        self._review = review
        self._many = many
        self._stated = 0
        self._lost = Counter[str]()
        self._dangling = 0
        self._remarks: dict[int, list[str]] = {}
        """Of rows that lost something: what, and why."""
        self.notes: list[str] = []

    def said(self) -> list[str]:
        """Say what a person should know of what was taken."""
        made = f"{counted(self._stated, 'statement')} made of concept and stance, as coded"
        return [*self.notes, *([plain(made)] if self._stated else [])]

    def left_out(self) -> list[str]:
        """Say what no column could take."""
        said = [f"{counted(n, 'passage')}: {what}" for what, n in self._lost.items()]
        if self._dangling:
            lost = counted(self._dangling, "reference")
            said.append(f"{lost} of ties to sources or claims that are not in the file")
        rows = {t: len(r) for t, r in self._foreign.rows.items() if t != "actors" and r}
        if self._many and rows:
            kinds = enumerated([counted(n, table.removesuffix("s")) for table, n in rows.items()])
            said.append(f"{kinds}: the file does not say of which text")
        return [plain(one) for one in said]

    def taken(self, text: ForeignText, folder: Path, article: Article | None) -> TextTaken:
        """Take one text into a folder."""
        with TemporaryDirectory(prefix="dossier-") as beside:
            ground = ground_of(text, folder, Path(beside), article, many=self._many)
            for note in ground.notes:
                self._note(note)
            naming = Naming(ground.dossier, self._foreign.rows.get("actors", ()))
            ground = with_author(ground, naming)
            intake, drafts = self._rows(text, ground, naming)
            files = _files(folder, ground, intake, drafts)
        return TextTaken(text.name, folder, intake, files, ground.begun)

    def _note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)

    def _rows(
        self, text: ForeignText, ground: Ground, naming: Naming
    ) -> tuple[Intake, list[Draft]]:
        """Take the rows of a text through everything that rows of an answer go through."""
        first = set(naming.new)
        places = Places(ground.article) if ground.article else None
        claims = self._claims(text, places, ground)
        spoken_for = self._named(claims, text.passages, naming)
        beside = [] if self._many else self._beside(text, naming, ground.dossier)
        rows = [*_new_actors(naming), *beside, *claims]
        complete(rows, ground.dossier, self._coder, self._review)
        self._spare_coders(claims)
        for taken in accepted(claims):
            self._stated += _state(taken.row)
            if lacking := [what for name, what in _NEEDED.items() if not taken.row.get(name)]:
                taken.put("draft", f"without {enumerated(lacking)}", f"needs {enumerated(lacking)}")
        notes = compare_claims(rows, ground.dossier, places, _SAME, _FURTHER) if places else []
        compare_ties(rows, ground.dossier)
        before = [(taken, taken.status, taken.cause, list(taken.reasons)) for taken in rows]
        files = checked(rows, ground.dossier, places)
        while self._cut(rows, naming):
            for taken, status, cause, reasons in before:
                taken.status, taken.cause = status, cause
                taken.reasons[:] = reasons
            files = checked(rows, ground.dossier, places)
        for taken in rows:
            taken.reasons += self._remarks.pop(id(taken), [])
        drafts = self._drafts(claims, text.passages, ground.dossier)
        # For whom something was said stays an actor, also where no column says it of the claim.
        kept = ("accepted", "draft")
        first |= {other for taken, _, other in spoken_for if taken.status in kept}
        if text.passages and (unused := naming.new.keys() - _used(rows, naming, first)):
            rows = [t for t in rows if t.item.table != "actors" or t.key not in unused]
            files = checked(rows, ground.dossier, places)
        for taken in claims:
            if taken.item.labels and (taken.status == "accepted" or taken.cause == "already there"):
                self._lost["labels, for which claims.csv has no column"] += 1
                taken.reasons.append(f"labels left out: {' > '.join(taken.item.labels)}")
        return Intake(rows, notes, files), drafts

    def _claims(self, text: ForeignText, places: Places | None, ground: Ground) -> list[Taken]:
        """Take passages as claims, tied to the article."""
        finder = Finder(text, places)
        items = [row_of(at, passage, finder) for at, passage in enumerate(text.passages)]
        claims = taken_items(items)
        if places:
            anchor(claims, places)
        for taken in () if places else accepted(claims):
            taken.put("refused", "without an article", ground.lacking)
        for taken in accepted(claims) if ground.other else ():
            taken.put("waiting", "in another text", ground.other)
        return claims

    def _spare_coders(self, claims: Sequence[Taken]) -> None:
        """Leave out names of coders that no table can have."""
        odd = dict[str, str]()
        for name in dict.fromkeys(filter(None, (taken.item.coder for taken in claims))):
            try:
                require_name(name)
            except QuestionError as error:
                odd[name] = str(error)
        for taken in claims:
            if taken.item.coder in odd and taken.row:
                taken.row["coder"] = ""
        for why in odd.values():
            self._note(f"{why}; rows of this coder have none")

    def _named(
        self, claims: Sequence[Taken], passages: Sequence[Passage], naming: Naming
    ) -> list[tuple[Taken, str, str]]:
        """Give claims the actors that their file names; say whose view it is, and for whom."""
        organisations = {as_name(p.organization) for p in passages if p.organization}
        pairs = list(zip(claims, passages, strict=True))
        for columns in NAMED_IN_TURN:
            for taken, passage in pairs:
                if taken.status == "accepted":
                    _try_naming(taken, passage, naming, organisations, columns)
        spoken_for = _spoken_for(pairs, naming)
        above: dict[str, set[str]] = {}
        for _, holder, other in spoken_for:
            above.setdefault(holder, set()).add(other)
        for actor, others in above.items():
            row = naming.new.get(actor, {})
            if row and len(others) == 1 and not row.get("affiliation") and {actor} != others:
                (row["affiliation"],) = others
        for taken, actor, other in spoken_for:
            if not naming.belongs_to(actor, other):
                self._lost[_OTHERWISE] += 1
                taken.reasons.append(f"for {other} in the file, to which {actor} does not belong")
        return spoken_for

    def _cut(self, rows: Sequence[Taken], naming: Naming) -> bool:
        """Leave out the names of actors that no table can have, where a row can do without them.

        A claim needs its speaker and the holder of its view; a draft is completed by a person.
        """
        new = [t for t in rows if t.item.table == "actors" and t.item.cells.get("actor_id")]
        gone = {t.item.cells["actor_id"]: t for t in new if t.status == "refused"}
        gone = {
            key: taken
            for key, taken in gone.items()
            if key in naming.new and taken.row.get("affiliation") not in gone
        }
        cut = False
        for taken in rows if gone else ():
            for column in _spared(taken):
                names = [name for name in taken.row.get(column, "").split("|") if name]
                for name in gone.keys() & set(names):
                    names.remove(name)
                    shown = shorten(naming.new[name]["name"])
                    why = "; ".join(gone[name].reasons)
                    self._remarks.setdefault(id(taken), []).append(
                        f"{column}: {shown} is left out: {why}"
                    )
                    self._lost["a name that no table can have"] += 1
                    taken.row[column], cut = "|".join(names), True
        return cut

    def _beside(self, text: ForeignText, naming: Naming, dossier: Dossier) -> list[Taken]:
        """Take rows that need no text; actors only where no passage says which are named."""
        found = list[Taken]()
        for index, row in enumerate(self._foreign.rows.get("actors", ())):
            names = names_in(row)
            if text.passages or not names:
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
        for index, row in enumerate(self._foreign.rows.get("sources", ())):
            found += taken_items([item_of("sources", index, row)])
        return found + self._ties(naming, dossier)

    def _ties(self, naming: Naming, dossier: Dossier) -> list[Taken]:
        """Take ties without what they name that is neither in the file nor in the dossier."""
        names = {
            row["actor_id"]: row.get("name", "")
            for row in self._foreign.rows.get("actors", ())
            if row.get("actor_id")
        }
        there = {
            "sources": {row.get("source_id", "") for row in self._foreign.rows.get("sources", ())}
            | {*keys_of(dossier, "sources")},
            "claim_id": {*keys_of(dossier, "claims")},
        }
        found = list[Taken]()
        for index, row in enumerate(self._foreign.rows.get("ties", ())):
            cells, remarks = dict(row), list[str]()
            for column, known in there.items():
                given = [one for one in row.get(column, "").split("|") if one]
                if lacking := [one for one in given if one not in known]:
                    cells[column] = "|".join(one for one in given if one in known)
                    shown = enumerated([shorten(one) for one in lacking], _SHOWN)
                    remarks.append(
                        f"{column}: {shown} left out, neither in the file nor in the dossier"
                    )
                    self._dangling += 1
            ends = [row[name] for name in ("source", "target") if row.get(name)]
            for name in ("source", "target"):
                if row.get(name):
                    cells[name] = naming.actors([row[name]])[0]
            item = item_of("ties", index, cells)
            if len(ends) == len(("source", "target")):
                shown = " to ".join(names.get(end) or end for end in ends)
                item = replace(item, origin=f"tie of {shown}")
            found += taken_items([item])
            if remarks:
                self._remarks[id(found[-1])] = remarks
        return found

    def _drafts(
        self, claims: Sequence[Taken], passages: Sequence[Passage], dossier: Dossier
    ) -> list[Draft]:
        """Keep what is to be completed as drafts; give those that were there, too."""
        drafts = read_drafts(dossier.folder)
        known: dict[tuple[str, ...], list[Draft]] = {}
        for one in drafts:
            if one.table == "claims":
                known.setdefault(_said(one.cells), []).append(one)
        compared = [*_SAME, *_FURTHER]
        rows = as_cells(dossier.claims, ["claim_id", "start", "end", *compared]).to_dicts()
        there: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in rows:
            there.setdefault((row["start"], row["end"]), []).append(row)
        ids = Ids("claims", [*keys_of(dossier, "claims"), *(t.key for t in accepted(claims))])
        for one in drafts:
            ids.take(one.cells.get("claim_id", ""), one.draft)
        taken_ids = {one.draft for one in drafts}
        for taken, passage in zip(claims, passages, strict=True):
            if taken.status != "draft":
                continue
            cells = {name: cell for name, cell in taken.row.items() if cell and name != "review"}
            # Two codes of the same words are two drafts, though no cell says so.
            before = [
                one.draft
                for one in known.get(_said(cells), ())
                if notes_the_same(one.note, passage)
            ]
            before += [
                row["claim_id"]
                for row in there.get((cells["start"], cells["end"]), ())
                if all(cells[name] == row[name] for name in compared if name in cells)
            ]
            if before:
                taken.put("refused", "already there", f"{before[0]} has the same words and cells")
                continue
            cells.setdefault("claim_id", ids.coined(cells))
            draft = Draft(new_id(taken_ids), "claims", None, cells, note_of(passage))
            taken_ids.add(draft.draft)
            known.setdefault(_said(cells), []).append(draft)
            drafts.append(draft)
        return drafts


def _try_naming(
    taken: Taken,
    passage: Passage,
    naming: Naming,
    organisations: set[str],
    columns: Sequence[str],
) -> None:
    try:
        name_actors(taken.item.cells, passage, naming, organisations, columns)
    except LookupError as error:
        taken.put("waiting", _AMBIGUOUS, str(error.args[0]))


def _spoken_for(
    pairs: Sequence[tuple[Taken, Passage]], naming: Naming
) -> list[tuple[Taken, str, str]]:
    """Give the claims of which the file says for whom: whose view it is, and for whom."""
    found = list[tuple[Taken, str, str]]()
    for taken, passage in pairs:
        cells, name = taken.item.cells, as_name(passage.organization or "")
        if taken.status != "accepted" or not name:
            continue
        try:
            other = naming.actor(name, KINDS["affiliation"])
        except LookupError as error:
            taken.put("waiting", _AMBIGUOUS, str(error.args[0]))
            continue
        found.append((taken, cells.get("nested_source") or cells.get("speaker", ""), other))
    return found


def _spared(taken: Taken) -> tuple[str, ...]:
    """Columns with names of actors that a row can do without."""
    if taken.status == "draft":
        return ("speaker", *ACTORS)
    return {"actors": ("affiliation",), "claims": ("targets", "subjects")}.get(taken.item.table, ())


def _state(row: dict[str, str]) -> bool:
    """Say in a claim without a statement what its coding does say, if it says enough."""
    concept, verb = row.get("concept"), _STANCES.get(row.get("stance", ""))
    if row.get("statement") or not concept or not verb:
        return False
    row["statement"] = f"{verb}: {concept}"
    return True


def _said(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Where a draft's words are, and what they say."""
    return tuple(cells.get(name, "") for name in ("start", "end", *_SAME, *_FURTHER))


def _used(rows: Sequence[Taken], naming: Naming, first: set[str]) -> set[str]:
    """Actors that rows name which are kept, those of before, and those that they belong to."""
    columns = ("speaker", "source", "target", *ACTORS)
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


def _files(
    folder: Path, ground: Ground, intake: Intake, drafts: Sequence[Draft]
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
    if not rows and not (folder / ARTICLE).exists():
        return {}
    return dict(sorted(files.items(), key=lambda file: file[0].name not in _NAMED_BY_OTHERS))
