"""Numbers on deliveries: never mixed, never converted, rivals apart, rates only over a period."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl
import pytest

from analysis import QuestionError
from analysis.dossier.vocabularies import words
from analysis.weapons import (
    deliveries_on_claims,
    delivery_claims,
    delivery_comparisons,
    delivery_disputes,
    monthly_rates,
)

if TYPE_CHECKING:
    from conftest import MakeDossier

    from analysis import Dossier

PLAIN: dict[str, Any] = {
    "supplier": "north",
    "recipient": "east",
    "item": "Shells",
    "low": 1000,
    "high": 1000,
    "unit": "rounds",
    "measure": "estimate",
    "start": "2030-01-01",
    "end": "2030-06-30",
    "claimant": "ministry",
    "claimed_on": "2030-07-01",
    "sources": "page",
}
ACTORS = ("north", "east", "south", "west", "ministry", "institute")


class WithDeliveries(Protocol):
    def __call__(self, *rows: dict[str, Any], **tables: list[dict[str, Any]]) -> Dossier: ...


@pytest.fixture
def with_deliveries(make_dossier: MakeDossier) -> WithDeliveries:
    """Build a dossier from what each row has different from a plain one; ids are d0, d1 ..."""

    def build(*rows: dict[str, Any], **tables: list[dict[str, Any]]) -> Dossier:
        made: dict[str, list[dict[str, Any]]] = {
            "actors": [{"actor_id": a, "name": a.title(), "kind": "state"} for a in ACTORS],
            "sources": [
                {"source_id": "page", "title": "Page", "kind": "press", "reliability": "C"},
                {"source_id": "ungraded", "title": "Ungraded", "kind": "press"},
                {
                    "source_id": "paper",
                    "title": "Paper",
                    "kind": "press",
                    "reliability": "B",
                    "published": "2030-08-01",
                },
            ],
            "deliveries": [
                PLAIN | {"delivery_id": f"d{number}"} | row for number, row in enumerate(rows)
            ],
        }
        return make_dossier(**(made | tables))

    return build


def compared(dossier: Dossier) -> tuple[str, str | None, str]:
    """What is said of the first two deliveries."""
    pair = delivery_comparisons(dossier, "d0", "d1")
    return pair.select("comparison", "compared", "reason").row(0)


def test_numbers_of_one_series_and_period_come_from_the_smallest(
    with_deliveries: WithDeliveries,
) -> None:
    made = with_deliveries(*({"low": number, "high": number} for number in (1000, 90, 200)))
    assert delivery_claims(made)["low"].to_list() == [90, 200, 1000]


def test_a_claim_keeps_its_open_ends_and_says_who_and_when(
    with_deliveries: WithDeliveries,
) -> None:
    made = with_deliveries({"high": None}, {"low": None, "sources": "paper", "claimed_on": None})
    claims = delivery_claims(made)
    found = claims.sort("delivery_id").select(
        "low", "high", "flow", "who", "measured", "days", "reliability"
    )
    assert found.row(0) == (1000, None, "North → East", "Ministry", "estimated", 181, "C")
    assert found.row(1)[:2] == (None, 1000)
    assert claims["said_by"].cast(pl.String).sort().to_list() == ["2030-07-01", "2030-08-01"]


def test_claims_are_asked_for_by_what_they_are_about(dossier: Dossier) -> None:
    assert delivery_claims(dossier).height == dossier.deliveries.height
    kept = delivery_claims(dossier, supplier="belmark", item="Kelpie launchers", measure="count")
    assert kept["delivery_id"].to_list() == ["kelpie-counted"]
    assert delivery_claims(dossier, claim_id="c01").is_empty()
    with pytest.raises(QuestionError, match='did you mean "Kelpie launchers"'):
        delivery_claims(dossier, item="Kelpie launcher")
    with pytest.raises(QuestionError, match="choose"):
        delivery_claims(dossier, measure="guess")


def test_weak_sources_can_be_left_out(with_deliveries: WithDeliveries) -> None:
    made = with_deliveries({}, {"sources": "ungraded"}, {"sources": "ungraded|paper"})
    kept = delivery_claims(made, min_reliability="B")
    assert kept["delivery_id"].to_list() == ["d2"]
    assert delivery_claims(made, min_reliability="E")["delivery_id"].to_list() == ["d0", "d2"]
    assert delivery_claims(made).height == 3


def test_the_order_does_not_depend_on_the_file(dossier: Dossier) -> None:
    turned = replace(dossier, deliveries=dossier.deliveries.reverse())
    assert delivery_claims(turned).equals(delivery_claims(dossier))


def test_a_rate_divides_by_the_months_of_a_period(with_deliveries: WithDeliveries) -> None:
    year = {"start": "2031-01-01", "end": "2031-12-31"}
    rates = monthly_rates(with_deliveries(year | {"low": 3650, "high": None}))
    assert rates["low_per_month"].to_list() == [pytest.approx(3650 / (365 / 30.4375))]
    assert rates["high_per_month"].to_list() == [None]
    assert rates["formula"].item() == "at least 3,650 rounds / (365 days / 30.4375)"


@pytest.mark.parametrize(
    "row",
    [
        {"start": None},
        {"end": None},
        {"measure": "announced", "start": None, "end": None},
        {"start": "2030-06-04"},
        {"low": None, "high": None},
        {"measure": "stock"},
        {"measure": "share", "unit": "percent", "low": 40, "high": 40},
    ],
    ids=["no start", "no end", "an announcement", "27 days", "words", "a stock", "a share"],
)
def test_no_rate_without_a_period_a_number_or_an_amount(
    row: dict[str, Any], with_deliveries: WithDeliveries
) -> None:
    assert monthly_rates(with_deliveries(row)).is_empty()


def test_four_weeks_are_enough_for_a_rate(with_deliveries: WithDeliveries) -> None:
    assert monthly_rates(with_deliveries({"start": "2030-06-03"}))["days"].to_list() == [28]


def test_a_claim_without_a_day_is_of_the_day_of_its_first_source(
    with_deliveries: WithDeliveries,
) -> None:
    pages = [
        {"source_id": f"p{day}", "title": "Page", "kind": "press", "published": day}
        for day in ("2030-08-02", "2030-08-01", "2030-07")
    ]
    row = {"claimed_on": None, "sources": "p2030-08-02|p2030-08-01|p2030-07"}
    claims = delivery_claims(with_deliveries(row, sources=pages))
    assert claims["said_by"].cast(pl.String).to_list() == ["2030-08-01"]


def test_the_same_days_are_compared_as_they_are(with_deliveries: WithDeliveries) -> None:
    far = {"supplier": "south", "low": 400, "high": 600}
    assert compared(with_deliveries({}, far)) == (
        "more",
        "amount",
        "over the same days: every value of the first is above every one of the second",
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((5, 5), (6, None), "less"),
        ((5, None), (6, 6), "undecided"),
        ((None, 5), (6, None), "less"),
        ((None, 5), (4, 4), "undecided"),
        ((4, 6), (5, 9), "overlapping"),
        ((5, 5), (5, 5), "overlapping"),
        ((7, None), (5, 6), "more"),
    ],
)
def test_an_open_end_decides_only_what_it_can(
    first: tuple[int | None, int | None],
    second: tuple[int | None, int | None],
    expected: str,
    with_deliveries: WithDeliveries,
) -> None:
    one, other = (dict(zip(("low", "high"), ends, strict=True)) for ends in (first, second))
    assert compared(with_deliveries(one, other | {"supplier": "south"}))[0] == expected


def test_other_days_are_compared_per_month(with_deliveries: WithDeliveries) -> None:
    year = {"start": "2029-01-01", "end": "2029-12-31", "low": 1500, "high": 1500}
    relation, basis, reason = compared(with_deliveries({}, year))
    assert (relation, basis) == ("more", "per month")  # 168 a month against 125
    assert reason.startswith("per month, as the days differ: ")


def test_no_three_numbers_go_round_in_a_circle(with_deliveries: WithDeliveries) -> None:
    quarter = {"start": "2030-01-01", "end": "2030-03-31", "low": 100, "high": 100}
    shorter = {"start": "2030-01-05", "end": "2030-03-27", "low": 99, "high": 99}
    longer = {"start": "2030-01-01", "end": "2031-03-01", "low": 480, "high": 480}
    made = with_deliveries(quarter, shorter, longer)
    found = delivery_comparisons(made, ["d0", "d1", "d2"], ["d0", "d1", "d2"])
    more = found.filter(comparison="more").select("delivery_id", "other_id").rows()
    assert sorted(more) == [("d1", "d0"), ("d1", "d2"), ("d2", "d0")]
    assert set(found["compared"]) == {"per month"}
    short = {"start": "2030-01-01", "end": "2030-01-14"}
    near = with_deliveries(short, short | {"end": "2030-01-15", "low": 2000, "high": 2000})
    assert compared(near)[:2] == ("less", "amount"), "too few days for a rate"


@pytest.mark.parametrize("measure", [m for m in words("delivery_measures") if m != "estimate"])
def test_measures_are_never_mixed(measure: str, with_deliveries: WithDeliveries) -> None:
    relation, basis, reason = compared(with_deliveries({}, {"measure": measure}))
    assert (relation, basis) == ("not_comparable", None)
    assert reason.startswith("measures differ: estimated, ")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"unit": "containers"}, "units differ: rounds, containers"),
        ({"premise": "all are full"}, "premises differ: none, all are full"),
        ({"low": None, "high": None}, "Ministry gives no number"),
        ({"start": None}, "no first and last day is given for the number of Ministry"),
        (
            {"start": "2030-06-20"},
            "the days differ, and one number covers less than four weeks",
        ),
    ],
)
def test_a_refusal_says_why(
    row: dict[str, Any], reason: str, with_deliveries: WithDeliveries
) -> None:
    made = with_deliveries({}, row)
    assert compared(made) == ("not_comparable", None, reason)
    turned = delivery_comparisons(made, "d1", "d0")
    assert turned["comparison"].item() == "not_comparable"


def test_classes_of_weapons_are_not_compared(with_deliveries: WithDeliveries) -> None:
    weapons = [
        {"weapon_id": w, "name": w, "weapon_class": kind, "origin": "XAA", "resolution": "system"}
        | {"named_in_article": False}
        for w, kind in {"ram": "tank", "gnat": "howitzer", "gull": "tank"}.items()
    ]
    made = with_deliveries(
        {"weapon_id": "ram"}, {"weapon_id": "gnat"}, {"weapon_id": "gull"}, {}, weapons=weapons
    )
    found = delivery_comparisons(made, "d0", ["d1", "d2", "d3"]).sort("other_id")
    assert found["obstacle"].to_list() == ["class", None, None]
    assert found["reason"][0] == "classes of weapons differ: tank, howitzer"


def test_other_items_are_compared_and_named(with_deliveries: WithDeliveries) -> None:
    assert compared(with_deliveries({}, {"item": "Long shells"}))[2].endswith(
        "; items differ: Shells, Long shells"
    )


@pytest.mark.parametrize("measure", ["stock", "share"])
def test_how_things_are_is_compared_within_a_year(
    measure: str, with_deliveries: WithDeliveries
) -> None:
    unit = "percent" if measure == "share" else "rounds"
    state = {"measure": measure, "unit": unit, "start": None, "low": 40, "high": 50}
    near = with_deliveries(state, state | {"end": "2031-06-01", "low": 10, "high": 20})
    assert compared(near)[:2] == ("more", "amount")
    far = with_deliveries(state, state | {"end": "2032-06-01"})
    assert compared(far)[2] == "they describe days more than a year apart, or unknown"


def test_a_number_is_not_compared_with_itself(dossier: Dossier) -> None:
    ids = dossier.deliveries["delivery_id"]
    pairs = delivery_comparisons(dossier, ids, ids)
    assert pairs.height == len(ids) * (len(ids) - 1)
    both = pairs.join(
        pairs, left_on=["delivery_id", "other_id"], right_on=["other_id", "delivery_id"]
    )
    turned = both["comparison"].replace({"more": "less", "less": "more"})
    assert turned.to_list() == both["comparison_right"].to_list()


def test_unknown_ids_are_refused(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match='did you mean "kelpie-counted"'):
        delivery_comparisons(dossier, "kelpie-count", "kelpie-counted")


def test_what_is_known_is_listed_once(dossier: Dossier) -> None:
    with pytest.raises(QuestionError) as error:
        delivery_claims(dossier, item="Gliders")
    assert str(error.value).count("Kelpie launchers") == 1


RIVAL = {"claimant": "institute"}


@pytest.mark.parametrize(
    ("rival", "pairs"),
    [
        (RIVAL | {"low": 400, "high": 600}, 1),
        ({"claimant": "ministry", "low": 400, "high": 600}, 0),
        (RIVAL | {"low": 900, "high": 1100}, 0),
        (RIVAL | {"low": 400, "high": 1000}, 0),
        (RIVAL | {"low": 400, "high": None}, 0),
        (RIVAL | {"low": 400, "high": 600, "item": "Long shells"}, 0),
        (RIVAL | {"low": 400, "high": 600, "measure": "count"}, 0),
        (RIVAL | {"low": 400, "high": 600, "end": "2030-12-31"}, 1),
        (RIVAL | {"low": 400, "high": 600, "end": "2030-03-31"}, 0),
        (RIVAL | {"low": 400, "high": 600, "end": "2030-06-27"}, 1),
        (RIVAL | {"low": 400, "high": 600, "start": None}, 1),
        (RIVAL | {"low": 400, "high": 600, "start": None, "claimed_on": "2030-08-01"}, 0),
    ],
    ids=[
        "apart",
        "one claimant",
        "overlapping",
        "touching",
        "open",
        "other item",
        "other measure",
        "less over a longer time",
        "less over a shorter time",
        "three days shorter",
        "no start, same week",
        "no start, a month later",
    ],
)
def test_who_disputes_whom(
    rival: dict[str, Any], pairs: int, with_deliveries: WithDeliveries
) -> None:
    disputes = delivery_disputes(with_deliveries({}, rival))
    named = disputes.select("who", "who_other").rows()
    assert named == [("Ministry", "Institute")] * pairs


def test_of_a_short_period_few_days_are_another(with_deliveries: WithDeliveries) -> None:
    forty = {"start": "2030-01-01", "end": "2030-02-09"}
    rival = RIVAL | forty | {"low": 400, "high": 600}
    near, far = (with_deliveries(forty, rival | {"end": f"2030-02-0{day}"}) for day in (6, 4))
    assert delivery_disputes(near).height == 1
    assert delivery_disputes(far).is_empty()


def test_a_stock_may_shrink_within_a_period(with_deliveries: WithDeliveries) -> None:
    longer = RIVAL | {"measure": "stock", "low": 400, "high": 600, "end": "2030-12-31"}
    assert delivery_disputes(with_deliveries({"measure": "stock"}, longer)).is_empty()
    same = RIVAL | {"measure": "stock", "low": 400, "high": 600}
    assert delivery_disputes(with_deliveries({"measure": "stock"}, same)).height == 1


def test_how_near_is_the_same_can_be_asked(with_deliveries: WithDeliveries) -> None:
    made = with_deliveries(
        {"start": None}, RIVAL | {"low": 1, "high": 2, "claimed_on": "2030-07-20"}
    )
    assert delivery_disputes(made).is_empty()
    assert delivery_disputes(made, within_days=19).height == 1
    for odd in (-1, 1.5, True, 10**9):
        with pytest.raises(QuestionError, match="whole number of days from 0 to 36,525"):
            delivery_disputes(made, within_days=odd)  # type: ignore[arg-type]


def test_a_claim_leads_to_the_numbers_on_its_flows(dossier: Dossier) -> None:
    links = deliveries_on_claims(dossier)
    spoken = dossier.transfers.select("claim_id", "supplier", "recipient")
    by = ["claim_id", "supplier", "recipient"]
    assert spoken.join(links, on=by, how="anti").is_empty()
    own = links.filter(pl.col("recipient").is_null(), claim_id="c03")
    assert own["flow"].to_list() == ["Ardania", "Belmark"]
    assert own["deliveries"].to_list() == [["merrow-stock"], ["rockets-output"]]
    arms = links.filter(claim_id="c03", recipient="delmora")
    ids = dossier.deliveries.filter(supplier="ardania", recipient="delmora")["delivery_id"]
    assert sorted(arms["deliveries"].item()) == sorted(ids)
    happened = dict(dossier.outcomes.select("claim_id", "summary").iter_rows())
    assert arms["summary"].item() == happened.get("c03")


def test_a_delivery_is_on_the_claim_it_names_and_on_one_around_its_words(
    with_deliveries: WithDeliveries,
) -> None:
    claim = {"claim_id": "k1", "paragraph": 0, "start": 0, "end": 9, "digest": "0" * 16}
    claim |= {"quote": "words", "speaker": "ministry", "statement": "Many shells."}
    around = claim | {"claim_id": "k0", "end": 20, "statement": "Many shells, and more."}
    apart = claim | {"claim_id": "k2", "start": 5, "end": 20, "statement": "And more."}
    within = claim | {"claim_id": "k3", "end": 5, "statement": "Many."}
    made = with_deliveries(
        {"claim_id": "k1"}, {}, {"supplier": "west"}, claims=[around, claim, apart, within]
    )
    assert deliveries_on_claims(made)["claim_id"].to_list() == ["k0", "k1"]
    link = deliveries_on_claims(made).row(1, named=True)
    assert (link["claim_id"], link["flow"]) == ("k1", "North → East")
    assert (link["n_numbers"], link["n_claimants"]) == (2, 1)
    assert delivery_claims(made, claim_id="k1")["delivery_id"].to_list() == ["d0"]
