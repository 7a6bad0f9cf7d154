"""Figures of red lines on any dossier: what they say, what they leave out, and when they cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import vl_convert

from analysis import red_lines
from analysis.explorer import EmptyFigure, Explorer
from analysis.red_lines import claims_with_outcomes, outcomes

if TYPE_CHECKING:
    from collections.abc import Callable

    import analysis

NO_IDS = pl.lit([], pl.List(pl.String))


def shown_texts(figure: Explorer, **switched: bool | str) -> str:
    """Draw with some controls set, and give all that can be read."""
    spec = json.loads(json.dumps(figure.spec))
    params = {param["name"]: param for param in spec.get("params", [])}
    for name, value in switched.items():
        params[name]["value"] = value
    texts: list[str] = []

    def collect(part: dict[str, Any]) -> None:
        shown = part.get("text", [])
        texts.extend([shown] if isinstance(shown, str) else shown)

    scene = vl_convert.vegalite_to_scenegraph(json.dumps(spec))
    json.loads(json.dumps(scene), object_hook=lambda part: collect(part) or part)
    return "\n".join(texts)


def title(figure: Explorer) -> str:
    return " ".join(figure.spec["title"]["text"])


def subtitle(figure: Explorer) -> str:
    return " ".join(figure.spec["title"]["subtitle"])


def rows(figure: Explorer) -> list[dict[str, Any]]:
    return max(figure.spec["datasets"].values(), key=len)


def test_titles_are_findings_of_the_dossier(dossier: analysis.Dossier) -> None:
    charts = red_lines.charts
    assert title(charts.scenario_switches(dossier)) == (
        'As the page opens: "Belmark delivers Kelpie launchers to Corvia" sets off 2 commitments '
        "and 1 forecast by others in 3 rounds; contradictions: 1"
    )
    assert title(charts.ways_to_goal(dossier)) == (
        'As the page opens: 1 way leads to "Ardania gives Delmora Merrow howitzers", opposed by '
        "2 commitments"
    )
    assert (
        title(charts.acts_and_outcomes(dossier)) == "3 acts on 2 days; 0 of them happened in full"
    )
    assert (
        title(charts.forecasters(dossier)) == "4 of 4 forecasts were tested; all intervals overlap"
    )
    assert charts.commitment_table(dossier).caption == (
        "Resting on the article: 4 commitments and 1 forecast by others; on treaties: "
        "1 commitment; without a consequence: 1"
    )
    events = "For all parties: 3 events reported from August 2031 to October 2031, after "
    assert title(charts.said_and_reported(dossier)).startswith(events)
    looked_up = "Of 8 claims looked up, 2 happened and 1 was not tested; 8 speak of the future"
    assert title(charts.claims_and_outcomes(dossier)).startswith(looked_up)
    one = replace(dossier, outcomes=dossier.outcomes.head(1))
    speaks = "Of 1 claim looked up, 0 happened and 0 were not tested; 1 speaks of the future"
    assert title(charts.claims_and_outcomes(one)).startswith(speaks)


def test_a_title_of_ones_own_takes_their_place(dossier: analysis.Dossier) -> None:
    charts = red_lines.charts
    for figure in (
        charts.scenario_switches,
        charts.ways_to_goal,
        charts.acts_and_outcomes,
        charts.claims_and_outcomes,
        charts.forecasters,
        charts.said_and_reported,
    ):
        assert title(figure(dossier, title="My finding")) == "My finding"


def test_the_switch_that_sets_off_most_is_on_at_first(dossier: analysis.Dossier) -> None:
    figure = red_lines.charts.scenario_switches(dossier)
    on = {param.key for param in figure.params if param.value is True}
    assert on == {"if_belmark_delivers_kelpie"}
    shown = shown_texts(figure)
    assert "Belmark (threat)" in shown
    assert "Contradiction" in shown
    assert "Nobody said" not in shown
    off = shown_texts(figure, if_belmark_delivers_kelpie=False)
    assert "Nobody said what follows from this" in off
    assert "Belmark (threat)" not in off


def test_a_commitment_with_several_causes_is_shown_once(dossier: analysis.Dossier) -> None:
    figure = red_lines.charts.scenario_switches(dossier)
    both = shown_texts(figure, if_belmark_delivers_kelpie=True, if_ardania_arms_delmora=True)
    assert both.count("Belmark (threat)") == 1


def test_ids_that_begin_with_a_digit_or_are_words_of_vega_become_names_of_params(
    dossier: analysis.Dossier,
) -> None:
    new = {"belmark-delivers-kelpie": "2031-kelpie", "corvia-stops-ferry": "event"}
    ids = pl.element().replace(new)
    changed = replace(
        dossier,
        propositions=dossier.propositions.with_columns(
            pl.col("proposition_id").replace(new), pl.col("implies", "excludes").list.eval(ids)
        ),
        commitments=dossier.commitments.with_columns(
            pl.col("condition", "consequence").list.eval(ids)
        ),
    )
    figure = red_lines.charts.scenario_switches(changed)
    assert "Belmark (threat)" in shown_texts(figure)
    assert "Ardania (warning)" in shown_texts(figure, if_event=True)
    assert "Belmark (threat)" not in shown_texts(figure, if_2031_kelpie=False)


def test_switches_beyond_those_a_page_has_room_for_are_named(
    with_switches: Callable[[int], analysis.Dossier],
) -> None:
    figure = red_lines.charts.scenario_switches(with_switches(33))
    assert "Left out, because a page has room for 31 switches: p30; p31." in subtitle(figure)
    assert len([param for param in figure.params if param.bind]) == 31


def test_ways_are_chosen_by_number_and_the_last_is_shown_beyond_it(
    dossier: analysis.Dossier,
) -> None:
    figure = red_lines.charts.ways_to_goal(dossier)
    at_first = {param.key: param.value for param in figure.params}
    assert at_first == {"red_line_goal": "ardania-arms-delmora", "red_line_way": "1"}
    goal = {"red_line_goal": "belmark-closes-ports"}
    assert "way 1 of 2" in shown_texts(figure, **goal)
    assert "way 2 of 2" in shown_texts(figure, **goal, red_line_way="2")
    assert "way 2 of 2" in shown_texts(figure, **goal, red_line_way="3")


def test_outcomes_narrow_to_a_speaker_and_a_verdict(dossier: analysis.Dossier) -> None:
    figure = red_lines.charts.claims_and_outcomes(dossier)
    assert "Oren Dask" in shown_texts(figure)
    only = shown_texts(figure, outcome_speaker="mira-tolvane", outcome_verdict="partly")
    assert "c03 Mira Tolvane (possible)" in only
    assert "Oren Dask" not in only
    assert "c04" not in only


def test_a_claim_that_is_not_fully_coded_has_its_row_and_is_counted_as_such(
    dossier: analysis.Dossier,
) -> None:
    uncoded = [
        pl.lit(None, dossier.claims.schema[column]).alias(column)
        for column in ("factuality", "time_reference", "speech_act")
    ]
    bare = replace(dossier, claims=dossier.claims.with_columns(uncoded))
    figure = red_lines.charts.claims_and_outcomes(bare)
    assert "of 8 the time is not coded" in title(figure)
    assert "c03 Mira Tolvane" in shown_texts(figure)
    record = red_lines.charts.forecasters(bare)
    assert isinstance(record, EmptyFigure)
    assert record.sentence == "No claim with an outcome is coded as a prediction or an assessment."
    acts = shown_texts(red_lines.charts.acts_and_outcomes(bare))
    assert "12 May 2031: Mira Tolvane" in acts
    half = pl.when(pl.col("claim_id") == "c12").then(None).otherwise("speech_act")
    some = replace(dossier, claims=dossier.claims.with_columns(half.alias("speech_act")))
    figure = red_lines.charts.forecasters(some)
    assert "Claims without a coded speech act are not counted (1)." in subtitle(figure)


def test_long_sentences_stay_inside_their_card(dossier: analysis.Dossier) -> None:
    long = "and so on, " * 200
    wordy = replace(
        dossier,
        propositions=dossier.propositions.with_columns(description=pl.lit(long)),
        commitments=dossier.commitments.with_columns(unsaid=pl.lit(long)),
        outcomes=dossier.outcomes.with_columns(summary=pl.lit(long)),
    )
    for figure in (red_lines.charts.scenario_switches, red_lines.charts.ways_to_goal):
        drawn = figure(wordy)
        assert len(title(drawn)) < 400
        lines = [row[side] or "" for row in rows(drawn) for side in ("lines", "found")]
        assert max(text.count("\n") for text in lines) < 12
        assert any("…" in text for text in lines)


def test_a_long_text_without_spaces_is_cut_and_not_dropped(dossier: analysis.Dossier) -> None:
    long = "港湾封鎖宣言" * 40
    wordy = replace(
        dossier, propositions=dossier.propositions.with_columns(description=pl.lit(long))
    )
    figure = red_lines.charts.scenario_switches(wordy)
    boxes = [param.bind["name"] for param in figure.params if param.bind]
    assert {(text[:6], len(text), text[-2:]) for text in boxes} == {(long[:6], 120, " …")}
    assert long[:60] in shown_texts(figure).replace("\n", "")


def test_more_rows_than_a_chart_can_carry_are_counted_in_the_subtitle(
    dossier: analysis.Dossier,
) -> None:
    numbers = pl.DataFrame({"number": range(2000)})
    copied = pl.format("{}-{}", "claim_id", "number").alias("claim_id")
    many = replace(
        dossier,
        claims=dossier.claims.join(numbers, how="cross").with_columns(copied).drop("number"),
        outcomes=dossier.outcomes.join(numbers, how="cross").with_columns(copied).drop("number"),
        commitments=dossier.commitments.clear(),
    )
    for figure, what in (
        (red_lines.charts.claims_and_outcomes, "16,000 claims"),
        (red_lines.charts.said_and_reported, "acts and events"),
    ):
        drawn = figure(many)
        assert len(rows(drawn)) == 5000
        assert "The chart has the first 5,000 of 1" in subtitle(drawn)
        assert what in subtitle(drawn)
        assert "It draws no more than the first 1" in subtitle(drawn)
    acts = red_lines.charts.acts_and_outcomes(many)
    assert title(acts).startswith("6,000 acts on 2 days")
    assert "It draws no more than the first 31 at once." in subtitle(acts)


def test_more_cards_than_a_chart_can_carry_are_counted_and_no_way_is_cut_short(
    with_switches: Callable[[int], analysis.Dossier],
) -> None:
    # Each of 30 switches means p30, on which 170 commitments wait, each with a goal of its own.
    known, hub = with_switches(201), pl.lit(["p30"], pl.List(pl.String))
    means = pl.int_range(pl.len()) < 30
    crowded = replace(
        known,
        propositions=known.propositions.with_columns(
            implies=pl.when(means).then(hub).otherwise("implies")
        ),
        commitments=known.commitments.head(170).with_columns(
            pl.Series("consequence", [[f"p{n}"] for n in range(31, 201)]), condition=hub
        ),
    )
    scenario = red_lines.charts.scenario_switches(crowded)
    assert len(rows(scenario)) == 5000
    assert "The chart has the first 4,999 of 5,270 commitments" in subtitle(scenario)
    ways = red_lines.charts.ways_to_goal(crowded)
    assert rows(ways)[-1]["role"] == "leads_on"
    assert "The chart has the first 5,000 of 10,540 steps." in subtitle(ways)


def test_a_figure_that_has_nothing_to_show_says_what_is_missing(dossier: analysis.Dossier) -> None:
    charts = red_lines.charts
    undated = dossier.claims.with_columns(said_on=pl.lit(None, pl.Date))
    silent = replace(dossier, claims=undated, events=dossier.events.clear(), choices={})
    expected = {
        charts.acts_and_outcomes(silent): "No dated claim of one state is aimed at another yet.",
        charts.acts_and_outcomes(dossier, "felland", "delmora"): (
            "No dated act between Felland and Delmora is coded yet."
        ),
        charts.said_and_reported(
            replace(silent, commitments=dossier.commitments.clear())
        ): "No dated claim, commitment or later event is coded yet.",
        charts.ways_to_goal(
            replace(dossier, commitments=dossier.commitments.with_columns(consequence=NO_IDS))
        ): "No commitment names a consequence that something else leads to.",
    }
    for figure, sentence in expected.items():
        assert isinstance(figure, EmptyFigure)
        assert figure.sentence == sentence


def test_without_a_date_the_figure_says_that_nothing_is_listed_as_reported_since(
    dossier: analysis.Dossier,
) -> None:
    undated = replace(
        dossier,
        claims=dossier.claims.with_columns(said_on=pl.lit(None, pl.Date)),
        events=dossier.events.filter(pl.col("kind") != "article"),
        sources=dossier.sources.with_columns(published=pl.lit(None, pl.String)),
        choices={},
    )
    figure = red_lines.charts.said_and_reported(undated)
    assert title(figure) == "For all parties: 5 acts in the article, and no event reported since"
    assert "The day of the article is not known" in subtitle(figure)
    assert "Mira Tolvane, threat: If Belmark delivers" in shown_texts(figure)


def test_sources_are_those_that_outcomes_events_and_treaties_name(
    dossier: analysis.Dossier,
) -> None:
    listed = set(red_lines.charts.source_table(dossier).frame["source_id"])
    assert listed.issuperset(dossier.outcomes["sources"].explode().drop_nulls())
    assert listed.issuperset(dossier.events["sources"].explode().drop_nulls())
    assert "defence-2004-text" in listed
    assert "kelpie-brochure" not in listed


def test_the_frontier_lists_questions_with_the_day_of_the_latest_evidence(
    dossier: analysis.Dossier,
) -> None:
    table = red_lines.charts.frontier_table(dossier)
    assert "Questions looked into: 2, the latest of 20 February 2032" in table.to_html()
    assert "https://example.org/courier-20311121" in table.to_html()
    nothing = replace(dossier, frontier=dossier.frontier.tail(1))
    assert "Questions looked into: 1<" in red_lines.charts.frontier_table(nothing).to_html()


def test_a_verdict_says_on_how_many_voices_it_rests(dossier: analysis.Dossier) -> None:
    rests_on = claims_with_outcomes(dossier).select("claim_id", outcomes.rests_on())
    said = dict(rests_on.iter_rows())
    assert said["c03"] == "2 voices, the best graded B, moderate confidence"
    assert said["c05"] == "one voice alone, the best graded C"
    tip = red_lines.charts.claims_and_outcomes(dossier).spec
    assert "one voice alone, the best graded C" in str(tip)
