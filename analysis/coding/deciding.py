"""Two coders' claims gone through one by one: what differs, what was decided, the merged table.

It knows no widget and no browser. Whatever a message says, it is answered.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.coding.claim_words import column_in_words, form_columns
from analysis.coding.comparing import agreement
from analysis.coding.decisions import Decided, Decisions, is_decision
from analysis.coding.differing_claims import claims_to_decide, with_own_ids
from analysis.coding.merged_file import ExistsError, needed_rows, write_merged
from analysis.coding.merging import merge
from analysis.coding.messages import answer_to, disk_refused, refused
from analysis.coding.pairing import two_coders
from analysis.coding.taking import article_of
from analysis.coding.typed_values import typed_cell, value_of
from analysis.dossier import AnalysisError, Dossier, DossierError, QuestionError, load
from analysis.evidence import AnchorError
from analysis.writing import ChangedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl

    from analysis.evidence import Article

    Json = Any
    Message = dict[str, Json]

_WHOLE = ""
"""Key of the decision on a claim of one coder as a whole."""


class Deciding:
    """Two coders' claims, the decisions between them, and the folder for both.

    Parameters
    ----------
    first, second
        Folders of the two coders, or their dossiers; or one alone, with claims by two.
    into
        Folder of the decisions and of the merged claims; it is made where there is none.
    threshold
        Least overlap by union of two claims on the same words, as for `agreement`.

    Raises
    ------
    QuestionError
        There is one dossier and its claims are not by two coders, or the threshold is not a share.
    DossierError
        A dossier does not load, or what is called ``decisions.json`` in the folder is not one.

    Examples
    --------
    >>> import tempfile
    >>> import analysis
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     deciding = Deciding(analysis.example(), into=folder)
    >>> len(deciding.items), deciding.left
    (20, 20)
    """

    def __init__(
        self,
        first: str | Path | Dossier,
        second: str | Path | Dossier | None = None,
        *,
        into: str | Path,
        threshold: float = 0.5,
    ) -> None:
        self.into = Path(into)
        self.threshold = threshold
        self._given = first, second
        self._read()

    def _read(self) -> None:
        """Read claims, article and decisions, also again."""
        one, other = self._given
        self.pair = two_coders(_loaded(one), other if other is None else _loaded(other))
        first, second = (coder.claims for coder in self.pair)
        found = agreement(first, second, threshold=self.threshold)
        self._claims = first, with_own_ids(first, second, found)
        if self._claims[1] is not second:
            found = agreement(*self._claims, threshold=self.threshold)
        article = self._read_article()
        self.items = claims_to_decide(self.pair, self._claims, found, article)
        self._places = {tuple(item["ids"]): at for at, item in enumerate(self.items)}
        self._decisions = Decisions(self.into)
        self._replay()

    def _read_article(self) -> Article | None:
        self._no_article = ""
        try:
            return article_of(self.pair[0].dossier.folder)
        except (FileNotFoundError, AnchorError) as error:
            self._no_article = str(error)
            return None

    def _replay(self) -> None:
        """Find what is decided from the steps; those on other claims or values do not count."""
        self._steps = [step for step in self._decisions.steps if all(map(self._is_about, step))]
        self.decided: list[dict[str, Json]] = [{} for _ in self.items]
        for one in (one for step in self._steps for one in step):
            self.decided[self._place(one)][one.column or _WHOLE] = one.decision
        every = sum(len(item["columns"]) or 1 for item in self.items)
        self.left = every - sum(map(len, self.decided))

    def _place(self, one: Decided) -> int:
        return self._places[one.first, one.second]

    def _is_about(self, one: Decided) -> bool:
        at = self._places.get((one.first, one.second))
        return at is not None and _values(self.items[at], one.column) == one.values

    def answer(self, message: object) -> list[Message]:
        """Answer a message of the view.

        What cannot be done is refused in words; nothing is raised for what a message says, nor for
        what the disk does.
        """
        try:
            answer = self._answered(message)
        except ChangedError as error:
            answer = {"type": "changed", "message": str(error)}
        except ExistsError as error:
            answer = {"type": "exists", "message": str(error)}
        except AnalysisError as error:
            answer = refused(str(error))
        except OSError as error:
            answer = disk_refused(error)
        return [answer_to(message, answer)]

    def _answered(self, message: object) -> Message:
        match message:
            case {"type": "open"}:
                return self.state()
            case {"type": "reload"}:
                self._read()
                return self.state()
            case {"type": "decide", "item": int(at), "choices": dict(choices)} if choices:
                return self._decide(at, choices)
            case {"type": "undo"}:
                return self._undo()
            case {"type": "merge", "replace": bool(replace)}:
                return {"type": "merged", "message": self.write(replace=replace)}
        raise QuestionError("the view sent what is not understood; run the cell again")

    def state(self) -> Message:
        """Give the whole of what the view shows."""
        first = self.pair[0].dossier
        problems = [self._no_article, self._stale(), *self._renamed()]
        weapons = first.weapons.select("weapon_id", "name").rows()
        return {
            "type": "state",
            "title": first.study.title,
            "names": [coder.name for coder in self.pair],
            "into": self.into.name,
            "form": form_columns(),
            "options": {"actors": list(first.names.items()), "weapons": weapons},
            "items": self.items,
            "decided": self.decided,
            "problems": [problem for problem in problems if problem],
            **self._progress(),
        }

    def _progress(self) -> Message:
        return {"left": self.left, "undo": len(self._steps)}

    def _stale(self) -> str:
        gone = sum(map(len, self._decisions.steps)) - sum(map(len, self._steps))
        if not gone:
            return ""
        return (
            f"{gone:,} decision{' in' if gone == 1 else 's in'} {self._decisions.path.name} "
            f"{'is' if gone == 1 else 'are'} on claims or values that have changed since, and "
            f"{'does' if gone == 1 else 'do'} not count."
        )

    def _renamed(self) -> Iterator[str]:
        before, after = self.pair[1].claims["claim_id"], self._claims[1]["claim_id"]
        changed = [f"{old} as {new}" for old, new in zip(before, after, strict=True) if old != new]
        if changed:
            yield (
                f"Claims of {self.pair[1].name} whose ids are those of other claims of "
                f"{self.pair[0].name} are merged under another id: {', '.join(changed)}."
            )

    def _decide(self, at: int, choices: Mapping[str, Json]) -> Message:
        if not 0 <= at < len(self.items):
            raise QuestionError("there is no such disagreement; load the view again")
        item = self.items[at]
        made = [self._one(item, column, choice) for column, choice in choices.items()]
        now = self.decided[at]
        if any(now.get(one.column or _WHOLE) != one.decision for one in made):
            self.into.mkdir(parents=True, exist_ok=True)
            self._decisions.add(made)
            self._replay()
        return {"type": "decided", "item": at, "choices": self.decided[at], **self._progress()}

    def _one(self, item: Mapping[str, Json], column: str, choice: Json) -> Decided:
        """Take one decision, if it is one on this item that `merge` can follow."""
        named = None if column == _WHOLE else column
        known = [one["column"] for one in item["columns"]] or [None]
        if named not in known or not is_decision(choice, of_a_claim=named is None):
            raise QuestionError("there is no such decision on this claim; load the view again")
        if named is not None:
            choice = self._allowed(item, named, choice)
        values = _values(item, named)
        if values is None:
            raise QuestionError("there is no such disagreement; load the view again")
        first, second = item["ids"]
        return Decided(first, second, named, values, choice)

    def _allowed(self, item: Mapping[str, Json], column: str, choice: Json) -> Json:
        """Give a decision on a value as a file keeps it; what no claim can have is refused."""
        if choice == "neither" and form_columns()[column]["required"]:
            raise QuestionError(f"{column_in_words(column)} cannot be empty: choose a value")
        if not isinstance(choice, dict):
            return choice
        first = self.pair[0].dossier
        return {"value": typed_cell(first, item["ids"][0], column, choice["value"])}

    def _undo(self) -> Message:
        if not self._steps:
            raise QuestionError("nothing is decided that could be undone")
        at = self._place(self._steps[-1][0])
        self._decisions.take_back(self._steps[-1])
        self._replay()
        return {"type": "undone", "item": at, "choices": self.decided[at], **self._progress()}

    def write(self, *, replace: bool = False) -> str:
        """Write the merged claims into the folder, and say what was done.

        Parameters
        ----------
        replace
            Whether other claims that are there can be replaced; they are kept beside.

        Raises
        ------
        QuestionError
            Something is not decided yet, other claims are there, or a merged claim would break a
            rule of claims.
        OSError
            It cannot be written.
        """
        if self.left:
            number = f"{self.left:,} decision{' is' if self.left == 1 else 's are'}"
            raise QuestionError(f"{number} to be made before claims can be merged")
        claims = self.merged()
        said = write_merged(claims, self.into, replace=replace)
        ours, theirs = (coder.dossier for coder in self.pair)
        needed = needed_rows(claims, ours, theirs)
        if needed:
            rows = "; ".join(f"{table}.csv: {', '.join(ids)}" for table, ids in needed.items())
            said += f" They name what only {self.pair[1].name} has a row of, in {rows}."
        return said

    def merged(self) -> pl.DataFrame:
        """Give the merged claims, as `merge` does.

        Raises
        ------
        QuestionError
            Something is not decided yet.
        """
        decisions: dict[str | tuple[str, str], Any] = {}
        for item, made in zip(self.items, self.decided, strict=True):
            first, second = item["ids"]
            for column, choice in made.items():
                if column == _WHOLE:
                    decisions[first or second] = choice
                elif isinstance(choice, dict):
                    decisions[first, column] = {"value": value_of(column, choice["value"])}
                else:
                    decisions[first, column] = choice
        return merge(*self._claims, decisions, threshold=self.threshold)


def _loaded(given: str | Path | Dossier) -> Dossier:
    if isinstance(given, Dossier):
        return given
    try:
        return load(given)
    except DossierError as error:
        raise error.within(given) from None


def _values(item: Mapping[str, Json], column: str | None) -> tuple[str | None, str | None] | None:
    """What both coders say in a column, or quote of a claim; None where there is no such thing."""
    if column is None and not item["columns"]:
        first, second = item["quotes"]
        return first, second
    for one in item["columns"]:
        if one["column"] == column:
            first, second = one["values"]
            return first, second
    return None
