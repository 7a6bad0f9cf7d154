"""What readers see of deliveries: lines, arrows and signs, bars with reasons, tables."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from figure_states import marks, states
from weapon_rows import drawn, starts

from analysis import QuestionError
from analysis.charting import MOST_ROWS
from analysis.dossier.vocabularies import labels
from analysis.explorer import EmptyFigure, Explorer, TableExplorer
from analysis.weapons import charts, delivery_claims, delivery_comparisons, delivery_disputes
from analysis.weapons.labels import citations
from analysis.weapons.refusals import claim_on_flows

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeDossier

    from analysis import Dossier
    from analysis.explorer.base import Figure

FIGURES = (
    charts.deliveries_over_time,
    charts.delivery_comparability,
    charts.delivery_comparisons_table,
    charts.delivery_disputes_table,
    charts.delivery_claims_table,
    charts.numbers_behind_claim,
    charts.undated_deliveries_table,
)


def explorer(shown: Figure) -> Explorer:
    assert isinstance(shown, Explorer)
    return shown


def frame(shown: Figure) -> pl.DataFrame:
    assert isinstance(shown, TableExplorer)
    return shown.frame


def numbers(dossier: Dossier) -> pl.DataFrame:
    return dossier.deliveries.filter(~(pl.col("low").is_null() & pl.col("high").is_null()))


def many(dossier: Dossier, times: int, column: str) -> Dossier:
    """Multiply the deliveries, each with another value of a column."""
    numbered = dossier.deliveries.join(pl.DataFrame({"n": range(times)}), how="cross")
    ids = [pl.format("{}-{}", name, "n").alias(name) for name in {"delivery_id", column}]
    return replace(dossier, deliveries=numbered.with_columns(ids).drop("n"))


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
def test_without_deliveries_a_sentence_says_so(
    draw: Callable[[Dossier], Figure], make_dossier: MakeDossier, dossier: Dossier
) -> None:
    for empty in (make_dossier(), replace(dossier, deliveries=dossier.deliveries.clear())):
        shown = draw(empty)
        assert isinstance(shown, EmptyFigure)
        assert re.fullmatch(r"No .* yet\.", shown.sentence)


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
def test_a_single_delivery_in_words_is_enough_to_draw_or_to_say_why_not(
    draw: Callable[[Dossier], Figure], dossier: Dossier
) -> None:
    words = dossier.deliveries.filter(delivery_id="rockets-captains")
    nobody = pl.lit(None, pl.String)
    unknown = {"claimant": nobody, "claimed_on": nobody.cast(pl.Date), "recipient": nobody}
    bare = words.with_columns(**unknown, sources=pl.lit([], pl.List(pl.String)))
    one = dossier.deliveries.head(1).with_columns(**unknown)
    for rows in (words, bare, dossier.deliveries.head(1), one):
        assert draw(replace(dossier, deliveries=rows)).to_html()


def test_titles_count_numbers_and_contradictions_in_every_state(dossier: Dossier) -> None:
    claims, disputes = delivery_claims(dossier), delivery_disputes(dossier)
    numbered = claims.filter(~(pl.col("low").is_null() & pl.col("high").is_null()))
    for state, title, sentence in states(charts.deliveries_over_time(dossier)):
        supplier, recipient, unit = state["delivery"].split(":")
        flow = {"supplier": supplier, "recipient": recipient or None, "unit": unit}
        of = numbered.filter(
            pl.col(column).eq_missing(pl.lit(value)) for column, value in flow.items()
        )
        pairs = disputes.filter(
            pl.col(column).eq_missing(pl.lit(value)) for column, value in flow.items()
        ).height
        assert f"{of.height} number" in title
        assert f"by {of['claimant'].drop_nulls().n_unique()} claimant" in title
        assert (f"{pairs} pair" in title) == (pairs > 0)
        assert "Not drawn, over all flows: 1 in words only." in sentence
    kept = charts.deliveries_over_time(dossier, title="A finding")
    assert {title for _, title, _ in states(kept)} == {"A finding"}


def test_comparable_pairs_are_counted_in_every_state(dossier: Dossier) -> None:
    shown = charts.delivery_comparability(dossier)
    claims = delivery_claims(dossier)
    ids = claims.filter(~(pl.col("low").is_null() & pl.col("high").is_null()))["delivery_id"]
    pairs = delivery_comparisons(dossier, ids, ids)
    menu = next(param for param in shown.params if param.key == "first_flow")
    names = dict(zip(menu.bind["options"], menu.bind["labels"], strict=True))
    assert set(names.values()) == set(pairs["flow"])
    for state, title, sentence in states(shown):
        of = pairs.filter(flow=names[state["first_flow"]])
        weight = pl.when(pl.col("flow") == pl.col("other_flow")).then(0.5).otherwise(1.0)
        compared = of.filter(pl.col("obstacle").is_null()).select(weight.sum()).item()
        assert f": {compared:.0f} of {of.select(weight.sum()).item():.0f} pair" in title
        more_or_less = of.filter(pl.col("comparison").is_in(["more", "less"]))
        settled = more_or_less.select(weight.sum()).item()
        assert (f", {settled:.0f} of them settled" in title) == (compared > 0)
        for word, said in (("measure", "measures differ"), ("unit", "units differ")):
            number = of.filter(obstacle=word).select(weight.sum()).item()
            assert (f"{said} ({number:.0f})" in sentence) == (number > 0)
        drawn_here = drawn(shown).filter(first=state["first_flow"])
        assert drawn_here["n"].sum() == of.select(weight.sum()).item()
        ends = drawn_here.group_by("row").agg(pl.col("end").max())["end"]
        assert ends.to_list() == pytest.approx([1.0] * ends.len(), abs=1e-3)


def test_what_an_open_end_leaves_undecided_is_compared_and_not_settled(dossier: Dossier) -> None:
    high = pl.when(pl.col("delivery_id") != "rockets-institute").then("high")
    made = replace(dossier, deliveries=dossier.deliveries.with_columns(high=high))
    titles = [
        charts.delivery_comparability(of).caption(first_flow="ardania:delmora")[0]
        for of in (dossier, made)
    ]
    assert [int(re.findall(r"(\d+) of them settled", title)[0]) for title in titles] == [1, 0]


def test_the_marks_of_a_flow_are_those_of_its_state(dossier: Dossier) -> None:
    shown = charts.delivery_comparability(dossier)
    for state, _, _ in states(shown):
        of = drawn(shown).filter(first=state["first_flow"])
        said = [
            f"{r['row']}: {r['n']:.0f} of {r['total']:.0f} pairs {r['outcome']}"
            for r in of.iter_rows(named=True)
        ]
        assert sorted(marks(shown, **state)) == sorted(said)


def test_a_page_opens_with_most_numbers_and_with_flows_of_one_claim(dossier: Dossier) -> None:
    assert starts(charts.deliveries_over_time(dossier)) == {"delivery": "belmark:corvia:launchers"}
    assert starts(charts.delivery_comparability(dossier)) == {"first_flow": "ardania:delmora"}
    of_no_claim = replace(dossier, transfers=dossier.transfers.clear())
    opened = charts.delivery_comparability(of_no_claim)
    assert starts(opened) == {"first_flow": "belmark:corvia"}, "it has most numbers"


def test_no_heading_mixes_items_measures_or_premises(dossier: Dossier) -> None:
    shown = charts.deliveries_over_time(dossier)
    series = drawn(shown).group_by("choice", "series")
    mixed = series.agg(pl.col("item", "measured", "premise", "unit").n_unique())
    assert mixed.select(pl.max_horizontal("item", "measured", "premise", "unit").max()).item() == 1
    lines = drawn(shown).group_by("line").agg(pl.col("amount").n_unique())
    assert lines["amount"].to_list() == [1] * numbers(dossier).height, "a line of its own each"
    headings = drawn(shown, "b")
    assert not set(headings["line"]) & set(drawn(shown)["line"])
    assert headings["first"].sum() == series.agg().height, "a rule above each"
    said = " ".join(headings.sort("line")["label"])
    assert "Rockets for the Kelpie, capacity if all 12 launchers come with 12 rockets each" in said


def test_a_sentence_is_on_the_kind_of_number_that_most_give(dossier: Dossier) -> None:
    shown = charts.deliveries_over_time(dossier)
    _, sentence = shown.caption(delivery="belmark:corvia:launchers")
    assert sentence.startswith(
        "3 kinds of numbers are kept apart; most are on Kelpie launchers, estimated: "
        "6 to at least 20 launchers."
    )
    _, alone = shown.caption(delivery="ardania:delmora:persons")
    assert alone.startswith("Instructors, counted: 30 persons.")
    ids = ["rockets-institute", "kelpie-rockets"]
    rockets = dossier.deliveries.filter(pl.col("delivery_id").is_in(ids))
    again = rockets.filter(delivery_id="kelpie-rockets").with_columns(
        delivery_id=pl.lit("again"), claimant=pl.lit("oren-dask")
    )
    premised = replace(dossier, deliveries=pl.concat([rockets, again]))
    assert "most are on Rockets for the Kelpie, capacity: 144 rockets or less." in (
        explorer(charts.deliveries_over_time(premised)).sentence
    )


def test_a_number_whose_claimant_is_not_known_adds_no_claimant(dossier: Dossier) -> None:
    known = pl.when(pl.col("delivery_id") != "kelpie-ardania").then("claimant")
    made = replace(dossier, deliveries=dossier.deliveries.with_columns(claimant=known))
    rows = frame(charts.numbers_behind_claim(made, claim_id="c03"))
    launchers = rows.filter(item="Kelpie launchers, estimated")
    assert launchers.select("n_numbers", "n_claimants").row(0) == (2, 1)
    claimants = made.deliveries["claimant"].drop_nulls().n_unique()
    said = (
        f"{claimants} claimants give 12 numbers on 2 flows of deliveries; "
        "none of them contradicts another."
    )
    assert said in str(charts.what_this_shows(made))
    one = replace(dossier, deliveries=dossier.deliveries.filter(delivery_id="kelpie-counted"))
    assert "1 claimant gives 1 number on 1 flow of deliveries.\n" in str(
        charts.what_this_shows(one)
    )


def test_numbers_on_a_premise_come_last_and_are_marked(dossier: Dossier) -> None:
    ends = drawn(charts.deliveries_over_time(dossier)).sort("line")
    for _, of in ends.group_by("choice"):
        conditional = of["premise"].is_not_null()
        assert conditional.is_sorted()
    assert ends["premise"].is_not_null().any()
    shown = charts.deliveries_over_time(dossier)
    for state, _, sentence in states(shown):
        of = ends.filter(choice=state["delivery"])
        premised = of["premise"].is_not_null().any()
        assert ("presuppose what the heading says" in sentence.lower()) == premised
        assert ("contradicted" in sentence) == of["disputed_by"].is_not_null().any()


def test_each_number_has_a_mark_at_its_ends_and_an_arrow_where_it_is_open(dossier: Dossier) -> None:
    numbered = dossier.deliveries.filter(~(pl.col("low").is_null() & pl.col("high").is_null()))
    ends = drawn(charts.deliveries_over_time(dossier))
    stated = [{low, high} - {None} for low, high in numbered.select("low", "high").iter_rows()]
    assert sorted(ends["end"]) == sorted(end for both in stated for end in both)
    assert ends.filter(open="▸").height == numbered["high"].null_count()
    assert ends.filter(open="◂").height == numbered["low"].null_count()


def test_a_line_spans_a_period_only_where_its_first_day_is_known(dossier: Dossier) -> None:
    one = dossier.deliveries.filter(delivery_id="kelpie-ardania")
    for start, length in (("2031-10-01", 123), (None, 1)):
        rows = one.with_columns(start=pl.lit(start, pl.String).str.to_date())
        ends = drawn(charts.deliveries_over_time(replace(dossier, deliveries=rows)))
        since, until = (pl.col(c).str.slice(0, 10).str.to_date() for c in ("since", "until"))
        assert ends.select((until - since).dt.total_days() + 1).item() == length
        assert ends["start"].item() == ("known" if start else "open")


def test_a_tooltip_names_claimant_premise_method_rival_and_source(dossier: Dossier) -> None:
    groups = charts.deliveries_over_time(dossier).spec["layer"]
    said = [
        {field["field"] for field in layer["encoding"]["tooltip"]}
        for group in groups
        for layer in group["layer"]
        if "tooltip" in layer["encoding"]
    ]
    [fields] = said
    assert fields >= {"who", "premise", "method", "disputed_by", "citation", "amount"}
    rivals = drawn(charts.deliveries_over_time(dossier)).drop_nulls("disputed_by")
    assert set(rivals.select("who", "disputed_by").rows()) == {
        ("Ardania", "Institute for Narrow Seas"),
        ("Institute for Narrow Seas", "Ardania"),
    }
    assert set(rivals["citation"]) <= set(citations(dossier).values())


def test_each_line_is_labelled_with_its_claimant(dossier: Dossier) -> None:
    shown = charts.deliveries_over_time(dossier)
    [labels_of] = [p["value"] for p in shown.spec["params"] if p["name"] == "delivery_labels"]
    ends = drawn(shown)
    assert [labels_of[int(line)] for line in ends["line"]] == ends["who"].to_list()
    headings = drawn(shown, "b")
    assert [labels_of[int(line)] for line in headings["line"]] == headings["label"].to_list()


def test_the_table_lists_the_pairs_that_compare(dossier: Dossier) -> None:
    ids = dossier.deliveries["delivery_id"]
    pairs = delivery_comparisons(dossier, ids, ids)
    settled = pairs.filter(pl.col("comparison").is_in(["more", "less"]))
    across = settled.filter(pl.col("flow") != pl.col("other_flow"))
    table = charts.delivery_comparisons_table(dossier)
    assert (
        frame(table)["pairs"].sum()
        == pairs.filter(pl.col("obstacle").is_null(), pl.col("flow") != pl.col("other_flow")).height
        / 2
    )
    assert f"{across.height // 2} is settled" in str(table).replace("are", "is")
    rows = dict(zip(frame(table)["about"], frame(table).rows(), strict=True))
    row = rows["Guided rockets beside Rockets for the Kelpie, estimated"]
    assert row[1:4] == (
        "Oren Dask: 33.1 rockets per month or more",
        "more than",
        "Institute for Narrow Seas: 14.8 to 22.3 rockets per month",
    )


def test_a_pair_of_flows_is_set_side_by_side_once(dossier: Dossier) -> None:
    groups = charts.delivery_comparisons_table(many(dossier, 3, "method")).groups
    seen = {frozenset(one.split(", beside ")) for one in groups}
    assert len(seen) == len(set(groups))


def test_the_table_has_every_number_with_its_source_and_rate(dossier: Dossier) -> None:
    table = frame(charts.delivery_claims_table(dossier))
    assert table.height == dossier.deliveries.height
    assert all(cell["address"].startswith("https://") for cell in table["source"])
    seas = pl.col("who").str.starts_with("Institute for Narrow Seas, ")
    rate = table.filter(seas, item="Rockets for the Kelpie, estimated")
    assert rate.select("amount", "per_month").row(0) == ("60 to 90 rockets", "14.8 to 22.3")
    assert table.filter(item="Merrow howitzers, announced")["per_month"].item() is None
    assert "claim" not in table.columns, "no number is said in the article"


def test_what_the_article_says_leads_to_its_claim(dossier: Dossier) -> None:
    first = pl.int_range(pl.len()) == 0
    said = dossier.deliveries.with_columns(claim_id=pl.when(first).then(pl.lit("c03")))
    made = replace(dossier, deliveries=said)
    cells = frame(charts.delivery_claims_table(made))["claim"].drop_nulls()
    assert cells.to_list() == [{"text": "claim", "address": "#claim-c03"}]
    unread = made.sources.with_columns(url=pl.lit(None, pl.String))
    alone = frame(charts.delivery_claims_table(replace(made, sources=unread)))
    assert "claim" not in alone.columns
    assert {"text": "the article", "address": "#claim-c03"} in alone["source"].to_list()


def test_what_no_chart_can_draw_is_listed(dossier: Dossier) -> None:
    shown = charts.undated_deliveries_table(dossier)
    assert frame(shown)["amount"].to_list() == ["in words"]
    dated = dossier.deliveries.filter(
        pl.col("low").is_not_null(), pl.col("claimed_on").is_not_null()
    )
    none = charts.undated_deliveries_table(replace(dossier, deliveries=dated))
    assert str(none).endswith("Every delivery coded has a number and a day.")


def test_disputes_say_who_contradicts_whom(dossier: Dossier) -> None:
    shown = charts.delivery_disputes_table(dossier)
    assert frame(shown).select("larger", "smaller").rows() == [
        (
            "Ardania: at least 20 launchers, 1 Feb 2032",
            "Institute for Narrow Seas: 6 to 10 launchers, 5 Feb 2032",
        )
    ]
    assert "1 pair of numbers contradicts each other" in str(shown)
    alone = dossier.deliveries.filter(claimant="ardania")
    shown = charts.delivery_disputes_table(replace(dossier, deliveries=alone))
    assert str(shown).endswith("No two claimants contradict each other on the same deliveries yet.")


def test_flows_of_disputes_stay_whole_and_the_widest_gap_comes_first(dossier: Dossier) -> None:
    rivals = dossier.deliveries.filter(
        pl.col("delivery_id").is_in(["kelpie-ardania", "kelpie-institute"])
    )
    lower = pl.when(pl.col("low") > 10).then("low").otherwise(pl.col("low") / 2)
    rows = [
        rivals,
        rivals.with_columns(item=pl.lit("Older launchers"), low=lower, high=pl.col("high") / 2),
        rivals.with_columns(recipient=pl.lit("delmora"), high=pl.col("high") * 0.8),
    ]
    made = [
        of.with_columns(delivery_id=pl.format("{}-{}", "delivery_id", pl.lit(nth)))
        for nth, of in enumerate(rows)
    ]
    shown = charts.delivery_disputes_table(replace(dossier, deliveries=pl.concat(made)))
    found = list(zip(shown.groups, frame(shown)["item"], strict=True))
    assert found == [
        ("Belmark → Corvia", "Older launchers, estimated"),
        ("Belmark → Corvia", "Kelpie launchers, estimated"),
        ("Belmark → Delmora", "Kelpie launchers, estimated"),
    ]


def test_a_claim_is_shown_with_its_numbers_and_outcome(dossier: Dossier) -> None:
    earlier = pl.when(delivery_id="kelpie-ardania").then(pl.date(2032, 1, 2)).otherwise("end")
    dossier = replace(dossier, deliveries=dossier.deliveries.with_columns(end=earlier))
    shown = charts.numbers_behind_claim(dossier, claim_id="c03")
    rows = frame(shown)
    assert set(shown.groups) == {"Ardania", "Ardania → Delmora", "Belmark", "Belmark → Corvia"}
    rival = rows.filter(item="Kelpie launchers, estimated")
    assert rival.select("stated", "n_numbers", "n_claimants").row(0) == (
        "6 to at least 20 launchers",
        2,
        2,
    )
    stated = {"144 rockets or less", "100 rockets or more", "4 to 8 howitzers"}
    assert stated <= set(rows["stated"])
    assert rival["last"].item() == "31 Jan 2032"
    statement = dossier.claims.filter(claim_id="c03")["statement"].item()
    assert f"Mira Tolvane: {statement}" in str(shown)
    outcome = dossier.outcomes.filter(claim_id="c03")["summary"].item()
    assert f"Outcome: {labels('verdicts')['partly']}. {outcome}" in str(shown)


def test_the_claim_on_two_flows_with_most_numbers_is_shown_first(dossier: Dossier) -> None:
    assert str(charts.numbers_behind_claim(dossier)) == str(
        charts.numbers_behind_claim(dossier, claim_id="c03")
    )
    with pytest.raises(QuestionError, match="a claim of this dossier"):
        charts.numbers_behind_claim(dossier, claim_id="c99")
    without = charts.numbers_behind_claim(dossier, claim_id="c02")
    assert str(without).endswith("No delivery that this claim speaks of has a number yet.")
    flow = {"supplier": "belmark", "recipient": "corvia"}
    rows = {table: getattr(dossier, table).filter(**flow) for table in ("deliveries", "transfers")}
    one = replace(dossier, **rows)
    assert str(charts.numbers_behind_claim(one)).endswith(
        "No claim speaks of two flows of deliveries that have numbers yet."
    )
    assert set(charts.numbers_behind_claim(one, claim_id="c03").groups) == {"Belmark → Corvia"}
    assert claim_on_flows(replace(dossier, deliveries=rows["deliveries"])) == (None, [])


def test_of_more_than_two_flows_of_a_claim_those_with_most_numbers_are_set_against_each_other(
    dossier: Dossier,
) -> None:
    third = {"supplier": "ardania", "recipient": "corvia"}
    flow = dossier.transfers.filter(claim_id="c03").head(1)
    transfers = flow.with_columns(transfer_id=pl.lit("third"), **_literals(third))
    number = numbers(dossier).head(1)
    deliveries = number.with_columns(delivery_id=pl.lit("third"), **_literals(third))
    made = replace(
        dossier,
        transfers=pl.concat([dossier.transfers, transfers]),
        deliveries=pl.concat([dossier.deliveries, deliveries]),
    )
    assert claim_on_flows(made) == claim_on_flows(dossier)
    assert claim_on_flows(made) == ("c03", ["ardania:delmora", "belmark:corvia"])


def _literals(cells: dict[str, str]) -> dict[str, pl.Expr]:
    return {name: pl.lit(value) for name, value in cells.items()}


def test_a_large_dossier_has_a_limit_and_says_so(dossier: Dossier) -> None:
    kinds = charts.deliveries_over_time(many(dossier, 30, "item"))
    per_choice = drawn(kinds).group_by("choice").agg(pl.col("series").n_unique())
    assert per_choice["series"].max() == 12
    assert re.search(r"Left out: [\d,]+ numbers", kinds.sentence)
    said = charts.deliveries_over_time(many(dossier, 700, "method"))
    per_choice = drawn(said).group_by("choice").agg(pl.col("line").n_unique())
    assert per_choice["line"].max() == 60
    assert drawn(said).height <= MOST_ROWS
    bars = charts.delivery_comparability(many(dossier, 100, "unit"))
    assert drawn(bars).height <= MOST_ROWS
    assert re.search(r"Left out: [\d,]+ numbers", bars.sentence)
    table = charts.delivery_comparisons_table(many(dossier, 100, "method"))
    assert 0 < frame(table).height <= MOST_ROWS
    assert "Looked at: 500 of 1,200 numbers" in str(table)
