"""Every rule between the columns of a table: a row that breaks it, and one that nearly does."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis import DossierError, Problem
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

Cells = dict[str, str]


@dataclass(frozen=True)
class Case:
    """Cells of the first row that break a rule, and cells that nearly do.

    A value in braces is that of the row's own column: ``{actor_id}``.
    """

    table: str
    rule: str
    broken: Cells
    kept: Cells

    def __str__(self) -> str:
        return f"{self.table}-{self.rule}-{'-'.join(self.broken.values())}"


NINE = "one two three four five six seven eight nine"
CASES = [
    Case(
        "actors",
        "affiliation_is_another_actor",
        {"affiliation": "{actor_id}"},
        {"affiliation": ""},
    ),
    Case(
        "claims",
        "claim_ends_after_it_starts",
        {"start": "40", "end": "40"},
        {"start": "40", "end": "41"},
    ),
    Case("claims", "quote_has_at_most_eight_words", {"quote": NINE}, {"quote": NINE[:-5]}),
    Case(
        "claims",
        "stance_has_a_concept",
        {"stance": "agree", "concept": ""},
        {"stance": "", "concept": ""},
    ),
    Case(
        "claim_links",
        "claim_is_linked_to_another",
        {"other_claim_id": "{claim_id}"},
        {"claim_id": "c01", "other_claim_id": "c02"},
    ),
    Case(
        "propositions",
        "proposition_has_to_do_with_others",
        {"excludes": "{proposition_id}"},
        {"implies": "", "excludes": ""},
    ),
    Case(
        "propositions",
        "proposition_has_to_do_with_others",
        {"implies": "{proposition_id}"},
        {"implies": "", "excludes": ""},
    ),
    Case(
        "propositions",
        "implied_is_not_excluded",
        {
            "implies": "belmark-arms-corvia|ardania-arms-delmora",
            "excludes": "ardania-withholds-arms|ardania-arms-delmora",
        },
        {"implies": "belmark-arms-corvia", "excludes": "ardania-withholds-arms"},
    ),
    Case(
        "commitments",
        "commitment_rests_on_a_claim_or_a_treaty",
        {"claim_id": "", "tie_id": ""},
        {"claim_id": "c03", "tie_id": ""},
    ),
    Case(
        "commitments",
        "commitment_rests_on_a_claim_or_a_treaty",
        {"claim_id": "c03", "tie_id": "belmark-corvia-1998"},
        {"claim_id": "", "tie_id": "belmark-corvia-1998"},
    ),
    Case(
        "commitments",
        "condition_names_a_proposition",
        {"condition": ""},
        {"condition": "belmark-arms-corvia"},
    ),
    Case("ties", "tie_joins_two_actors", {"target": "{source}"}, {"target": "ardania"}),
    Case(
        "ties",
        "tie_ends_after_it_starts",
        {"signed": "", "start": "2030-05-02", "end": "2030-05-01"},
        {"signed": "", "start": "2030-05-02", "end": "2030-05-02"},
    ),
    Case(
        "ties",
        "tie_starts_after_it_is_signed",
        {"signed": "2030-05-02", "start": "2030-05-01", "end": ""},
        {"signed": "2030-05-02", "start": "2030-05-02", "end": ""},
    ),
    Case(
        "ties",
        "claim_basis_names_its_claim",
        {"basis": "claim", "claim_id": ""},
        {"basis": "treaty", "claim_id": ""},
    ),
    Case(
        "ties",
        "treaty_and_event_ties_have_a_source",
        {"basis": "treaty", "sources": ""},
        {"basis": "claim", "claim_id": "c03", "sources": ""},
    ),
    Case(
        "what_ifs",
        "what_if_is_not_called_none",
        {"what_if_id": "none", "description": "Nothing"},
        {"what_if_id": "nones", "description": "Something"},
    ),
    Case(
        "events",
        "event_ends_after_it_starts",
        {"start": "2030-05-02", "end": "2030-05-01"},
        {"start": "2030-05-02", "end": "2030-05-02"},
    ),
    Case(
        "events",
        "event_has_a_claim_or_a_source",
        {"claim_id": "", "sources": ""},
        {"claim_id": "c01", "sources": ""},
    ),
    Case(
        "weapons",
        "only_classes_may_mean_others",
        {"resolution": "system", "may_mean": "merrow"},
        {"resolution": "class", "may_mean": "merrow"},
    ),
    Case(
        "weapons",
        "class_means_others",
        {"resolution": "class", "may_mean": "merrow|{weapon_id}"},
        {"resolution": "class", "may_mean": "merrow"},
    ),
    Case(
        "weapons",
        "named_weapons_have_paragraphs",
        {"named_in_article": "true", "paragraphs": ""},
        {"named_in_article": "true", "paragraphs": "2"},
    ),
    Case(
        "weapons",
        "named_weapons_have_paragraphs",
        {"named_in_article": "false", "paragraphs": "2"},
        {"named_in_article": "false", "paragraphs": ""},
    ),
    *(
        Case(
            "quantities",
            "derivation_is_whole",
            {"first": "mass", "operator": "times", "second": "mass"} | {empty: ""},
            {"first": "", "operator": "", "second": ""},
        )
        for empty in ("first", "operator", "second")
    ),
    Case(
        "figures",
        "condition_says_each_thing_once",
        {"condition": "munition: rocket; at: 2 km; at: 3 km"},
        {"condition": "munition: rocket; at: 2 km"},
    ),
    Case("figures", "figure_has_a_bound", {"low": "", "high": ""}, {"low": "", "high": "3"}),
    Case("figures", "low_is_at_most_high", {"low": "4", "high": "3"}, {"low": "3", "high": "3"}),
    Case(
        "transfers",
        "supplier_is_not_recipient",
        {"recipient": "{supplier}"},
        {"recipient": "felland"},
    ),
    Case(
        "deliveries",
        "delivery_goes_to_somebody",
        {"measure": "count", "recipient": ""},
        {"measure": "output", "recipient": ""},
    ),
    Case(
        "deliveries",
        "delivery_goes_to_somebody",
        {"measure": "share", "recipient": ""},
        {"measure": "stock", "recipient": ""},
    ),
    Case(
        "deliveries",
        "delivery_goes_to_another",
        {"recipient": "{supplier}"},
        {"recipient": "felland"},
    ),
    Case("deliveries", "low_is_at_most_high", {"low": "4", "high": "3"}, {"low": "3", "high": "3"}),
    Case(
        "deliveries",
        "delivery_ends_after_it_starts",
        {"start": "2030-05-02", "end": "2030-05-01"},
        {"start": "2030-05-02", "end": "2030-05-02"},
    ),
    Case(
        "outcomes",
        "verdict_has_a_source",
        {"verdict": "happened", "sources": ""},
        {"verdict": "not_tested", "sources": ""},
    ),
    Case(
        "outcomes",
        "outcome_is_checked_after_it_happened",
        {"date": "2031-09-02", "evidence_until": "", "checked_on": "2031-09-01"},
        {"date": "2031-09-02", "evidence_until": "", "checked_on": "2031-09-02"},
    ),
    Case(
        "outcomes",
        "outcome_is_checked_after_it_happened",
        {"date": "", "evidence_until": "2031-09-02", "checked_on": "2031-09-01"},
        {"date": "", "evidence_until": "2031-09-02", "checked_on": "2031-09-02"},
    ),
    Case(
        "frontier",
        "evidence_is_older_than_the_search",
        {"latest_evidence_on": "2031-09-02", "searched_on": "2031-09-01"},
        {"latest_evidence_on": "2031-09-02", "searched_on": "2031-09-02"},
    ),
    Case(
        "sources",
        "published_is_a_day_that_exists",
        {"published": "2031-02-29", "retrieved": "2032-01-01"},
        {"published": "2028-02-29", "retrieved": "2032-01-01"},
    ),
    Case(
        "sources",
        "source_is_retrieved_after_it_was_published",
        {"published": "2031-05-06", "retrieved": "2031-05-04"},
        {"published": "2031-05-05", "retrieved": "2031-05-04"},
    ),
    Case(
        "sources",
        "source_is_retrieved_after_it_was_published",
        {"published": "2031-06", "retrieved": "2031-05-30"},
        {"published": "2031-06", "retrieved": "2031-05-31"},
    ),
]


def problems_with(folder: Path, case: Case, cells: Cells) -> list[Problem]:
    """Write cells into the first row of the case's table, and give what is wrong with it."""
    path = folder / f"{case.table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    rows[0] |= {name: value.format(**rows[0]) for name, value in cells.items()}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    try:
        analysis.load(folder)
    except DossierError as error:
        return [one for one in error.problems if (one.file, one.line) == (path.name, 2)]
    return []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_that_breaks_a_rule_is_named_with_it(folder: Path, case: Case) -> None:
    found = problems_with(folder, case, case.broken)
    [problem] = [one for one in found if one.rule == case.rule]
    assert problem.column, "says which columns are meant"
    assert problem.remedy


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_that_nearly_breaks_a_rule_is_fine(folder: Path, case: Case) -> None:
    assert problems_with(folder, case, case.kept) == []


def test_every_rule_has_its_cases() -> None:
    rules = {
        (table, name)
        for table, schema in TABLES.items()
        for name in schema._schema_validation_rules()  # noqa: SLF001 (no public way to a rule)
    }
    assert {(case.table, case.rule) for case in CASES} == rules
