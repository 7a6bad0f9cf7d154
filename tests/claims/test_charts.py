"""Figures on claims: true in every state, on any dossier, and a sentence where there is nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from bs4 import BeautifulSoup

from analysis import claims
from analysis.charting import FIRMNESS
from analysis.dossier.vocabularies import labels
from analysis.explorer import CardExplorer, EmptyFigure, Explorer, Finding, Sentence

if TYPE_CHECKING:
    import analysis
    from tests.conftest import MakeDossier

ANN = {"actor_id": "ann", "name": "Ann", "kind": "person"}
YARD = {"actor_id": "yard", "name": "Yard", "kind": "organisation", "in_sentence": "the Yard"}
LAND = {"actor_id": "land", "name": "Land", "kind": "state"}
MINISTER = {"actor_id": "bo", "name": "Bo", "kind": "person", "affiliation": "land"}
SAILORS = {"actor_id": "men", "name": "Sailors", "kind": "group", "in_sentence": "unnamed sailors"}
LEVELS = {"CT": "certain", "PR": "probable", "PS": "possible", "Uu": "uncommitted"}


def said(number: int, speaker: str = "ann", **more: object) -> dict[str, object]:
    """A claim with the required columns alone."""
    span = {"paragraph": number // 9, "start": number, "end": number + 5, "digest": "0" * 16}
    what = {"claim_id": f"k{number}", "quote": "words", "statement": "So it is."}
    return span | what | {"speaker": speaker} | more


def spoken(*claims: tuple[str, str | None]) -> list[dict[str, object]]:
    """A claim for each speaker and factuality."""
    return [said(n, speaker, factuality=level) for n, (speaker, level) in enumerate(claims)]


def rows(figure: Explorer) -> list[dict[str, Any]]:
    return max(figure.spec["datasets"].values(), key=len)


def states(figure: Explorer) -> list[tuple[dict[str, str], str, str]]:
    """Every state that has a caption, with its title and sentence."""
    keys = figure.captions.keys
    return [
        (dict(zip(keys, state, strict=False)), state[-2], state[-1])
        for state in figure.captions.states
    ]


def domain(figure: Explorer) -> list[str]:
    """What the rows of the map are, from the top."""
    listed: list[str] = figure.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    return listed


def test_the_title_counts_what_the_controls_choose_in_every_state(
    dossier: analysis.Dossier,
) -> None:
    figure = claims.charts.claim_map(dossier)
    level = pl.col("factuality").cast(pl.String).str.head(2).replace(LEVELS)
    every = dossier.claims.with_columns(level=level, act=pl.col("speech_act").cast(pl.String))
    seen = set()
    for state, title, sentence in states(figure):
        act, firmness = state["speech_act"], state["firmness"]
        seen.add((act, firmness))
        if act == firmness == "all":
            continue
        of_act = every if act == "all" else every.filter(act=act)
        chosen = of_act if firmness == "all" else of_act.filter(level=firmness)
        numbers = [int(number) for number in re.findall(r"\d+", title)]
        of = every.height if firmness == "all" else of_act.height
        assert numbers[:2] == [chosen.height, of], title
        if firmness == "all":
            certain = chosen.filter(level="certain").height
            words = {0: "none of them", chosen.height: "all"}.get(certain, f"{certain} of them")
            assert title.endswith("put as certain")
            assert chosen.height == 1 or words in title
        else:
            assert title.endswith(f"put as {firmness}")
        counts = dict(chosen["speaker"].value_counts().iter_rows())
        first = max(counts.values())
        assert all(
            (dossier.names.in_sentence[who].lower() in sentence.lower()) == (number == first)
            for who, number in counts.items()
        )
    coded = every.select("act", "level").unique().rows()
    assert seen == {(a, b) for act, lev in coded for a in ("all", act) for b in ("all", lev)}


def test_the_opening_title_compares_the_firmest_group_with_the_least_firm(
    dossier: analysis.Dossier,
) -> None:
    title, sentence = claims.charts.claim_map(dossier).caption()
    assert title == "States put 5 of 6 claims as certain, unnamed captains 0 of 2"
    assert sentence.startswith("Other named speakers put 4 of 8 that way, the author 3 of 4. ")
    assert "Of the 20 claims, 8 are put as less than certain; 7 of those are about the" in sentence


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([("yard", None)], "The Yard makes the only claim"),
        ([("ann", None), ("ann", None)], "Ann makes all 2 claims"),
        ([("men", None), ("men", None)], "Unnamed sailors make all 2 claims"),
        ([("ann", None), ("yard", None)], "Ann makes 1 of 2 claims, the Yard 1"),
        ([("yard", "CT+")], "The Yard puts 1 of 1 claim as certain"),
        (
            [("bo", "CT+"), ("men", "PS+")],
            "Bo puts 1 of 1 claim as certain, unnamed sailors 0 of 1",
        ),
        ([("men", "CT-"), ("bo", "PR+")], "Unnamed sailors put 1 of 1 claim as certain, Bo 0 of 1"),
        (
            [("bo", "CT+"), ("land", "CT+"), ("ann", "CT+"), ("yard", "CT+")],
            (
                "Speakers for Land put 2 of 2 claims as certain, the same share as other named "
                "speakers with 2 of 2"
            ),
        ),
    ],
)
def test_the_opening_title_is_true_of_few_claims(
    make_dossier: MakeDossier, made: list[tuple[str, str | None]], expected: str
) -> None:
    dossier = make_dossier(actors=[ANN, YARD, LAND, MINISTER, SAILORS], claims=spoken(*made))
    assert claims.charts.claim_map(dossier).caption()[0] == expected


def test_a_title_of_ones_own_takes_their_place_in_every_state(dossier: analysis.Dossier) -> None:
    charts = claims.charts
    for figure in (
        *(charts.claim_map, charts.claim_links),
        *(charts.likelihood_bands, charts.talked_about),
    ):
        drawn = figure(dossier, title="My finding")
        assert {title for _, title, _ in states(drawn)} == {"My finding"}


def test_speakers_stand_in_their_groups_those_with_most_claims_first(
    dossier: analysis.Dossier,
) -> None:
    listed = domain(claims.charts.claim_map(dossier))
    headings = ["For a state", "Other named", "Unnamed", "The author"]
    assert [name for name in listed if name in headings] == headings
    said = claims.claims_with_speakers(dossier)
    for group, heading in zip(("state", "named", "unnamed", "author"), headings, strict=True):
        counts = said.filter(group=group)["speaker_name"].value_counts()
        ordered = counts.sort("count", "speaker_name", descending=[True, False])
        begin = listed.index(heading) + 1
        assert listed[begin : begin + ordered.height] == ordered["speaker_name"].to_list()


def test_each_claim_is_in_the_map_and_in_the_bar_of_its_speaker(dossier: analysis.Dossier) -> None:
    figure = claims.charts.claim_map(dossier)
    marks = rows(figure)
    assert len(marks) == dossier.claims.height
    by_speaker: dict[str, list[dict[str, Any]]] = {}
    for mark in marks:
        by_speaker.setdefault(mark["speaker_name"], []).append(mark)
    order = ["certain", "probable", "possible", "uncommitted"]
    for own in by_speaker.values():
        ranked = sorted(own, key=lambda mark: mark["unit"])
        assert len({mark["unit"] for mark in ranked}) == len(own)
        assert ranked[0]["unit"] > max(mark["paragraph"] for mark in marks)
        firm = [order.index(mark["firmness"]) for mark in ranked]
        assert firm == sorted(firm)
    for at in (0, 2):
        ring, mark = figure.spec["layer"][at : at + 2]
        chosen = mark["transform"][0]["filter"]
        assert ring["transform"][0]["filter"] == f"!({chosen})"


def test_claims_without_certainty_are_shown_as_not_coded_and_counted(
    make_dossier: MakeDossier,
) -> None:
    made = [said(0), said(1, factuality="PR-", speech_act="threat"), said(2)]
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=made))
    coded = [row["firmness"] for row in sorted(rows(figure), key=lambda row: row["level"])]
    assert coded == ["not coded", "probable", "not coded"]
    assert "for 2 of 3 that is not coded" in figure.sentence
    values = {param.key: param.bind["options"] for param in figure.params if param.bind}
    assert values == {
        "speech_act": ["all", "not coded", "threat"],
        "firmness": ["all", "probable", "not coded"],
    }
    assert figure.caption(speech_act="threat")[0] == "1 of 3 claims is a threat, not put as certain"


def test_what_nobody_coded_has_no_control(make_dossier: MakeDossier) -> None:
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=[said(0)]))
    assert not [param for param in figure.params if param.bind]
    assert "How firmly they are put is not coded yet." in figure.sentence


def test_thousands_of_claims_are_cut_and_the_figure_says_so(make_dossier: MakeDossier) -> None:
    made = [said(n) for n in range(5_001)]
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=made))
    assert len(rows(figure)) == 5_000
    assert figure.title == "Ann makes all 5,001 claims"
    assert "Shown are the first 5,000 of 5,001 claims" in figure.sentence


def test_hundreds_of_names_are_cut_and_the_figure_says_so(make_dossier: MakeDossier) -> None:
    actors = [{"actor_id": f"a{n}", "name": f"Actor {n}", "kind": "person"} for n in range(400)]
    made = [said(n, f"a{n}", likelihood_term=f"word {n}", subjects=["ann"]) for n in range(400)]
    dossier = make_dossier(actors=[ANN, *actors], claims=made)
    for figure, what in (
        (claims.charts.claim_map(dossier), "claims"),
        (claims.charts.likelihood_bands(dossier), "words"),
    ):
        assert f"Shown are the first 300 of 400 {what}" in figure.sentence


def test_whoever_is_talked_about_without_a_word_is_named_with_all_who_belong_to_the_side(
    make_dossier: MakeDossier,
) -> None:
    fleet = {"actor_id": "fleet", "name": "Fleet", "kind": "armed_force", "affiliation": "land"}
    about = (["fleet"], ["land", "fleet"], ["yard"], ["ann"])
    made = [said(n, subjects=subjects) for n, subjects in enumerate(about)]
    figure = claims.charts.talked_about(make_dossier(actors=[ANN, YARD, LAND, fleet], claims=made))
    assert figure.title == "Land is in 2 of 4 claims and is quoted in none"
    said_of_all = (
        "The Yard (1) is not quoted either. 3 sides are talked about and 1 of them speaks."
    )
    assert figure.sentence.startswith(said_of_all)
    [land] = [row for row in rows(figure) if row["name"] == "Land"]
    assert (land["about"], land["by_name"], land["made"]) == (2, 1, 0)
    assert land["told"] == "never quoted"


def test_where_everybody_is_quoted_or_reported_the_title_says_so(make_dossier: MakeDossier) -> None:
    quoted = make_dossier(actors=[ANN], claims=[said(0, subjects=["ann"])])
    figure = claims.charts.talked_about(quoted)
    assert figure.title == "Everybody talked about is also quoted"
    assert figure.sentence.startswith("1 side is talked about and speaks. ")
    told = [said(0, subjects=["yard"], nested_source="yard")]
    figure = claims.charts.talked_about(make_dossier(actors=[ANN, YARD], claims=told))
    assert figure.title == "Everybody talked about is also quoted or has a view reported"
    assert figure.sentence.startswith("1 side is talked about and does not speak. ")
    assert rows(figure)[0]["told"] == "view reported in 1"


def test_sides_named_once_are_told_in_the_sentence(make_dossier: MakeDossier) -> None:
    many = [{"actor_id": f"a{n}", "name": f"Side {n}", "kind": "state"} for n in range(6)]
    about = [[f"a{n}" for n in range(5)], [f"a{n}" for n in range(4)], ["a5"]]
    made = [said(n, subjects=subjects) for n, subjects in enumerate(about)]
    figure = claims.charts.talked_about(make_dossier(actors=[ANN, *many], claims=made))
    assert {row["name"] for row in rows(figure)} == {f"Side {n}" for n in range(4)}
    assert figure.sentence.endswith("Talked about once: Side 4 and Side 5.")


@pytest.mark.parametrize(
    ("terms", "title", "sentence"),
    [
        (
            ["could", "could", "likely"],
            "2 of 3 claims with a likelihood word use one that no standard gives odds for",
            "“Could” alone is in 2 claims. “Likely” starts at 55% in ICD 203 and at 63% in Kent; ",
        ),
        (
            ["would likely"],
            "Every likelihood word has odds in a standard: 1 claim uses one",
            "“Likely” starts at 55% in ICD 203 and at 63% in Kent; only 63–75% is in all of them",
        ),
        (
            ["could", "may"],
            "No likelihood word of the article has odds in any standard",
            "“Could” and “may” are in 1 claim each.",
        ),
    ],
)
def test_what_is_said_of_likelihood_words_follows_from_their_odds(
    make_dossier: MakeDossier, terms: list[str], title: str, sentence: str
) -> None:
    made = [said(n, likelihood_term=term) for n, term in enumerate(terms)]
    figure = claims.charts.likelihood_bands(make_dossier(actors=[ANN], claims=made))
    assert figure.title == title
    assert figure.sentence.startswith(sentence)
    assert len(figure.spec["vconcat"]) == 1 + any("likely" in term for term in terms)


def test_odds_that_all_standards_give_a_word_are_shaded(make_dossier: MakeDossier) -> None:
    made = [said(0, likelihood_term="likely"), said(1, likelihood_term="very likely")]
    figure = claims.charts.likelihood_bands(make_dossier(actors=[ANN], claims=made))
    bands = figure.spec["vconcat"][1]
    drawn = figure.spec["datasets"]
    tint, bars = (drawn[layer["data"]["name"]] for layer in bands["layer"][:2])
    for shaded in tint:
        of_word = [bar for bar in bars if bar["likelihood_term"] == shaded["likelihood_term"]]
        assert shaded["low_pct"] == max(bar["low_pct"] for bar in of_word)
        assert shaded["high_pct"] == min(bar["high_pct"] for bar in of_word)
    assert {shaded["likelihood_term"] for shaded in tint} == {
        "likely"
    }  # one standard has the other


def test_links_between_speakers_are_apart_from_those_of_one(dossier: analysis.Dossier) -> None:
    figure = claims.charts.claim_links(dossier)
    assert isinstance(figure, CardExplorer)
    speaker = dict(dossier.claims.select("claim_id", "speaker").iter_rows())
    links = list(dossier.claim_links.select("claim_id", "other_claim_id").iter_rows())
    own = [link for link in links if speaker[link[0]] == speaker[link[1]]]
    shown: dict[str, list[int]] = {"own": [], "others": []}
    for row in rows(figure):
        shown[row["links"]].append(row["card"])
    for between, number in (("own", len(own)), ("others", len(links) - len(own))):
        cards = [figure.cards[at] for at in shown[between]]
        assert sum(len(card.lines) for card in cards) == number
        told = {
            (line.parts[-1][2].removeprefix("#claim-"), card.heading.parts[-1][2][7:])
            for card in cards
            for line in card.lines
            if isinstance(line, Sentence) and isinstance(card.heading, Sentence)
        }
        assert told == {link for link in links if (link in own) == (between == "own")}


def test_the_title_counts_claims_by_what_they_do_to_others(dossier: analysis.Dossier) -> None:
    figure = claims.charts.claim_links(dossier)
    assert isinstance(figure, CardExplorer)
    assert figure.title == (
        "2 claims contradict what somebody else says, 6 answer, limit or contrast with it, "
        "1 supports or explains it and 1 restates it"
    )
    groups = list(dict.fromkeys(card.group for card in figure.cards))
    assert groups[:2] == ["Contradictions (2)", "Answers, limits and contrasts (6)"]


def test_a_dossier_with_links_of_one_sort_offers_no_choice(make_dossier: MakeDossier) -> None:
    made = [said(n) for n in range(2)]
    link = [{"claim_id": "k1", "relation": "supports", "other_claim_id": "k0"}]
    figure = claims.charts.claim_links(make_dossier(actors=[ANN], claims=made, claim_links=link))
    assert not figure.params
    assert figure.title == "1 claim supports or explains what the same speaker says"
    assert [card.group for card in figure.cards] == ["Ann (1)"]


def test_a_card_says_who_does_what_to_which_claim(dossier: analysis.Dossier) -> None:
    figure = claims.charts.claim_links(dossier)
    said_by_brint = "Lena Brint, paragraph 8, contrasts with it: "
    [card] = [
        card
        for card in figure.cards
        if any(str(line).startswith(said_by_brint) for line in card.lines)
    ]
    assert str(card.heading).startswith("Mira Tolvane, paragraph 2: ")
    assert "#claim-c03" in {part[-1] for part in card.heading.parts}


def test_the_table_has_every_claim_with_an_anchor_and_its_outcome(
    dossier: analysis.Dossier,
) -> None:
    page = BeautifulSoup(claims.charts.claim_table(dossier).to_html(), "html.parser")
    verdicts = dict(dossier.outcomes.select("claim_id", pl.col("verdict").cast(pl.String)).rows())
    links = dict(dossier.claim_links.select("claim_id", "other_claim_id").rows())
    for claim_id, statement, quote in dossier.claims.select(
        "claim_id", "statement", "quote"
    ).iter_rows():
        row = page.find(id=f"claim-{claim_id}")
        assert statement in row.text
        assert f"“{quote.replace('“', '‘').replace('”', '’')}”" in row.text
        addresses = {link["href"] for link in row.find_all("a")}
        assert (f"#outcome-{claim_id}" in addresses) == (claim_id in verdicts)
        if claim_id in verdicts:
            assert labels("verdicts")[verdicts[claim_id]] in row.text
        if claim_id in links:
            assert f"#claim-{links[claim_id]}" in addresses


def test_the_table_of_actors_has_all_who_speak_or_are_talked_about(
    dossier: analysis.Dossier,
) -> None:
    table = claims.charts.actor_table(dossier)
    about = dossier.claims.select(pl.col("subjects").list.set_union("targets")).to_series()
    wanted = {*dossier.claims["speaker"], *about.explode().drop_nulls()}
    wanted |= {*dossier.claims["nested_source"].drop_nulls()}
    assert {anchor.removeprefix("actor-") for anchor in table.anchors} == wanted
    assert table.frame["made"].sum() == dossier.claims.height
    assert table.frame["reported"].sum() == dossier.claims["nested_source"].count()
    page = BeautifulSoup(claims.charts.claim_table(dossier).to_html(), "html.parser")
    addresses = {link["href"].removeprefix("#") for link in page.find_all("a")}
    assert {place for place in addresses if place.startswith("actor-")} <= {*table.anchors}
    assert table.caption.startswith("8 speakers; 3 of them speak for a state (Ardania, Belmark")


def test_the_page_says_first_what_its_figures_show(dossier: analysis.Dossier) -> None:
    finding = claims.charts.what_this_shows(dossier)
    assert isinstance(finding, Finding)
    assert str(finding).splitlines() == [
        "What this shows",
        (
            "The article has 20 claims by 8 speakers; 6 of them are made for a state, and Lena "
            "Brint alone makes 5. States put 5 of 6 claims as certain, unnamed captains 0 "
            "of 2."
        ),
        (
            "Delmora is in 6 of the claims and is never quoted; nor are 2 of the 6 other sides "
            "that are talked about."
        ),
        "Of 11 claims with a likelihood word, 9 use one without agreed odds.",
        "Checked on 1 March 2032; evidence until 20 February 2032.",
        "Claims coded by jt (10) and mk (10).",
    ]
    shown = {
        f"#explorer-{figure(dossier).name}"
        for figure in (
            claims.charts.claim_map,
            claims.charts.talked_about,
            claims.charts.likelihood_bands,
        )
    }
    linked = {part[2] for one in finding.sentences for part in one.parts if part[0] == "link"}
    assert {address for address in linked if address.startswith("#explorer-")} == shown


@pytest.mark.parametrize(
    ("actors", "made", "expected"),
    [
        ([ANN], [said(0)], ["The article has 1 claim by 1 speaker."]),
        (
            [ANN, YARD],
            [said(0, "yard"), said(1, subjects=["ann"])],
            [
                "The article has 2 claims by 2 speakers; none is made for a state.",
                "Everybody who is talked about is quoted or has a view reported.",
            ],
        ),
        (
            [ANN, YARD, LAND, MINISTER],
            [said(0, "bo", subjects=["yard"], likelihood_term="likely"), said(1)],
            [
                "The article has 2 claims by 2 speakers; 1 of them is made for a state.",
                "The Yard is in 1 of the claims and is never quoted.",
                "All likelihood words, in 1 claim, have odds in a published standard.",
            ],
        ),
    ],
)
def test_what_this_shows_is_chosen_by_the_result(
    make_dossier: MakeDossier,
    actors: list[dict[str, object]],
    made: list[dict[str, object]],
    expected: list[str],
) -> None:
    finding = claims.charts.what_this_shows(make_dossier(actors=actors, claims=made))
    assert [str(sentence) for sentence in finding.sentences] == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([said(1, review="rejected")], None),
        ([said(1, review="proposed")], "1 claim waits for review and no figure shows it."),
        (
            [said(1, review="proposed"), said(2, review="proposed")],
            "2 claims wait for review and no figure shows them.",
        ),
    ],
)
def test_what_this_shows_counts_proposals(
    make_dossier: MakeDossier, made: list[dict[str, object]], expected: str | None
) -> None:
    finding = claims.charts.what_this_shows(make_dossier(actors=[ANN], claims=[said(0), *made]))
    sentences = [str(sentence) for sentence in finding.sentences]
    assert sentences[0] == "The article has 1 claim by 1 speaker."
    assert [one for one in sentences if "review" in one] == ([expected] if expected else [])
    alone = claims.charts.claim_map(make_dossier(actors=[ANN], claims=made))
    number = len(made) if expected else 0
    wait = "waits" if number == 1 else "wait"
    said_alone = f"No claims are accepted yet; {number} {wait} for review."
    assert alone.sentence == (said_alone if expected else "No claims are coded yet.")


def test_without_rows_a_sentence_says_what_is_missing(make_dossier: MakeDossier) -> None:
    charts = claims.charts
    empty, plain = make_dossier(), make_dossier(actors=[ANN], claims=[said(0)])
    expected = [
        (charts.claim_map(empty), "No claims are coded yet."),
        (charts.claim_table(empty), "No claims are coded yet."),
        (charts.actor_table(empty), "No claims are coded yet."),
        (charts.what_this_shows(empty), "No claims are coded yet."),
        (charts.likelihood_bands(plain), "No claim uses a likelihood word."),
        (charts.claim_links(empty), "No claim links are coded yet."),
        (charts.talked_about(plain), "No claim says yet whom it is about."),
    ]
    for figure, sentence in expected:
        assert isinstance(figure, EmptyFigure)
        assert figure.sentence == sentence


def test_controls_have_words_for_values(dossier: analysis.Dossier) -> None:
    for figure in (claims.charts.claim_map(dossier), claims.charts.claim_links(dossier)):
        for param in figure.params:
            assert all(isinstance(value, str) for value in param.bind["options"])
            assert not any("_" in label for label in param.bind["labels"])


def test_actors_are_grouped_by_for_whom_they_speak(dossier: analysis.Dossier) -> None:
    page = BeautifulSoup(claims.charts.actor_table(dossier).to_html(), "html.parser")
    groups = {
        body.select_one(".group").text: [row.td.text for row in body.select("tr:has(td)")]
        for body in page.select("tbody")
    }
    assert list(groups) == [
        *("For a state", "Other named", "Unnamed", "The author", "Do not speak themselves")
    ]
    assert groups["For a state"] == ["Mira Tolvane", "Oren Dask", "Corvian Coast Guard"]
    assert groups["Unnamed"] == ["Captains of the strait (unnamed)"]
    assert "0" not in {cell.text for cell in page.select("td.number")}


def test_the_table_marks_how_firmly_a_claim_is_put_as_the_map_does(
    dossier: analysis.Dossier,
) -> None:
    page = BeautifulSoup(claims.charts.claim_table(dossier).to_html(), "html.parser")
    shapes = {
        mark.parent.text: mark["class"][1] for mark in page.select("td > b.look") if mark.parent
    }
    assert shapes == {word: style.shape for word, style in FIRMNESS.words.items() if word in shapes}
    assert len(shapes) > 1


def test_every_bar_of_talked_about_ends_within_the_axis(make_dossier: MakeDossier) -> None:
    made = [said(n, subjects=["yard"] if n else ["ann"]) for n in range(4)]
    figure = claims.charts.talked_about(make_dossier(actors=[ANN, YARD], claims=made))
    bar = figure.spec["layer"][0]
    [_, end] = bar["encoding"]["x"]["scale"]["domain"]
    assert end >= max(max(row["about"], row["made"]) for row in rows(figure)) == 4


@pytest.mark.parametrize(("last", "ticks"), [(0, [0]), (3, [0, 1, 2, 3]), (31, [0, 5, 10, 15])])
def test_paragraphs_are_counted_in_whole_numbers(
    make_dossier: MakeDossier, last: int, ticks: list[int]
) -> None:
    made = [said(0), said(1) | {"paragraph": last}]
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=made))
    axis = figure.spec["layer"][0]["encoding"]["x"]["axis"]
    assert axis["values"][: len(ticks)] == ticks
    assert max(axis["values"]) <= last
