"""What the figures of red lines show, in three sentences, and how far the record goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charting import NothingToShow, counted, day_in_words, enumerated
from analysis.explorer import Finding, Sentence, figure
from analysis.red_lines import acts_with_outcomes, claims_with_outcomes
from analysis.red_lines.charts.ledger import counts
from analysis.red_lines.charts.pledges import Pledges
from analysis.red_lines.charts.scenario import Scenarios
from analysis.red_lines.charts.words import clauses, opening, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analysis.dossier import Dossier


@figure("what-this-shows")
def what_this_shows(dossier: Dossier) -> Finding:
    """Say in three sentences what happened, who answered whom, and what follows from what.

    A line says when that was checked, and until when the record goes.
    """
    said = [*_happened(dossier), *_exchanged(dossier), *_followed(dossier)]
    if not said:
        raise NothingToShow("No outcome, dated act or commitment is coded yet.")
    return Finding("what-this-shows", [*said, *_status(dossier)], heading="What this shows")


def _happened(dossier: Dossier) -> Iterator[Sentence]:
    rows = claims_with_outcomes(dossier)
    if not rows.is_empty():
        yield _numbered(f"{counts(rows)}.", "#explorer-verdicts")


def _exchanged(dossier: Dossier) -> Iterator[Sentence]:
    acts = acts_with_outcomes(dossier)
    pledges = Pledges(dossier).rows
    parts = []
    if between := dossier.study.between if not acts.is_empty() else None:
        sides = enumerated([dossier.names.in_sentence[one] for one in between])
        true = acts.filter(verdict="happened").height
        what = f"{counted(acts.height, 'dated statement')} between {sides}"
        has = "has" if true == 1 else "have"
        parts.append(
            f"{true:,} of {what} {has} come true in full"
            if true
            else f"not one of the {what} has come true in full"
        )
    if not pledges.is_empty():
        unnamed, every = pledges["open"].sum(), pledges.height
        leave = "leaves" if unnamed == 1 else "leave"
        which = counted(every, "commitment")
        parts.append(
            f"{unnamed:,} of {which} {leave} the consequence open"
            if unnamed
            else f"all of {which} name a consequence"
        )
    if parts:
        see = "#explorer-acts-and-outcomes" if between else "#explorer-commitments"
        yield _numbered(f"{opening(', and '.join(parts))}.", see)


def _followed(dossier: Dossier) -> Iterator[Sentence]:
    if dossier.commitments.is_empty():
        return
    played = Scenarios(dossier)
    if played.switches.is_empty():
        return
    first = played.first
    what = played.worded(first["bit"])
    if not what:
        return
    act = clauses(dossier)(shortened(first["description"]))
    yield _numbered(f"If {act}, {what}.", "#explorer-scenario-switches")


def _status(dossier: Dossier) -> Iterator[Sentence]:
    """Say when outcomes were checked, and the last days of evidence and events."""
    days: list[tuple[str, date | None]] = [
        ("Checked on", dossier.outcomes["checked_on"].max()),  # type: ignore[list-item]
        ("evidence until", dossier.outcomes["evidence_until"].max()),  # type: ignore[list-item]
        ("events until", dossier.events["start"].max()),  # type: ignore[list-item]
    ]
    said = "; ".join(f"{what} {day_in_words(day)}" for what, day in days if day is not None)
    if said:
        yield Sentence("{said}.", said=opening(said))


def _numbered(text: str, see: str) -> Sentence:
    """Set the numbers of a text off, and lead to the figure that shows them.

    A year, as an act may name it, has no comma: it is not a number that was counted.
    """
    template: list[str] = []
    slots: dict[str, Any] = {}
    for word in text.split(" "):
        bare = word.rstrip(".,;")
        digits = bare.replace(",", "")
        if digits.isdecimal() and f"{int(digits):,}" == bare:
            slot = f"n{len(slots)}"
            slots[slot] = int(digits)
            template.append(f"{{{slot}}}{word[len(bare) :]}")
        else:
            template.append(word.replace("{", "{{").replace("}", "}}"))
    return Sentence(" ".join(template), see=see, **slots)
