from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import vl_convert
from bs4 import BeautifulSoup

from analysis import QuestionError
from analysis.alliances import (
    BASES,
    activated_obligations,
    camps,
    charts,
    every_setting,
    history,
    rows,
    ties_in_force,
)
from analysis.alliances.attacks import GROUPS
from analysis.alliances.clauses import OBLIGATION_VERBS
from analysis.alliances.structure import BASIS_LABELS
from analysis.explorer import CardExplorer, EmptyFigure, Explorer, Figure, Finding, TableExplorer
from analysis.explorer.cards import shown_cards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis import Dossier
    from analysis.explorer import Card
    from tests.conftest import MakeDossier

FIGURES: list[Callable[[Dossier], Figure]] = [
    charts.what_this_shows,
    charts.tie_network,
    charts.tie_sensitivity,
    charts.frustration_by_what_if,
    charts.obligation_grid,
    charts.clause_table,
    charts.attack_obligations,
    charts.worlds_side_by_side,
    charts.timeline,
    charts.tie_table,
]
DRAWN = [charts.tie_network, charts.tie_sensitivity, charts.timeline]
LISTED = [
    charts.frustration_by_what_if,
    charts.obligation_grid,
    charts.clause_table,
    charts.worlds_side_by_side,
    charts.tie_table,
]


@pytest.fixture(scope="module")
def figures(dossier: Dossier) -> dict[str, Figure]:
    return {figure.name: figure for figure in (draw(dossier) for draw in FIGURES)}


@pytest.fixture(scope="module")
def network(dossier: Dossier) -> Explorer:
    return explorer(charts.tie_network(dossier))


def explorer(figure: Figure) -> Explorer:
    assert isinstance(figure, Explorer), str(figure)
    return figure


def table(figure: Figure) -> TableExplorer:
    assert isinstance(figure, TableExplorer), str(figure)
    return figure


