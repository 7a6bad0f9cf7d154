"""Figures of red lines on any dossier: what they say in each state, and when they have nothing."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from bs4 import BeautifulSoup
from figure_states import cards, drawn_caption, marks, states, text_of

from analysis import QuestionError, red_lines
from analysis.explorer import CardExplorer, EmptyFigure, Explorer
from analysis.red_lines import claims_with_outcomes, outcomes
from analysis.red_lines.charts.scenario import Scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

    import analysis

ALL_GROUPS = ("Any one of these is enough", "Because", "Against it")
NO_IDS = pl.lit([], pl.List(pl.String))
CHARTS = red_lines.charts
TITLED: list[Callable[..., Any]] = [
    CHARTS.verdict_counts,
    CHARTS.acts_and_outcomes,
    CHARTS.scenario_switches,
    CHARTS.ways_to_goal,
    CHARTS.commitment_cards,
    CHARTS.forecasters,
    CHARTS.events_by_month,
    CHARTS.said_and_reported,
]


def explorer(figure: object) -> Explorer:
    assert isinstance(figure, Explorer), figure
    return figure


def listed(figure: object) -> CardExplorer:
    assert isinstance(figure, CardExplorer), figure
    return figure


def uncoded(dossier: analysis.Dossier, *columns: str) -> analysis.Dossier:
    nothing = [pl.lit(None, dossier.claims.schema[column]).alias(column) for column in columns]
    return replace(dossier, claims=dossier.claims.with_columns(nothing))


def test_titles_are_findings_of_the_dossier(dossier: analysis.Dossier) -> None:
    found = {
        CHARTS.verdict_counts: (
            "Of 8 claims checked, 2 came true, 2 in part, 1 has not so far, 2 were contradicted "
            "and 1 could not be tested"
        ),
        CHARTS.acts_and_outcomes: "3 statements in 2 days; none has come true in full",
        CHARTS.scenario_switches: (
            "If Belmark delivers Kelpie launchers to Corvia, 2 commitments and 1 forecast follow "
            "in 3 rounds, ending in 1 contradiction"
        ),
        CHARTS.ways_to_goal: (
            "Ardania gives Delmora Merrow howitzers: 1 way leads there, and 2 commitments are "
            "against it"
        ),
        CHARTS.commitment_cards: "5 commitments and 1 forecast, 1 of them by treaty",
        CHARTS.forecasters: (
            "Nobody has more than 2 tested forecasts, and the 95% intervals of all 3 speakers "
            "overlap, so this ranks no one"
        ),
        CHARTS.said_and_reported: "3 events since the article; 1 bears on a claim of the article",
    }
    assert {chart: explorer(chart(dossier)).title for chart in found} == found


@pytest.mark.parametrize("figure", TITLED)
def test_a_title_of_ones_own_takes_their_place_in_every_state(
    figure: Callable[..., Any], dossier: analysis.Dossier
) -> None:
    drawn = explorer(figure(dossier, title="My finding"))
    assert {title for _, title, _ in states(drawn)} == {"My finding"}
    with pytest.raises((TypeError, QuestionError)):
        figure(dossier, "My finding")
    if figure is CHARTS.scenario_switches:
        assert drawn_caption(drawn, if_corvia_stops_ferry=True)[0] == "My finding"


@pytest.mark.parametrize("name", CHARTS.__all__)
def test_a_figure_has_a_name_of_ones_own(name: str, dossier: analysis.Dossier) -> None:
    assert getattr(CHARTS, name)(dossier, name="once-more").name == "once-more"


def test_the_summary_says_what_the_figures_show(dossier: analysis.Dossier) -> None:
    summary = CHARTS.what_this_shows(dossier)
    first, exchange, follows, status = str(summary).splitlines()[1:]
    assert first == f"{explorer(CHARTS.verdict_counts(dossier)).title}."
    assert exchange == (
        "Not one of the 3 dated statements between Ardania and Belmark has come true in full, "
        "and 1 of 6 commitments leaves the consequence open."
    )
    assert follows.startswith(explorer(CHARTS.scenario_switches(dossier)).title)
    assert status == (
        "Checked on 1 March 2032; evidence until 20 February 2032; events until 6 October 2031."
    )
    page = BeautifulSoup(summary.to_html(), "html.parser")
    assert [link["href"] for link in page("a")] == [
        "#explorer-verdicts",
        "#explorer-acts-and-outcomes",
        "#explorer-scenario-switches",
    ]
    assert page.strong.text == "8"


def test_the_summary_writes_years_of_acts_as_years(dossier: analysis.Dossier) -> None:
    first = dossier.propositions["description"][0]
    dated = pl.col("description").replace(first, "Belmark delivers 12 launchers by 2031")
    propositions = dossier.propositions.with_columns(dated)
    summary = CHARTS.what_this_shows(replace(dossier, propositions=propositions))
    [follows] = [line for line in str(summary).splitlines() if line.startswith("If ")]
    assert follows.startswith("If Belmark delivers 12 launchers by 2031, 2 commitments")


def test_the_summary_leaves_out_what_is_not_coded(dossier: analysis.Dossier) -> None:
    said = replace(dossier, commitments=dossier.commitments.clear(), outcomes=dossier.outcomes[:1])
    first, exchange, *_ = str(CHARTS.what_this_shows(said)).splitlines()[1:]
    assert first == "The only claim that was checked came true in part."
    assert exchange.endswith("between Ardania and Belmark has come true in full.")
    silent = replace(uncoded(said, "said_on"), outcomes=dossier.outcomes.clear(), choices={})
    empty = CHARTS.what_this_shows(silent)
    assert isinstance(empty, EmptyFigure)
    assert empty.sentence == "No outcome, dated act or commitment is coded yet."


def test_verdicts_are_counted_for_each_speaker(dossier: analysis.Dossier) -> None:
    figure = explorer(CHARTS.verdict_counts(dossier))
    claims = claims_with_outcomes(dossier)
    for state, title, _ in states(figure):
        one = state["outcome_speaker"]
        own = claims if one == "all" else claims.filter(speaker=one)
        assert len(marks(figure, **state)) == own.height
        numbers = [int(number) for number in re.findall(r"\b\d+\b", title)]
        if own.height == 1:
            assert title.startswith("The only claim of ")
        else:
            by_verdict = Counter(own["verdict"])
            assert numbers == [own.height, *(by_verdict[v] for v in red_lines_order(by_verdict))]
        assert one == "all" or dossier.names.in_sentence[one] in title


def red_lines_order(numbers: Counter[str]) -> list[str]:
    order = ["happened", "partly", "not_so_far", "contradicted", "not_tested"]
    return [verdict for verdict in order if numbers[verdict]]


def test_claims_that_are_not_about_the_future_are_counted_apart(dossier: analysis.Dossier) -> None:
    sentence = explorer(CHARTS.verdict_counts(dossier)).sentence
    assert sentence.startswith("All are about the future.")
    assert claims_with_outcomes(dossier)["time_reference"].unique().to_list() == ["future"]
    bare = explorer(CHARTS.verdict_counts(uncoded(dossier, "factuality", "time_reference")))
    assert bare.sentence.startswith(
        "No claim is about the future; of 8 (hollow) the time is not coded."
    )
    past = pl.when(claim_id="c03").then(pl.lit("past")).otherwise("time_reference")
    kind = dossier.claims.schema["time_reference"]
    mixed = dossier.claims.with_columns(time_reference=past.cast(kind))
    both = explorer(CHARTS.verdict_counts(replace(dossier, claims=mixed)))
    assert both.sentence.startswith(
        "7 claims are about the future; 1 about the past or present (hollow) could be checked"
    )
    drawn = itertools.chain(*bare.spec["datasets"].values())
    assert {row["certainty"] for row in drawn if "certainty" in row} == {"not coded"}


def rows(figure: Explorer) -> list[dict[str, Any]]:
    return max(figure.spec["datasets"].values(), key=len)


def test_claims_are_listed_by_speaker_and_verdict(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.claims_and_outcomes(dossier))
    assert {card.group for card in cards(figure)} == {"Came true"}
    claims = claims_with_outcomes(dossier)
    for state, title, _ in states(figure):
        own = claims
        for column, key in (("speaker", "outcome_speaker"), ("verdict", "outcome_verdict")):
            own = own if state[key] == "all" else own.filter(pl.col(column) == state[key])
        shown = cards(figure, **state)
        assert {str(card.heading) for card in shown} == set(own["statement"])
        assert own.height > 0
        assert own.height == 1 or str(own.height) in title
        of_speaker = claims.filter(speaker=state["outcome_speaker"])
        assert title.startswith("The only claim of ") == (of_speaker.height == 1)
    [card] = cards(figure, outcome_speaker="mira-tolvane", outcome_verdict="partly")
    assert text_of(card).splitlines() == [
        "In part",
        (
            "If Belmark delivers Kelpie launchers to Corvia, Ardania may answer with Merrow "
            "howitzers for Delmora."
        ),
        "threat",
        "put as possible",
        "Mira Tolvane. Paragraph 2",
        (
            "After the Kelpies arrived, Ardania sent Delmora instructors for howitzers; no source "
            "read shows the howitzers themselves."
        ),
        (
            "Sources (2 voices, the best graded B, moderate confidence; evidence until "
            "20 February 2032): Institute for Narrow Seas \u00b7 Strait Courier"
        ),
    ]
    assert card.anchor == "outcome-c03"


def test_sources_and_places_are_links(dossier: analysis.Dossier) -> None:
    page = BeautifulSoup(CHARTS.claims_and_outcomes(dossier).to_html(), "html.parser")
    links = [link["href"] for link in page.select("#outcome-c03 a")]
    assert links == [
        "#claim-c03",
        "https://example.org/institute-pictures",
        "https://example.org/courier-20311121",
    ]


def test_statements_are_listed_by_day_and_lead_to_what_they_answer(
    dossier: analysis.Dossier,
) -> None:
    figure = listed(CHARTS.acts_and_outcomes(dossier))
    assert figure.sentence.startswith("2 answer the other side.")
    assert [card.group for card in figure.cards] == ["12 May 2031", "13 May 2031", "13 May 2031"]
    assert str(figure.cards[1].heading).startswith("2. If howitzers are placed on the islands")
    assert "Oren Dask for Belmark. Paragraph 3 \u00b7 Answers\u00a0\u21911" in text_of(
        figure.cards[1]
    )
    page = BeautifulSoup(figure.to_html(), "html.parser")
    assert page.select_one("#act-c05 a[href='#act-c03']").text == "Answers\u00a0\u21911"
    bare = listed(CHARTS.acts_and_outcomes(uncoded(dossier, "speech_act")))
    assert "Mira Tolvane for Ardania. Paragraph 2" in text_of(bare.cards[0])
    alone = replace(dossier, claim_links=dossier.claim_links.clear())
    assert "No statement answers another." in explorer(CHARTS.acts_and_outcomes(alone)).sentence


def test_statements_of_one_day_are_on_one_day(dossier: analysis.Dossier) -> None:
    later = dossier.claims.filter(pl.col("said_on") != pl.date(2031, 5, 12))
    title = explorer(CHARTS.acts_and_outcomes(replace(dossier, claims=later))).title
    assert title.startswith("2 statements on one day; ")


def test_each_of_two_sides_has_a_lane(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.acts_and_outcomes(dossier))
    assert [card.lane for card in figure.cards] == ["start", "end", "end"]
    assert "Ardania is on the left, Belmark on the right" in figure.sentence
    turned = listed(CHARTS.acts_and_outcomes(dossier, "belmark", "ardania"))
    assert [card.lane for card in turned.cards] == ["end", "start", "start"]
    three = listed(CHARTS.acts_and_outcomes(dossier, "ardania", "belmark", "corvia"))
    assert {card.lane for card in three.cards} == {""}
    assert "on the left" not in three.sentence
    assert str(three.cards[1].heading) == (
        "2. Ardania: Another stopped ferry would be more than Ardania accepts."
    )


def test_the_switch_that_sets_off_most_is_on_at_first(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.scenario_switches(dossier))
    on = {param.key for param in figure.params if param.value is True}
    assert on == {"if_belmark_delivers_kelpie"}
    assert [card.group for card in cards(figure)] == [
        "Contradictions",
        "Round 1",
        "Round 2, set off by round 1",
        "Round 3, set off by round 2",
    ]
    assert cards(figure, if_belmark_delivers_kelpie=False) == []
    title, _ = drawn_caption(figure, if_belmark_delivers_kelpie=False)
    assert title == "No switch is on"


def test_caption_and_cards_follow_every_combination_of_switches(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.scenario_switches(dossier))
    ids = red_lines.switches(dossier)["proposition_id"].to_list()
    texts = dict(dossier.propositions.select("proposition_id", "description").iter_rows())
    worded = red_lines.commitments_in_words(dossier)
    foreseen = set(worded.filter(act="forecast")["commitment_id"])
    for on in itertools.chain.from_iterable(itertools.combinations(ids, n) for n in range(4)):
        state = {f"if_{one.replace('-', '_')}": one in on for one in ids}
        followed = red_lines.forward_chain(dossier, on)
        fired = followed.trace["commitment_id"].to_list()
        title, _ = drawn_caption(figure, **state)
        own, others = (
            sum(test(one in foreseen) for one in fired) for test in (lambda f: not f, lambda f: f)
        )
        numbers = re.findall(r"(\d+) (commitment|forecast)", title)
        assert numbers == [
            (str(n), noun) for n, noun in ((own, "commitment"), (others, "forecast")) if n
        ]
        clashes = followed.contradictions.height
        assert re.findall(r"(\d+) contradiction", title) == [str(clashes)] * bool(clashes)
        assert ("contradiction" in title.partition("nothing was said to follow; ")[2]) == (
            bool(clashes) and not fired
        )
        assert len(cards(figure, **state)) == len(fired) + clashes
        if len(on) == 1:
            assert texts[on[0]].lower() in title.lower()
        if len(on) == 3:
            assert title.startswith("With 3 switches on, ")
        rounds = followed.trace["round"].max() or 0
        assert (f" in {rounds} rounds" in title) == (isinstance(rounds, int) and rounds > 1)


def test_the_share_of_combinations_with_a_contradiction_is_counted(
    dossier: analysis.Dossier,
) -> None:
    ids = red_lines.switches(dossier)["proposition_id"]
    played = red_lines.every_combination(dossier, ids)
    met = played.filter(pl.col("contradictions") > 0).height
    assert f"Of the {played.height} combinations of the {len(ids)} switches, {met} (" in (
        Scenarios(dossier).combinations()
    )
    assert f"longer than {played['rounds'].max()} rounds" in Scenarios(dossier).combinations()


def test_a_contradiction_makes_no_chain_longer(dossier: analysis.Dossier) -> None:
    last = pl.col("proposition_id") == "union-escorts-ferries"
    switch = pl.lit(["ferries-sail"], pl.List(pl.String))
    excludes = pl.when(last).then(switch).otherwise("excludes")
    made = replace(dossier, propositions=dossier.propositions.with_columns(excludes=excludes))
    played = red_lines.every_combination(made, red_lines.switches(made)["proposition_id"])
    assert Scenarios(made).rows.filter(kind="clash")["round"].max() == 4
    on = pl.col("proposition_id").is_in(["belmark-delivers-kelpie", "ferries-sail"])
    bits = red_lines.switches(made).filter(on)["bit"].sum()
    assert " in 3 rounds, ending in " in Scenarios(made).worded(bits)
    assert played["rounds"].max() == 3
    assert Scenarios(made).combinations().endswith("no chain is longer than 3 rounds.")


def test_combinations_without_a_contradiction_say_so(
    dossier: analysis.Dossier, with_switches: Callable[[int], analysis.Dossier]
) -> None:
    assert Scenarios(with_switches(3)).combinations() == (
        "Of the 8 combinations of the 3 switches, none end in a contradiction; no chain is longer "
        "than 1 round."
    )
    assert Scenarios(dossier).worded(0) == ""
    on = red_lines.switches(dossier).filter(proposition_id="ferries-sail")["bit"].item()
    assert Scenarios(dossier).worded(on) == "1 commitment follows"


def with_arms_for_corvia(dossier: analysis.Dossier) -> analysis.Dossier:
    """Let a warning be about what one of the acts implies."""
    condition = pl.when(commitment_id="one-more-ferry").then(
        pl.lit(["belmark-arms-corvia"], pl.List(pl.String))
    )
    commitments = dossier.commitments.with_columns(condition=condition.otherwise("condition"))
    return replace(dossier, commitments=commitments)


def test_switches_are_grouped_by_actor_and_name_what_implies_them(
    dossier: analysis.Dossier,
) -> None:
    figure = explorer(CHARTS.scenario_switches(with_arms_for_corvia(dossier)))
    assert figure.arrangement is not None
    groups = dict(figure.arrangement.groups)
    assert groups["Belmark"][:2] == ["if_belmark_delivers_kelpie", "if_belmark_arms_corvia"]
    assert groups["Circumstances and joint acts"] == ["if_ferries_sail"]
    assert sorted(key for keys in groups.values() for key in keys) == sorted(
        param.key for param in figure.params if param.bind
    )
    assert figure.arrangement.implied == {"if_belmark_arms_corvia": ["if_belmark_delivers_kelpie"]}
    either = pl.when(proposition_id="belmark-arms-corvia").then(
        pl.lit(["belmark-delivers-kelpie"], pl.List(pl.String))
    )
    same = replace(
        (arms := with_arms_for_corvia(dossier)),
        propositions=arms.propositions.with_columns(implies=either.otherwise("implies")),
    )
    one_thing = explorer(CHARTS.scenario_switches(same)).arrangement
    assert one_thing is not None
    assert one_thing.implied == {}


def test_buttons_set_nothing_the_words_of_the_article_or_the_act_of_each_that_sets_off_most(
    dossier: analysis.Dossier,
) -> None:
    figure = listed(CHARTS.scenario_switches(dossier))
    assert figure.arrangement is not None
    presets = figure.arrangement.presets
    on = {words: {key for key, one in values.items() if one} for words, values in presets.items()}
    found = red_lines.switches(dossier)
    said = set(dossier.commitments.drop_nulls("claim_id")["condition"].explode())
    assert on.pop("Nothing") == set()
    assert on.pop(f"All that the article names ({len(said & {*found['proposition_id']})})") == {
        f"if_{one.replace('-', '_')}" for one in said & {*found["proposition_id"]}
    }
    assert on["Belmark delivers Kelpie launchers to Corvia"] == {"if_belmark_delivers_kelpie"}
    sets_off = {f"if_{one.replace('-', '_')}": n for one, _, _, n in found.iter_rows()}
    numbers = [sets_off[next(iter(keys))] for keys in on.values()]
    assert numbers == sorted(numbers, reverse=True)
    assert all(len(keys) == 1 for keys in on.values())
    assert all(cards(figure, **presets[words]) for words in on)
    arms = with_arms_for_corvia(dossier)
    turned = explorer(
        CHARTS.scenario_switches(replace(arms, propositions=arms.propositions.reverse()))
    ).arrangement
    assert turned is not None
    assert "Belmark delivers Kelpie launchers to Corvia" in turned.presets
    assert "Belmark gives Corvia arms of whatever kind" not in turned.presets


def test_a_treaty_that_is_not_in_force_is_shown_and_not_counted(dossier: analysis.Dossier) -> None:
    later = pl.when(tie_id="ardania-three-rivers-2004").then(pl.date(2031, 9, 1))
    signed = dossier.ties.with_columns(start=later.otherwise("start"))
    figure = listed(CHARTS.scenario_switches(replace(dossier, ties=signed)))
    attack = {"if_belmark_delivers_kelpie": False, "if_corvia_attacks_ardania": True}
    title, sentence = drawn_caption(figure, **attack)
    assert title == "If Corvia attacks Ardania, nothing was said to follow"
    assert "Shown but not counted: 1 obligation of a treaty that was not in force" in sentence
    [card] = cards(figure, **attack)
    assert "signed and not yet in force" in card.chips


def test_a_commitment_with_several_causes_is_shown_once(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.scenario_switches(dossier))
    both = cards(figure, if_belmark_delivers_kelpie=True, if_ardania_arms_delmora=True)
    headings = [str(card.heading) for card in both]
    assert len(headings) == len(set(headings))


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
    figure = listed(CHARTS.scenario_switches(changed))
    assert len(cards(figure)) == 4
    assert len(cards(figure, if_2031_kelpie=False)) == 0
    assert len(cards(figure, if_2031_kelpie=False, if_event=True)) == 1


def test_switches_beyond_those_a_page_has_room_for_are_named(
    with_switches: Callable[[int], analysis.Dossier],
) -> None:
    figure = explorer(CHARTS.scenario_switches(with_switches(33)))
    assert "Left out, because a page has room for 31 switches: p30; p31." in figure.sentence
    assert len([param for param in figure.params if param.bind]) == 31
    more = explorer(CHARTS.scenario_switches(with_switches(36)))
    assert "31 switches: p30; p31; p32; and 2 more." in more.sentence


def test_a_goal_shows_all_its_ways_and_what_is_against_it(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.ways_to_goal(dossier))
    ways = red_lines.ways_to_goals(dossier)
    for state, title, _ in states(figure):
        own = ways.filter(goal=state["red_line_goal"])
        shown = cards(figure, **state)
        number = own["way"].n_unique()
        assert f"{number} way{'s lead' if number > 1 else ' leads'} there" in title
        groups = Counter(card.group for card in shown)
        enough = "This is enough" if number == 1 else "Any one of these is enough"
        assert groups[enough] == number
        assert groups["Against it"] == own.filter(role="opposes")["commitment_id"].n_unique()
        assert groups["Because"] == (own.filter(role="leads_on")["commitment_id"].n_unique())
    assert {card.tone for card in cards(figure)} == {"for", "", "against"}


def test_where_no_goal_fits_on_a_page_the_first_is_shown_whole(
    dossier: analysis.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = red_lines.ways_to_goals(dossier)
    monkeypatch.setattr("analysis.red_lines.charts.goals.MOST_CARDS", 0)
    turned = replace(dossier, commitments=dossier.commitments.reverse())
    figure = explorer(CHARTS.ways_to_goal(turned))
    assert [state["red_line_goal"] for state, *_ in states(figure)] == [every["goal"][0]]
    [menu] = [param for param in figure.params if param.bind]
    assert menu.value == every["goal"][0]
    assert f"The page has the first 1 of {every['goal'].n_unique()} goals." in figure.sentence


def test_of_two_ways_each_has_all_its_acts_and_what_both_share_is_shown_once(
    dossier: analysis.Dossier,
) -> None:
    needed = pl.lit(["corvia-stops-ferry", "ferries-sail"], pl.List(pl.String))
    second = dossier.commitments.filter(commitment_id="howitzers-for-rockets").with_columns(
        commitment_id=pl.lit("howitzers-for-ferries"), condition=needed
    )
    made = replace(dossier, commitments=pl.concat([dossier.commitments, second]))
    shown = cards(listed(CHARTS.ways_to_goal(made)), red_line_goal="ardania-arms-delmora")
    groups = {group: [card for card in shown if card.group == group] for group in ALL_GROUPS}
    assert [str(card.heading) for card in groups["Any one of these is enough"]] == [
        "Belmark delivers Kelpie launchers to Corvia",
        "Or Corvia stops another ferry and the ferries sail unhindered",
    ]
    assert [len(groups[group]) for group in ALL_GROUPS] == [2, 2, 2]
    assert str(groups["Because"][0].heading) == (
        "If Belmark delivers Kelpie launchers to Corvia, then Ardania gives Delmora Merrow "
        "howitzers"
    ), "who it is need not be said twice"


def test_commitments_are_listed_by_party(dossier: analysis.Dossier) -> None:
    figure = listed(CHARTS.commitment_cards(dossier))
    assert "1 names no consequence at all (Ardania)." in figure.sentence
    for state, title, sentence in states(figure):
        party = state["red_line_party"]
        own = dossier.commitments
        own = own if party == "all" else own.filter(committer=party)
        assert len(cards(figure, **state)) == own.height
        assert party == "all" or title.startswith(f"{dossier.names[party]}: ")
        unnamed = own.filter(pl.col("consequence").list.len() == 0).height
        assert ("Each names its consequence." in sentence) == (not unnamed)
    nothing = pl.when(committer="ardania").then(NO_IDS).otherwise("consequence")
    silent = replace(dossier, commitments=dossier.commitments.with_columns(consequence=nothing))
    of_ardania = dossier.commitments.filter(committer="ardania").height
    assert f"{of_ardania} name no consequence at all (Ardania)." in (
        listed(CHARTS.commitment_cards(silent)).sentence
    )
    [open_] = [card for card in figure.cards if card.anchor == "commitment-one-more-ferry"]
    assert str(open_.heading) == "If Corvia stops another ferry; the consequence was left open"
    assert open_.chips == ["warning", "meant to deter", "verdict: not so far"]
    page = BeautifulSoup(figure.to_html(), "html.parser")
    links = [a["href"] for a in page.select("#commitment-union-must-assist a")]
    assert links[0] == "#tie-ardania-three-rivers-2004"
    assert "https://example.org/defence-2004-text" in links


def test_names_begin_with_a_capital_inside_a_sentence_and_other_words_do_not(
    dossier: analysis.Dossier,
) -> None:
    headings = [str(card.heading) for card in listed(CHARTS.commitment_cards(dossier)).cards]
    assert (
        "If Belmark closes its ports to Ardanian ships, then warships of the Union of Three "
        "Rivers escort the ferries" in headings
    )
    assert "If the ferries sail unhindered, then Ardania sends no weapons to Delmora" in headings


def test_forecasts_are_drawn_one_by_one(dossier: analysis.Dossier) -> None:
    figure = explorer(CHARTS.forecasters(dossier))
    made = claims_with_outcomes(dossier).filter("is_forecast")
    assert len(marks(figure)) == made.height
    drawn = pl.DataFrame(rows(figure)).group_by("speaker_name").agg("place")
    assert all(sorted(places) == [*range(len(places))] for places in drawn["place"])
    assert "“Almost certainly” or “likely” came true in 2 of 2 tested cases." in figure.sentence
    bare = made["likelihood_term"].count() - red_lines.calibration(dossier)["claims"].sum()
    assert ("a word without agreed odds" in figure.sentence) == (bare > 0)
    ends = [row for values in figure.spec["datasets"].values() for row in values if "said" in row]
    assert {row["speaker_name"]: row["said"] for row in ends} == {
        name: f"{tested} of {forecasts} tested" if tested else "none could be tested"
        for name, forecasts, tested in red_lines.track_record(dossier)
        .select("speaker_name", "forecasts", "tested")
        .iter_rows()
    }
    name, number, tested = (
        red_lines.track_record(dossier)
        .filter(pl.col("tested") > 0)
        .select("speaker_name", "forecasts", "tested")
        .row(0)
    )
    [speaker] = made.filter(speaker_name=name)["speaker"].unique()
    alone = replace(dossier, claims=dossier.claims.filter(speaker=speaker))
    one = explorer(CHARTS.forecasters(alone)).title
    assert one == f"{name}: {tested} of {number} forecast{'s' * (number > 1)} tested"
    untested = pl.lit("not_tested", dossier.outcomes.schema["verdict"]).alias("verdict")
    nothing = replace(dossier, outcomes=dossier.outcomes.with_columns(untested))
    assert explorer(CHARTS.forecasters(nothing)).title == "Not one of 4 forecasts could be tested"
    half = pl.when(pl.col("claim_id") == "c12").then(None).otherwise("speech_act")
    some = replace(dossier, claims=dossier.claims.with_columns(half.alias("speech_act")))
    assert "Claims without a coded speech act are not counted (1)." in (
        explorer(CHARTS.forecasters(some)).sentence
    )


def test_what_was_reported_since_can_be_narrowed_to_a_party_and_a_year(
    dossier: analysis.Dossier,
) -> None:
    later = pl.when(event_id="kelpies-delivered").then(pl.date(2032, 1, 5)).otherwise("start")
    spread = replace(dossier, events=dossier.events.with_columns(start=later))
    figure = listed(CHARTS.said_and_reported(spread))
    days = red_lines.said_and_reported(spread)
    year = pl.col("date").dt.year().cast(pl.String)
    for state, title, _ in states(figure):
        own = days
        if state["said_party"] != "all":
            own = own.filter(pl.col("party_ids").list.contains(state["said_party"]))
        if state["said_year"] != "all":
            own = own.filter(year == state["said_year"])
        assert len(cards(figure, **state)) == own.height > 0
        since = own.filter(series="reported since").height
        assert title.startswith(f"{since} event" if since else "No event")
    assert explorer(figure).title == "2 events of 2031; 1 bears on a claim of the article"
    _, of_all_years = figure.caption(said_year="all")
    assert "The latest event is of 5 January 2032." in of_all_years
    [weak] = [card for card in figure.cards if "one weak source" in card.chips] or [None]
    assert weak is None  # a voice graded B or C is not weak


def test_an_event_that_rests_on_one_weak_source_says_so(dossier: analysis.Dossier) -> None:
    graded = dossier.sources.with_columns(
        reliability=pl.lit("D", dossier.sources.schema["reliability"])
    )
    figure = listed(CHARTS.said_and_reported(replace(dossier, sources=graded)))
    weak = [card.anchor for card in figure.cards if "one weak source" in card.chips]
    assert weak == [card.anchor for card in figure.cards if card.anchor]


def test_events_are_counted_by_month(dossier: analysis.Dossier) -> None:
    figure = explorer(CHARTS.events_by_month(dossier))
    days = red_lines.said_and_reported(dossier).drop_nulls("date")
    counted = sum(int(text.split()[0]) for text in marks(figure))
    assert counted == days.height
    assert "1 reported since in October 2031" in marks(figure)
    lists = explorer(CHARTS.said_and_reported(dossier))
    assert {t for _, t, _ in states(figure)} == {t for _, t, _ in states(lists)}
    said = days.filter(series="said").height
    before = f"By the day of the article {said} statements had been made."
    assert figure.sentence == f"{before} The latest event is of 6 October 2031."
    assert "By the day of the article" not in lists.sentence
    of_everyone = [one["month"] for one in rows(figure) if one.get("party") == "all"]
    assert of_everyone == sorted(of_everyone)


def test_without_a_date_the_figure_says_that_nothing_is_listed_as_reported_since(
    dossier: analysis.Dossier,
) -> None:
    undated = replace(
        uncoded(dossier, "said_on"),
        events=dossier.events.filter(pl.col("kind") != "article"),
        sources=dossier.sources.with_columns(published=pl.lit(None, pl.String)),
        choices={},
    )
    figure = listed(CHARTS.said_and_reported(undated))
    assert figure.title == "No event since the article is recorded"
    assert "The day of the article is not known" in figure.sentence
    assert {card.group for card in figure.cards} == {"Without a day"}
    assert isinstance(CHARTS.events_by_month(undated), EmptyFigure)


def test_more_rows_than_a_page_can_carry_are_counted(dossier: analysis.Dossier) -> None:
    numbers = pl.DataFrame({"number": range(300)})
    copied = pl.format("{}-{}", "claim_id", "number").alias("claim_id")
    many = replace(
        dossier,
        claims=dossier.claims.join(numbers, how="cross").with_columns(copied).drop("number"),
        outcomes=dossier.outcomes.join(numbers, how="cross").with_columns(copied).drop("number"),
        commitments=dossier.commitments.clear(),
    )
    claims = listed(CHARTS.claims_and_outcomes(many))
    assert len(claims.cards) == 500
    nth = {one: at for at, one in enumerate(claims_with_outcomes(many)["claim_id"].head(500))}
    for _, of in itertools.groupby(claims.cards, lambda card: card.group):
        places = [nth[card.anchor.removeprefix("outcome-")] for card in of]
        assert places == sorted(places)
    assert "The page has the first 500 of 2,400 claims." in claims.sentence
    counts = explorer(CHARTS.verdict_counts(many))
    assert counts.title.startswith("Of 2,400 claims checked, 600 came true")
    assert "The page has the first 2,000 of 2,400 claims." in counts.sentence
    acts = listed(CHARTS.acts_and_outcomes(many))
    assert acts.title.startswith("900 statements in 2 days")
    assert "The page has the first 500 of 900 acts." in acts.sentence
    since = listed(CHARTS.said_and_reported(many))
    assert "The page has the first 500 of " in since.sentence


def test_no_goal_is_cut_short_where_there_are_more_than_a_page_can_carry(
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
    scenario = explorer(CHARTS.scenario_switches(crowded))
    assert len(rows(scenario)) == 5000
    assert "The page has the first 4,999 of 5,270 causes." in scenario.sentence
    ways = listed(CHARTS.ways_to_goal(crowded))
    kept = [state["red_line_goal"] for state, *_ in states(ways)]
    assert f"The page has the first {len(kept)} of 170 goals." in ways.sentence
    each = red_lines.ways_to_goals(crowded).group_by("goal").agg(pl.col("way").n_unique())
    numbers = dict(each.iter_rows())
    for goal in kept[:2]:
        shown = Counter(card.group for card in cards(ways, red_line_goal=goal))
        assert shown["Any one of these is enough"] == numbers[goal]


def test_a_long_text_without_spaces_is_cut_in_menus_and_whole_on_cards(
    dossier: analysis.Dossier,
) -> None:
    long = "港湾封鎖宣言" * 40
    wordy = replace(
        dossier, propositions=dossier.propositions.with_columns(description=pl.lit(long))
    )
    figure = listed(CHARTS.scenario_switches(wordy))
    boxes = [param.bind["name"] for param in figure.params if param.bind]
    assert all(len(text) < 130 for text in boxes)
    assert long in str(figure.cards[0].heading)


def test_a_figure_that_has_nothing_to_show_says_what_is_missing(dossier: analysis.Dossier) -> None:
    silent = replace(uncoded(dossier, "said_on"), events=dossier.events.clear(), choices={})
    expected = {
        CHARTS.acts_and_outcomes(silent): "No dated claim of one state is aimed at another yet.",
        CHARTS.acts_and_outcomes(dossier, "felland", "delmora"): (
            "No dated act between Felland and Delmora is coded yet."
        ),
        CHARTS.said_and_reported(
            replace(silent, commitments=dossier.commitments.clear())
        ): "No dated claim, commitment or later event is coded yet.",
        CHARTS.ways_to_goal(
            replace(dossier, commitments=dossier.commitments.with_columns(consequence=NO_IDS))
        ): "No commitment names a consequence that something else leads to.",
        CHARTS.forecasters(uncoded(dossier, "speech_act")): (
            "No claim with an outcome is coded as a prediction or an assessment."
        ),
    }
    for figure, sentence in expected.items():
        assert isinstance(figure, EmptyFigure)
        assert figure.sentence == sentence


def test_sources_are_listed_by_use_with_an_anchor_and_a_grade_in_words(
    dossier: analysis.Dossier,
) -> None:
    table = CHARTS.source_table(dossier)
    anchors = set(table.anchors)
    named = dossier.outcomes["sources"].explode(), dossier.events["sources"].explode()
    for ids in named:
        assert anchors.issuperset(f"source-{one}" for one in ids.drop_nulls())
    assert "source-defence-2004-text" in anchors
    assert "source-kelpie-brochure" not in anchors
    assert table.frame["used"].is_sorted(descending=True)
    assert "B, usually reliable" in table.frame["reliability"]
    assert "9 October 2031" in table.frame["published"]


def test_the_frontier_lists_questions_with_the_day_of_the_latest_evidence(
    dossier: analysis.Dossier,
) -> None:
    table = CHARTS.frontier_table(dossier)
    assert table.caption == (
        "2 questions looked into, the latest evidence of 20 February 2032; to 1 no source was "
        "found; all searched on 1 March 2032"
    )
    assert "https://example.org/courier-20311121" in table.to_html()
    assert table.frame["latest"].to_list() == [None, "20 Feb 2032"]
    assert "searched" not in table.frame.columns, "the caption says it"
    days = pl.Series([dt.date(2032, 3, 1), dt.date(2032, 3, 2)])
    twice = replace(dossier, frontier=dossier.frontier.with_columns(searched_on=days))
    searched = CHARTS.frontier_table(twice).frame["searched"]
    assert sorted(searched) == ["1 Mar 2032", "2 Mar 2032"]
    nothing = replace(dossier, frontier=dossier.frontier.tail(1))
    assert "1 question looked into; to 1 no source" in CHARTS.frontier_table(nothing).caption


def test_a_single_month_does_not_fill_the_axis(dossier: analysis.Dossier) -> None:
    one = replace(
        dossier,
        claims=dossier.claims.clear(),
        events=dossier.events.filter(event_id="kelpies-delivered"),
    )
    drawn = explorer(CHARTS.events_by_month(one)).spec
    begins, ends = drawn["encoding"]["x"]["scale"]["domain"]
    assert 12 * (ends["year"] - begins["year"]) + ends["month"] - begins["month"] == 12
    whole = explorer(CHARTS.events_by_month(dossier)).spec["encoding"]["x"]["scale"]["domain"]
    assert whole[0] == {"year": 2031, "month": 5}


def test_a_record_without_questions_says_so(dossier: analysis.Dossier) -> None:
    silent = CHARTS.frontier_table(replace(dossier, frontier=dossier.frontier.clear()))
    assert str(silent).endswith("How far the record reaches is not coded yet.")


def test_questions_name_the_paragraphs_of_their_claims(dossier: analysis.Dossier) -> None:
    claims = pl.Series([["c05", "c03", "c01", "c06"], []], dtype=pl.List(pl.String))
    asked = replace(dossier, frontier=dossier.frontier.with_columns(claims=claims))
    rows = dict(CHARTS.frontier_table(asked).frame.select("question", "paragraphs").iter_rows())
    assert rows == {
        "Has Ardania delivered howitzers to Delmora?": "headline, 2, 3",
        "Has Belmark closed its ports to Ardanian ships?": None,
    }
    older = replace(dossier, frontier=dossier.frontier.with_columns(claims=claims.clear(2)))
    assert "paragraphs" not in CHARTS.frontier_table(older).frame.columns


def test_a_verdict_says_on_how_many_voices_it_rests(dossier: analysis.Dossier) -> None:
    rests_on = claims_with_outcomes(dossier).select("claim_id", outcomes.rests_on())
    said = dict(rests_on.iter_rows())
    assert said["c03"] == "2 voices, the best graded B, moderate confidence"
    assert said["c05"] == "one voice alone, the best graded C"
    assert "one voice alone, the best graded C" in str(CHARTS.verdict_counts(dossier).spec)