def states(figure: Explorer) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Every state that has a caption, with its title and sentence."""
    for *values, title, sentence in figure.captions.states:
        yield dict(zip(figure.captions.keys, values, strict=True)), title, sentence


def set_to(figure: Explorer, **state: object) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(json.dumps(figure.spec))
    for param in spec["params"]:
        if param["name"] in state:
            param["value"] = state[param["name"]]
    return spec


def picture(figure: Explorer, **state: object) -> BeautifulSoup:
    svg = vl_convert.vegalite_to_svg(json.dumps(set_to(figure, **state)))
    return BeautifulSoup(svg, "html.parser")


def marks(figure: Explorer, **state: object) -> list[str]:
    """What the marks of a state say to a screen reader."""
    spoken = picture(figure, **state).select(".role-mark [aria-label]:not(.role-mark)")
    return [str(mark["aria-label"]) for mark in spoken]


def cards(figure: Figure, **state: object) -> list[Card]:
    assert isinstance(figure, CardExplorer)
    return [figure.cards[number] for number in shown_cards(set_to(figure, **state))]


def data(figure: Explorer, column: str) -> list[dict[str, Any]]:
    return [row for rows_ in figure.spec["datasets"].values() for row in rows_ if column in row]


def test_every_figure_is_named_and_of_its_kind(figures: dict[str, Figure]) -> None:
    kinds = {name: type(figure) for name, figure in figures.items()}
    assert kinds == {
        "what-this-shows": Finding,
        "tie-network": Explorer,
        "tie-sensitivity": Explorer,
        "frustration-by-what-if": TableExplorer,
        "obligation-grid": TableExplorer,
        "clause-table": TableExplorer,
        "attack-obligations": CardExplorer,
        "worlds-side-by-side": TableExplorer,
        "timeline": Explorer,
        "tie-table": TableExplorer,
    }


@pytest.mark.parametrize("draw", [*DRAWN, charts.attack_obligations])
def test_every_control_is_a_key_and_every_state_has_its_words(
    draw: Callable[[Dossier], Figure], dossier: Dossier
) -> None:
    figure = explorer(draw(dossier))
    assert {param.key for param in figure.params if param.bind} == {*figure.captions.keys}
    said = [(title, sentence) for _, title, sentence in states(figure)]
    assert len({*said}) > 1
    for title, sentence in said:
        assert title
        assert sentence.endswith(".")
        assert not re.search(r"None|null|[a-z]_[a-z]|  ", f"{title} {sentence}")


@pytest.mark.parametrize("draw", [*DRAWN, charts.attack_obligations])
def test_a_title_of_your_own_stays_in_every_state(
    draw: Callable[..., Figure], dossier: Dossier
) -> None:
    figure = explorer(draw(dossier, title="Look here", name="mine"))
    assert figure.name == "mine"
    assert {title for _, title, _ in states(figure)} == {"Look here"}
    if draw is charts.tie_network:  # whose titles say it otherwise
        with_strain = "At odds: Belmark–Felland"
        assert any(with_strain in sentence for *_, sentence in states(figure))


@pytest.mark.parametrize(
    "draw", [charts.frustration_by_what_if, charts.obligation_grid, charts.worlds_side_by_side]
)
def test_a_table_takes_a_title_of_your_own(draw: Callable[..., Figure], dossier: Dossier) -> None:
    assert table(draw(dossier, title="Look here")).caption == "Look here"


def test_no_word_of_a_table_is_a_code(figures: dict[str, Figure], dossier: Dossier) -> None:
    ids = {*dossier.ties["tie_id"], *dossier.actors["actor_id"], "defense", "nonaggression"}
    for draw in LISTED:
        shown = table(draw(dossier))
        text = BeautifulSoup(shown.to_html(), "html.parser").get_text(" ")
        assert not ids & {*re.findall(r"[\w-]+", text)}, shown.name
        assert "None" not in text
    assert figures


def test_the_title_counts_the_ties_that_strain_the_camps_in_each_state(
    network: Explorer, dossier: Dossier
) -> None:
    settings = every_setting(dossier)
    for state, title, sentence in states(network):
        now = settings.camps[settings.number_of(**state)]
        known = now.edges.height
        if now.index:
            assert f"{now.index} of {known} known ties strain" in title
        elif known > 1:
            assert f"none of the {known} known ties strains the camps" in title
        for *pair, share in now.edges.select("source", "target", "frustration").iter_rows():
            named = "–".join(sorted(dossier.names[end] for end in pair))
            assert (share > 0) == (named in f"{title} {sentence.split('With ')[0]}"), (state, named)


def test_the_sentence_says_who_is_where_and_what_a_supposition_changes(
    network: Explorer, dossier: Dossier
) -> None:
    settings = every_setting(dossier)
    names = dossier.names.in_sentence
    for state, _, sentence in states(network):
        now = settings.camps[settings.number_of(**state)]
        before = settings.camps[settings.number_of(**state | {"what_if": "none"})]
        assert ("Supposed (in purple): " in sentence) == (state["what_if"] != "none")
        if now.edges.height:
            against = [names[a] for a in now.nodes.filter(camp="against")["actor"]]
            assert all(name in sentence for name in against)
        if now.index < before.index:
            assert re.search(r"strained ties? fewer", sentence)
        if now.index > before.index:
            assert re.search(r"strained ties? more", sentence)


def test_the_matrix_has_every_pair_once_in_each_state(network: Explorer, dossier: Dossier) -> None:
    settings = every_setting(dossier)
    cells = data(network, "mark")
    pairs = 6 * 5 // 2
    for number, now in enumerate(settings.camps):
        shown = [cell for cell in cells if number in cell["settings"]]
        assert len(shown) == len({cell["pair"] for cell in shown}) == pairs
        signs = {cell["pair"]: cell["relation"] for cell in shown}
        for one, other, sign in now.edges.select("source", "target", "sign").iter_rows():
            pair = "–".join(sorted((dossier.names[one], dossier.names[other])))
            assert signs.pop(pair) == ("friendly" if sign == 1 else "hostile")
        assert {*signs.values()} <= {"not known", "neither", "contradictory"}


def test_a_state_draws_its_own_marks(network: Explorer) -> None:
    late = {"day": "2031-05-14", "basis": "claim", "what_if": "none"}
    early = late | {"day": "1987-04-02", "basis": "event"}
    assert "Belmark–Felland: friendly, from Belmark, at odds with the camps; " in "\n".join(
        marks(network, **late)
    )
    assert any(said.startswith("Ardania–Corvia: hostile") for said in marks(network, **early))
    assert not any("Belmark–Felland: friendly" in said for said in marks(network, **early))


def test_camps_are_blocks_of_the_matrix(network: Explorer, dossier: Dossier) -> None:
    """Where camps part, a dotted line is drawn, and nowhere else."""
    settings = every_setting(dossier)
    seams = data(network, "at")
    for number, now in enumerate(settings.camps):
        linked = now.nodes["camp"].to_list()
        linked += ["unlinked"] * (6 - len(linked))
        ends = [linked.count(camp) for camp in ("with", "undecided", "against", "unlinked")]
        expected = {sum(ends[: n + 1]) for n in range(4)} - {0, 6}
        assert {row["at"] for row in seams if number in row["settings"]} == expected


def test_actors_keep_their_places_in_the_network(network: Explorer) -> None:
    places = {(row["name"], row["x"], row["y"]) for row in data(network, "camp")}
    assert len(places) == len({name for name, *_ in places}) == 6


def test_a_supposed_tie_says_so_and_where_it_can_be_checked(network: Explorer) -> None:
    edges = [row for row in data(network, "supposed") if row["supposed"]]
    pact = [row for row in edges if row["rests_on"].startswith("Defence Pact of May 2031 (supp")]
    assert pact
    source = "Register of Coastal Treaties: Defence Pact between Belmark and Corvia"
    assert all(row["citation"].startswith(source) for row in pact)


def test_the_network_names_from_whom_it_is_seen(network: Explorer) -> None:
    assert "with the Union of Three Rivers" in picture(network).get_text("\n")


@pytest.mark.parametrize(
    "draw", [charts.tie_network, charts.frustration_by_what_if, charts.tie_sensitivity]
)
def test_a_figure_says_which_ties_are_left_out_as_weak(
    draw: Callable[..., Figure], dossier: Dossier
) -> None:
    words = "Treaties and events: only with a source of grade B or better."
    for asked, said in (({}, False), ({"min_reliability": "B"}, True)):
        assert (words in str(draw(dossier, **asked))) is said


def test_dropping_and_reversing_a_tie_does_what_is_said(dossier: Dossier) -> None:
    figure = explorer(charts.tie_sensitivity(dossier))
    asked = {(row["basis"], row["pair"]): row for row in data(figure, "dropped")}
    for last, basis in enumerate(BASES, 1):
        ties = ties_in_force(dossier, basis=BASES[:last])
        now = camps(ties, "three-rivers")
        edges = now.edges.select("source", "target", "sign")
        for at, (one, other, sign) in enumerate(edges.rows()):
            pair = "–".join(sorted((dossier.names[one], dossier.names[other])))
            row = asked.pop((basis, pair))
            without = edges.filter(pl.int_range(pl.len()) != at)
            turned = edges.with_columns(
                pl.when(pl.int_range(pl.len()) == at).then(-sign).otherwise("sign").alias("sign")
            )
            assert row["index"] == now.index
            assert row["dropped"] == camps(without).index
            assert row["reversed"] == camps(turned).index
            title, _ = figure.caption(basis=basis, tie_pair=pair)
            changes = row["dropped"] != now.index or row["reversed"] != now.index
            assert title.startswith((f"{pair}: ", f"Without {pair}, "))
            assert ("neither dropping nor reversing" in title) is not changes
    assert not asked


def test_what_ties_change_may_take_too_long(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("_SECONDS", "_AT_LEAST_S"):
        monkeypatch.setattr(f"analysis.alliances.picking.{limit}", 1e-6)
    figure = charts.tie_sensitivity(dossier)
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence == "There was no time to work out what any tie changes."


def test_suppositions_are_set_beside_each_other(dossier: Dossier) -> None:
    shown = table(charts.frustration_by_what_if(dossier))
    settings = every_setting(dossier)
    changing = []
    for row in shown.frame.iter_rows(named=True):
        what_if = next(
            key for key, said in settings.options["what_if"].items() if said == row["supposed"]
        )
        for basis in BASES:
            now, before = (
                settings.camps[settings.number_of(day="2031-05-14", basis=basis, what_if=one)].index
                for one in (what_if, "none")
            )
            start = f"{before} → {now}" if now != before else f"{now}"
            said, tone = row[basis]["text"], row[basis]["tone"]
            assert re.fullmatch(rf"{start}( \(.+ changes? camp\))?", said)
            assert tone == ("aside" if said != f"{before}" else None)
            changing += [row["supposed"]] if now != before else []
    which = [*dict.fromkeys(changing)]
    assert shown.caption.startswith(f"{len(which)} of 4 suppositions")
    for row in shown.frame.iter_rows(named=True):
        effect = any(row[basis]["tone"] for basis in BASES) or row["supposed"].startswith("Nothing")
        assert (row["supposed"] in shown.sentence) is not effect
    assert list(shown.labels.values())[1:] == [f"Counting {said}" for said in BASIS_LABELS.values()]


def test_the_grid_keeps_a_column_for_an_obligation_that_no_treaty_has(dossier: Dossier) -> None:
    grid = table(charts.obligation_grid(dossier))
    owed = grid.frame.select(*OBLIGATION_VERBS)
    empty = [word for word in owed.columns if {cell["text"] for cell in owed[word]} == {"–"}]
    assert empty == ["offense"]
    assert grid.caption == (
        "3 of 6 treaties oblige the parties to defend each other; none obliges them to attack "
        "together"
    )
    assert grid.notes == [
        "– no such duty on record.",
        "* Coded by Coastal Treaties Data Set; no article of the treaty that says so was read.",
    ]


def test_treaties_of_the_same_parties_stand_together(dossier: Dossier) -> None:
    grid = table(charts.obligation_grid(dossier))
    rows_ = [*zip(grid.groups, grid.frame["treaty"], strict=True)]
    assert [row for row in rows_ if row[0] != "Other treaties"] == [
        ("Belmark–Corvia", "2031"),
        ("Belmark–Corvia", "1998"),
    ]
    assert {group for group, _ in rows_[2:]} == {"Other treaties"}
    one = replace(
        dossier, choices=dossier.choices | {"alliances.treaties": ["belmark-corvia-1998"]}
    )
    alone = table(charts.obligation_grid(one))
    assert (alone.groups, alone.frame["treaty"].to_list()) == ([""], ["Belmark–Corvia, 1998"])


def test_articles_lead_to_the_clauses_that_were_read(dossier: Dossier) -> None:
    grid, clauses = table(charts.obligation_grid(dossier)), table(charts.clause_table(dossier))
    led = {
        cell["address"]
        for word in OBLIGATION_VERBS
        for cell in grid.frame[word]
        if cell["address"] and cell["address"].startswith("#")
    }
    assert led
    assert led <= {f"#{anchor}" for anchor in clauses.anchors}


def test_clauses_of_the_study_s_treaties_come_first(dossier: Dossier) -> None:
    clauses = table(charts.clause_table(dossier))
    assert clauses.frame.height == dossier.clauses.height
    assert clauses.folded == "What the articles say: 10 clauses of 5 treaties, paraphrased"
    with_clause = {*dossier.clauses["tie_id"]}
    first = [tie for tie in dossier.study.treaties if tie in with_clause]
    groups = [*dict.fromkeys(clauses.groups)]
    places = [anchor.removeprefix("clause-").rpartition("-")[0] for anchor in clauses.anchors]
    assert [*dict.fromkeys(places)][: len(first)] == first
    assert len(groups) == len(with_clause)
    assert groups[0].startswith("Belmark–Corvia, 2031: Defence Pact")


def test_a_case_shows_its_duties_and_says_who_must_defend(dossier: Dossier) -> None:
    figure = charts.attack_obligations(dossier)
    names = dossier.names.in_sentence
    for state, title, sentence in states(explorer(figure)):
        attacker, attacked = state["attack"].split(">")
        steps = activated_obligations(
            dossier, attacker, attacked, state["attack_day"], with_signed=True
        )
        shown = cards(figure, **state)
        duties = steps.select("round", "actor", "duty", "owed_to", "owed_to_side").n_unique()
        assert len(shown) == duties
        assert sum(len(card.lines) for card in shown) == steps.height
        assert [card.group for card in shown] == sorted(
            (card.group for card in shown), key=GROUPS.index
        )
        firm = steps.filter("binding", "read", obligation="defense", owed_to_side="attacked")
        must = {names[a] for a in firm.filter(certainty="known")["actor"]}
        assert title.startswith(f"If {names[attacker]} attacks {names[attacked]} on ")
        assert all(f"{who} " in title for who in must)
        assert ("must defend it" in title) == bool(must)
        both = {names[a] for a in steps.filter("owes_both")["actor"]}
        assert ("something to both sides" in sentence) == bool(both)


def test_a_card_names_who_owes_what_and_links_the_source(dossier: Dossier) -> None:
    shown = cards(charts.attack_obligations(dossier), attack="corvia>ardania")
    defends, *_ = [card for card in shown if card.group == GROUPS[0]]
    assert str(defends.heading) == "The Union of Three Rivers must assist Ardania"
    assert defends.tone == "for"
    assert "binding" in defends.chips
    assert str(defends.lines[0]) == (
        "Treaty of Mutual Defence (2004), article 4. Condition: On land or in the Sella Strait."
    )


def test_an_attack_of_ones_own_is_followed_on_days_of_ones_own(dossier: Dossier) -> None:
    figure = explorer(
        charts.attack_obligations(
            dossier, attacks=[("corvia", "ardania")], days=["2019-05-31", "2019-06-01"]
        )
    )
    assert [param.options for param in figure.params] == [
        ["corvia>ardania"],
        ["2019-05-31", "2019-06-01"],
    ]
    assert [param.key for param in figure.params] == ["asked_attack", "asked_attack_day"]
    for day, broken in (("2019-05-31", False), ("2019-06-01", True)):
        groups = {card.group for card in cards(figure, asked_attack_day=day)}
        assert (GROUPS[-1] in groups) is broken
    before = charts.attack_obligations(
        dossier, attacks=[("corvia", "felland")], days=["1950-01-01"]
    )
    assert isinstance(before, EmptyFigure)


def test_a_case_without_a_duty_says_so(dossier: Dossier) -> None:
    figure = explorer(
        charts.attack_obligations(
            dossier, attacks=[("corvia", "ardania"), ("corvia", "felland")], days=["2031-05-14"]
        )
    )
    steps = activated_obligations(dossier, "corvia", "felland", "2031-05-14", with_signed=True)
    title, _ = figure.caption(asked_attack="corvia>felland")
    assert ("nobody has promised it anything that is known" in title) == steps.is_empty()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"attacks": ["corvia"]}, 'attacks are pairs of attacker and attacked, not "corvia"'),
        ({"attacks": [("corvia",)]}, "attacks are pairs of attacker and attacked, not "),
        ({"attacks": [{"corvia", "ardania"}]}, "attacks are pairs of attacker and attacked, not "),
        ({"attacks": [7]}, 'attacks are pairs of attacker and attacked, not "7"'),
        ({"attacks": 7}, 'attacks are pairs of attacker and attacked, not "7"'),
        ({"attacks": []}, "attacks are pairs of attacker and attacked, not none"),
        ({"attacks": [("corvia", "ardanja")]}, 'did you mean "ardania"'),
        ({"attacks": [("corvia", "corvia")]}, '"corvia" cannot attack itself'),
        ({"days": ["yesterday"]}, '"yesterday" is not a date'),
        ({"days": "yesterday"}, '"yesterday" is not a date'),
        ({"days": 7}, '"7" is not a date'),
        ({"days": []}, "days name one day or more, not none"),
    ],
)
def test_an_attack_that_cannot_be_asked_about_is_refused(
    dossier: Dossier, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(QuestionError, match=re.escape(message)):
        charts.attack_obligations(dossier, **asked)


def test_worlds_can_be_seen_from_anyone_known(dossier: Dossier) -> None:
    shown = table(charts.worlds_side_by_side(dossier, seen_from="ardania"))
    assert "with Ardania" in shown.to_html()
    with pytest.raises(QuestionError, match='"ardanja" is not an actor of this dossier'):
        charts.worlds_side_by_side(dossier, seen_from="ardanja")


def test_those_on_whom_two_speakers_differ_come_first(dossier: Dossier) -> None:
    shown = table(charts.worlds_side_by_side(dossier))
    said = [len({cell["text"] for cell in row[1:]}) for row in shown.frame.iter_rows()]
    assert said == sorted(said, reverse=True)
    differ = [row[0] for row, kinds in zip(shown.frame.iter_rows(), said, strict=True) if kinds > 1]
    assert all(actor in f"{shown.caption} {shown.sentence}" for actor in differ)
    tones = {
        cell["text"].split()[0]: cell["tone"] for row in shown.frame.rows() for cell in row[1:]
    }
    assert (tones["with"], tones["against"], tones["not"]) == ("for", "against", None)


def test_the_timeline_says_what_each_span_has(dossier: Dossier) -> None:
    figure = explorer(charts.timeline(dossier))
    assert [param.options for param in figure.params] == [["1987", "2019", "2031"]]
    assert figure.params[0].value == 2019
    treaties = dossier.ties.filter(basis="treaty")
    for state, title, _ in states(figure):
        since = state["since"]
        events = dossier.events.filter(pl.col("start").dt.year() >= since).height
        lasting = treaties.filter(
            (pl.coalesce("end", "known_until").dt.year() >= since).fill_null(value=True),
            pl.coalesce("start", "signed").is_not_null(),
        ).height
        assert title.startswith(f"Since {since}: {lasting} treat")
        assert f"{events} dated event" in title


@pytest.mark.parametrize(
    ("since", "when"), [(2031, "already as 2031 began"), (2030, "first on 8 July 2030")]
)
def test_the_timeline_says_how_many_ties_were_strained_at_most_and_since_when(
    since: int, when: str
) -> None:
    treaties, with_events = BASES[:2]
    spans = pl.DataFrame(
        [
            (treaties, "2030-07-08", 1, "A–B", True),
            (treaties, "2031-03-04", 2, "A–B and A–C", True),
            (treaties, "2031-09-10", 2, "B–C and A–C", True),
            (with_events, "2030-07-08", 1, "too many to name", False),
            (with_events, "2031-03-04", 0, "", True),
        ],
        ["basis", "start", "index", "strained", "named"],
        orient="row",
    ).with_columns(pl.col("start").str.to_date(), last_year=2031)
    nothing = pl.DataFrame(schema={"last_year": pl.Int32, "known": pl.String, "label": pl.String})
    events = pl.DataFrame(schema={"last_year": pl.Int32, "start": pl.Date})
    assert history.history_words(nothing, events, spans, since)[1] == (
        "Counting treaties alone, at most two ties have strained them, first on 4 March 2031: "
        "A–B and A–C. Counting treaties and events, at most one tie has strained them, "
        f"{when}."
    )
    calm = history.history_words(nothing, events, spans.with_columns(index=0), since)[1]
    assert calm == (
        f"Counting treaties alone, no tie has strained the camps since {since}. "
        f"Counting treaties and events, no tie has strained the camps since {since}."
    )


def one_pact(make_dossier: MakeDossier, **days: str) -> Dossier:
    pact = {"tie_id": "pact", "source": "alba", "target": "bor", "directed": False, "sign": 1}
    pact |= {"kind": "alliance", "obligations": "defense", "status": "in_force", "basis": "treaty"}
    return make_dossier(
        actors=[{"actor_id": one, "name": one.title(), "kind": "state"} for one in ("alba", "bor")],
        ties=[pact | {"sources": "text", "read_on": "2030-01-01"} | days],
        sources=[{"source_id": "text", "title": "The pact", "kind": "treaty_text"}],
    )


def test_a_treaty_of_which_only_the_signature_is_known_is_drawn(make_dossier: MakeDossier) -> None:
    figure = explorer(charts.timeline(one_pact(make_dossier, signed="2001-02-03")))
    assert figure.title == "Since 2001: 1 treaty in force at some time"
    [bar] = data(figure, "known")
    assert bar["known"] == history.UNDATED


def test_a_name_is_above_the_bar_of_its_row_and_below_the_row_before(
    make_dossier: MakeDossier,
) -> None:
    pact = one_pact(make_dossier, signed="2001-02-03")
    long = pl.lit("Federation of the Islands of ") + pl.col("name")
    for actors, lines in ((pact.actors, 1), (pact.actors.with_columns(name=long), 2)):
        figure = explorer(charts.timeline(replace(pact, actors=actors)))
        [written] = {row["written"] for row in data(figure, "written")}
        assert written.count("\n") == lines - 1
        [part] = figure.spec["vconcat"]
        marks_ = [layer["mark"] for layer in part["layer"]]
        [bar] = [mark for mark in marks_ if "yOffset" in mark]
        *_, name = [mark for mark in marks_ if "lineHeight" in mark]
        half = part["height"]["step"] / 2  # all are measured from the middle of the row
        top, bottom = name["dy"], name["dy"] + lines * name["lineHeight"]
        above, below = (bar["yOffset"] + way * bar["strokeWidth"] / 2 for way in (-1, 1))
        assert -half <= top < bottom <= above < below <= half


def test_rows_that_are_over_are_not_drawn(dossier: Dossier) -> None:
    over = pl.when(tie_id="ardania-corvia-2019").then(pl.date(2030, 1, 1)).otherwise("end")
    ties = dossier.ties.with_columns(end=over).cast(dossier.ties.schema)
    figure = explorer(charts.timeline(replace(dossier, ties=ties)))
    ended = {row["label"] for row in data(figure, "known") if row["last_year"] < 2031}
    assert ended == {"Ardania–Corvia, 2019"}
    assert any("Ardania–Corvia, 2019" in said for said in marks(figure, since=1987))
    late = "\n".join(marks(figure, since=2031))
    assert not any(label in late for label in ended)


def test_bars_end_where_sources_do(dossier: Dossier) -> None:
    ties = dossier.ties.filter(tie_id="ardania-corvia-2019")
    as_of = dossier.study.as_of
    recent = ties.with_columns(known_until=as_of, end=None).cast(dossier.ties.schema)
    bars = history.treaty_bars(dossier, recent)
    assert bars["known"].to_list() == [history.SIGNED, history.IN_FORCE]
    assert bars["ends"].to_list() == [None, history.STILL]
    assert bars["until"].to_list() == [ties["start"][0], as_of]
    early = ties.with_columns(known_until=pl.col("start").dt.offset_by("1y"), end=None)
    bars = history.treaty_bars(dossier, early.cast(dossier.ties.schema))
    assert bars["ends"].to_list() == [None, history.SILENT]
    ended = ties.with_columns(end=pl.date(2030, 1, 1)).cast(dossier.ties.schema)
    bars = history.treaty_bars(dossier, ended)
    assert bars["ends"].to_list() == [None, history.ENDED]
    assert bars["until"].to_list()[-1] == ended["end"][0]
    undated = ties.with_columns(start=None).cast(dossier.ties.schema)
    bars = history.treaty_bars(dossier, undated)
    assert bars["known"].to_list() == [history.UNDATED]
    assert bars["start"].to_list() == ties["signed"].to_list()


@pytest.mark.parametrize("start", ["2035-01-01", None])
def test_a_treaty_that_is_only_signed_is_not_said_to_be_in_force(
    dossier: Dossier, start: str | None
) -> None:
    ties = dossier.ties.filter(tie_id="belmark-corvia-2031", status="signed")
    begins = pl.lit(start).str.to_date() if start else pl.lit(None, pl.Date)
    bars = history.treaty_bars(dossier, ties.with_columns(start=begins))
    assert bars.select("known", "ends").rows() == [(history.SIGNED, None)]
    no_spans = pl.DataFrame(schema={"basis": pl.String, "last_year": pl.Int32})
    events = history.event_points(dossier).clear()
    title, _ = history.history_words(bars, events, no_spans, 2031)
    assert title == "Since 2031: 0 treaties in force at some time"


def test_a_key_day_is_that_of_the_event_that_it_is_named_for(dossier: Dossier) -> None:
    events = dossier.events
    [named] = history.event_points(dossier).filter("key")["name"].tail(1)
    last = events.filter(name=named)
    beside = last.with_columns(event_id=pl.lit("beside"), name=pl.lit(named.split()[-1]))
    made = replace(dossier, events=pl.concat([events, beside]))
    assert history.event_points(made).filter("key").height == len(made.study.day_labels)


def test_strain_is_that_of_the_day(dossier: Dossier) -> None:
    spans = history.strain_spans(dossier)
    for basis, start, index in spans.select("basis", "start", "index").iter_rows():
        counted = BASES[: BASES.index(basis) + 1]
        now = camps(ties_in_force(dossier, start, counted), "three-rivers", actors=dossier.names)
        assert now.index == index, (basis, start)
    for _, of_basis in spans.group_by("basis"):
        assert of_basis["start"].is_sorted()
        assert (of_basis["until"] >= of_basis["start"]).all()


@pytest.mark.parametrize(
    ("limit", "number", "said"),
    [
        ("MOST_DAYS", 4, r"Strain is worked out from \d+ \w+ 203\d to 6 October 2031 only\."),
        ("_SECONDS", -1, r"There was no time to work out all strain\."),
    ],
)
def test_a_timeline_without_all_strain_says_so(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch, limit: str, number: int, said: str
) -> None:
    whole = history.strain_spans(dossier)
    assert history.undrawn_strain(dossier, whole) is None
    monkeypatch.setattr(history, limit, number)
    for _, _, sentence in states(explorer(charts.timeline(dossier))):
        assert re.search(said, sentence)


def test_strain_lasts_to_the_last_day_there_is(make_dossier: MakeDossier) -> None:
    ended = one_pact(make_dossier, signed="2001-02-03", end="2010-01-01")
    spans = history.strain_spans(ended)
    assert spans.select("span", "cause").rows() == [
        ("2 January 2010 to 2 January 2010", "no longer: alliance Alba–Bor")
    ] * len(BASES[:2])
    assert not data(explorer(charts.timeline(ended)), "strained"), "where none is, none is drawn"


def test_a_tie_that_is_to_last_for_ever_has_no_day_after_it(dossier: Dossier) -> None:
    pact = pl.col("tie_id") == "ardania-three-rivers-2004"
    for_ever = pl.when(pact).then(pl.date(9999, 12, 31)).otherwise("end")
    lasting = replace(dossier, ties=dossier.ties.with_columns(end=for_ever))
    assert history.strain_spans(lasting)["start"].equals(history.strain_spans(dossier)["start"])


def test_ties_are_listed_with_those_in_force_first(dossier: Dossier) -> None:
    shown = table(charts.tie_table(dossier))
    assert shown.frame.height == len({*shown.anchors}) == dossier.ties.height
    now = ties_in_force(dossier, basis=BASES).filter(certainty="known").height
    assert shown.printed == [True] * now + [False] * (dossier.ties.height - now)
    assert [*dict.fromkeys(shown.groups)] == [
        "In force on 14 May 2031",
        "Not known to be in force on 14 May 2031",
    ]
    assert shown.groups.count("In force on 14 May 2031") == now
    assert f"{now} of them in force on 14 May 2031" in shown.caption
    assert all(cell["text"] for cell in shown.frame["source"])


def test_what_this_shows_is_what_the_figures_show(dossier: Dossier, network: Explorer) -> None:
    found = charts.what_this_shows(dossier)
    assert isinstance(found, Finding)
    strain, suppositions, obligations, status = map(str, found.sentences)
    now = camps(ties_in_force(dossier, basis=BASES), "three-rivers")
    assert f"{now.index} of {now.edges.height} known ties" in strain
    assert network.title.split(": ")[-1] in strain
    assert suppositions.startswith("Of 4 suppositions,")
    assert obligations.startswith(
        "3 of the 6 treaties compared oblige the parties to defend each other, and if Corvia attac"
    )
    assert "the Union of Three Rivers would have to defend it" in obligations
    assert "evidence until" in status


def test_what_this_shows_says_what_was_not_found_in_time(
    make_dossier: MakeDossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("_SECONDS", "_AT_LEAST_S"):
        monkeypatch.setattr(f"analysis.alliances.structure.{limit}", 1e-6)
    foes = [f"foe-{n}" for n in range(13)]
    hostile = {"directed": False, "kind": "hostility", "sign": -1, "start": "2001-01-01"}
    hostile |= {"status": "occurred", "basis": "event", "sources": "text", "read_on": "2030-01-01"}
    made = make_dossier(
        actors=[{"actor_id": one, "name": one, "kind": "state"} for one in foes],
        ties=[
            {"tie_id": f"{one}-{other}", "source": one, "target": other} | hostile
            for one, other in combinations(foes, 2)
        ],
        sources=[{"source_id": "text", "title": "Chronicle", "kind": "reference"}],
    )
    strain, *_ = map(str, charts.what_this_shows(made).sentences)
    assert re.fullmatch(
        r"On 1 January 2001, at most \d+ of 78 known ties strain the two camps\. "
        r"Counting treaties alone, none does\.",
        strain,
    )


def test_figures_of_an_empty_dossier_say_what_is_missing(make_dossier: MakeDossier) -> None:
    empty = make_dossier()
    for draw in FIGURES:
        figure = draw(empty)
        assert isinstance(figure, EmptyFigure)
        assert "yet" in figure.sentence
        with pytest.raises(TypeError, match="positional"):  # options are named
            draw(empty, "B")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("draw", "without", "sentence"),
    [
        (charts.tie_network, {"sign": None}, "No friendly or hostile tie is known"),
        (charts.tie_sensitivity, {"sign": None}, "No friendly or hostile tie is known"),
        (charts.worlds_side_by_side, {"claim_id": None}, "No two speakers describe ties yet"),
        (charts.obligation_grid, {"obligations": []}, "No treaty with obligations is coded yet"),
        (charts.attack_obligations, {"obligations": []}, "No treaty obliges anyone to defend"),
    ],
)
def test_figures_of_a_thin_dossier_say_what_is_missing(
    dossier: Dossier,
    draw: Callable[[Dossier], Figure],
    without: dict[str, object],
    sentence: str,
) -> None:
    ties = dossier.ties.filter(pl.col("basis") != "claim").with_columns(
        pl.lit(value, dossier.ties.schema[name]).alias(name) for name, value in without.items()
    )
    thin = replace(dossier, ties=ties, clauses=dossier.clauses.clear(), choices={})
    thin = replace(thin, what_ifs=dossier.what_ifs.clear())
    figure = draw(thin)
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence.startswith(sentence)
    assert charts.what_this_shows(thin)


def test_a_choice_of_the_study_that_is_not_accepted_yet_is_left_out(dossier: Dossier) -> None:
    ties = dossier.ties.filter(pl.col("tie_id") != "belmark-corvia-1998")
    chosen = {"alliances.worlds": ["lena-brint", "oren-dask"]}
    chosen |= {"alliances.treaties": ["belmark-corvia-1998", "ardania-corvia-2019"]}
    waiting = replace(dossier, ties=ties, choices=dossier.choices | chosen)
    worlds = charts.worlds_side_by_side(waiting)
    assert isinstance(worlds, EmptyFigure)
    assert worlds.sentence == "No two speakers describe ties yet."
    grid = table(charts.obligation_grid(waiting)).frame
    assert grid["treaty"].to_list() == ["Ardania–Corvia, 2019"]


def every_mark(part: object) -> Iterator[dict[str, Any]]:
    """Marks of a picture and of those in it."""
    if isinstance(part, dict):
        if isinstance(part.get("mark"), dict):
            yield part["mark"]
        for key in ("layer", "concat", "hconcat", "vconcat"):
            for one in part.get(key, []):
                yield from every_mark(one)


def test_one_tie_without_a_date_is_drawn(make_dossier: MakeDossier) -> None:
    tie = {"tie_id": "t", "source": "alba", "target": "bor", "directed": False, "sign": 1}
    tie |= {"kind": "alliance", "status": "in_force", "basis": "treaty", "sources": ["s"]}
    made = make_dossier(
        actors=[{"actor_id": a, "name": a.title(), "kind": "state"} for a in ("alba", "bor")],
        sources=[{"source_id": "s", "title": "Register", "kind": "press"}],
        ties=[tie | {"obligations": ["defense"]}],
    )
    network = explorer(charts.tie_network(made))
    assert network.title == "The day of the article: the known tie fits the camps"
    texts = [mark for mark in every_mark(network.spec) if mark["type"] == "text"]
    assert texts
    assert not any(mark.get("aria", True) for mark in texts), "what is beside a mark is said once"
    assert [row["pair"] for row in data(network, "pair")] == ["Alba–Bor"]
    grid = table(charts.obligation_grid(made))
    assert grid.caption.startswith(
        "The treaty obliges the parties to defend each other; it does no"
    )
    assert grid.frame["defense"].to_list() == [{"text": "yes*", "address": None, "tone": "for"}]
    assert grid.notes[-1] == "* Coded; no article of the treaty that says so was read."
    assert isinstance(charts.timeline(made), EmptyFigure)
    picked = explorer(charts.tie_sensitivity(made))
    assert picked.title == "Alba–Bor: neither dropping nor reversing the tie changes the strain"
    unsourced = made.ties.with_columns(sources=pl.lit([], made.ties.schema["sources"]))
    picked = explorer(charts.tie_sensitivity(replace(made, ties=unsourced)))
    assert {row["citation"] for row in data(picked, "dropped")} == {""}


def test_charts_have_a_limit_and_say_so(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"x": range(10)})
    assert rows.at_most(frame, "ties", 4)[1] == "Only 4 of 10 ties are drawn."
    monkeypatch.setattr(history, "MOST_LINES", 2)
    timeline = explorer(charts.timeline(dossier))
    assert timeline.sentence.endswith("Only 2 of 6 treaties are drawn.")
    labels = {row["label"] for row in data(timeline, "label")}
    assert labels == {"Belmark–Corvia, 2031", "Ardania–Corvia, 2019"}


def test_sixty_actors_get_a_matrix_of_those_at_odds_and_those_with_most_ties(
    make_dossier: MakeDossier,
) -> None:
    actors = [
        {"actor_id": f"a{n}", "name": f"Republic of the Isles {n}", "kind": "state"}
        for n in range(60)
    ]
    tie = {"directed": False, "kind": "tension", "status": "in_force", "basis": "event"}
    friends = [(n, (n + step) % 56) for n in range(56) for step in (1, 2)]
    friends += [(one, other) for one in (56, 57) for other in (58, 59)]
    made = make_dossier(
        actors=actors,
        sources=[{"source_id": "s", "title": "Register", "kind": "press"}],
        ties=[
            tie
            | {"tie_id": f"t{n}", "source": f"a{one}", "target": f"a{other}", "sources": ["s"]}
            | {"sign": 1 if (one, other) in friends else -1}
            for n, (one, other) in enumerate([*friends, (56, 57)])
        ]
        + [
            tie
            | {"tie_id": f"{kind}-{one}", "source": f"a{one}", "target": f"a{other}"}
            | {"sign": sign, "kind": kind, "sources": ["s"]}
            for one, other, sign, kind in (
                *((0, 12, 1, "alliance"), (0, 12, -1, "tension")),
                *((1, 13, -1, "tension"), (1, 13, 1, "sanctions"), (10, 15, None, "tension")),
            )
        ],
    )
    network = explorer(charts.tie_network(made))
    drawn = {row["name"] for row in data(network, "camp")}
    assert len(drawn) == 20
    called = [f"Republic of the Isles {n}" for n in range(56, 60)]
    assert {*called} & drawn == {*called[:2]}, "those at odds"
    assert {len(row["short"]) for row in data(network, "camp")} == {16}
    assert "Drawn: 20 of 60 actors, first those at odds, then by ties." in network.sentence
    for setting, with_it in enumerate((0, 18, 18)):  # treaties alone are none of their ties
        pairs = [row["pair"] for row in data(network, "mark") if setting in row["settings"]]
        assert len(pairs) == len({*pairs}) == 20 * 19 // 2
        where = [row["camp"] for row in data(network, "camp") if setting in row["settings"]]
        assert Counter(where) == Counter({"with": with_it, "unlinked": 20 - with_it})
    isles = "Republic of the Isles"
    said = {
        row["pair"]: (row["relation"], row["mark"], row.get("way"))
        for row in data(network, "mark")
        if setting in row["settings"]
    }
    assert said[f"{isles} 0–{isles} 1"] == ("friendly", "+", "")
    assert said[f"{isles} 0–{isles} 12"] == ("friendly", "±", ", beside weaker hostile ties")
    assert said[f"{isles} 1–{isles} 13"] == ("contradictory", "±", None)
    assert said[f"{isles} 10–{isles} 15"] == ("neither", "0", None)


def test_ties_that_settle_nothing_do_not_stop_a_figure(
    dossier: Dossier, make_dossier: MakeDossier
) -> None:
    ties = dossier.ties.filter(pl.col("basis") != "claim").to_dicts()
    ferries = next(tie for tie in ties if tie["tie_id"] == "corvia-ardania-ferries-2031")
    made = make_dossier(
        actors=dossier.actors.to_dicts(),
        sources=dossier.sources.to_dicts(),
        events=[row | {"claim_id": None} for row in dossier.events.to_dicts() if row["sources"]],
        ties=[row | {"claim_id": None} for row in (*ties, ferries | {"tie_id": "z", "sign": 1})],
    )
    network = explorer(charts.tie_network(made))
    pairs = {row["pair"] for row in data(network, "pair") if row["relation"] == "contradictory"}
    assert pairs == {"Ardania–Corvia"}
    assert isinstance(charts.attack_obligations(made), Explorer)
    assert isinstance(charts.tie_sensitivity(made), Explorer)


def test_a_figure_of_many_ties_counts_all_of_them_and_cuts_long_names(
    make_dossier: MakeDossier,
) -> None:
    name = "Republic of the Northern and Southern Isles"
    tie = {"directed": False, "kind": "tension", "status": "in_force", "basis": "event"}
    made = make_dossier(
        actors=[
            {"actor_id": f"a{n}", "name": f"{name} {n}", "kind": "state"} for n in range(10, 60)
        ],
        sources=[{"source_id": "s", "title": "Register", "kind": "press"}],
        ties=[
            tie
            | {"tie_id": f"t{n}", "source": "a10", "target": f"a{n}", "sign": 1}
            | {"sources": ["s"]}
            for n in range(11, 60)
        ],
    )
    picked = explorer(charts.tie_sensitivity(made))
    assert "0 of 49 known ties strain the camps" in picked.sentence
    assert "Only the 40 ties that matter most are listed." in picked.sentence
    short = {row["short"] for row in data(picked, "dropped")}
    assert len(short) == 40
    assert "Republic of…rn Isles 10–Republic of…rn Isles 11" in short
    drawn = {row["short"] for row in data(explorer(charts.tie_network(made)), "camp")}
    assert len(drawn) == 20
    assert all(len(one) <= 16 for one in drawn)


def test_ties_of_one_basis_alone_leave_the_other_figures_control_to_itself(
    make_dossier: MakeDossier,
) -> None:
    """Controls of one name move together, which those with other choices cannot."""
    made = make_dossier(
        actors=[{"actor_id": key, "name": key, "kind": "state"} for key in ("one", "other")],
        sources=[{"source_id": "paper", "title": "Paper", "kind": "press"}],
        ties=[
            {
                "tie_id": "quarrel",
                "source": "one",
                "target": "other",
                "directed": False,
                "kind": "hostility",
                "sign": -1,
                "start": "2031-01-01",
                "known_until": "2031-12-31",
                "status": "occurred",
                "basis": "event",
                "sources": ["paper"],
            }
        ],
    )
    network, picked = charts.tie_network(made), charts.tie_sensitivity(made)
    assert isinstance(network, Explorer)
    assert isinstance(picked, Explorer)
    assert "basis" in {param.key for param in network.params}
    assert "basis" not in {param.key for param in picked.params}
