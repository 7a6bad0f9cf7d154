from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import vl_convert

from analysis import QuestionError
from analysis.alliances import BASES, charts, rows
from analysis.alliances.clauses import BROKEN, OBLIGATION_VERBS
from analysis.alliances.structure import BASIS_LABELS
from analysis.charting import WIDTH_PX
from analysis.explorer import EmptyFigure, Explorer, Figure, TableExplorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier
    from tests.conftest import MakeDossier

FIGURES: list[Callable[[Dossier], Figure]] = [
    charts.tie_network,
    charts.worlds_side_by_side,
    charts.frustration_by_what_if,
    charts.obligation_grid,
    charts.clause_table,
    charts.obligation_sequence,
    charts.timeline,
    charts.tie_table,
]


@pytest.fixture(scope="module")
def drawn(dossier: Dossier) -> dict[str, dict[str, Any]]:
    figures = [draw(dossier) for draw in FIGURES]
    return {figure.name: figure.spec for figure in figures if isinstance(figure, Explorer)}


def svg(spec: dict[str, Any]) -> str:
    return str(vl_convert.vegalite_to_svg(json.dumps(spec)))


def parts(spec: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(spec, dict):
        found = [spec, *(part for below in spec.values() for part in parts(below))]
    elif isinstance(spec, list):
        found = [part for below in spec for part in parts(below)]
    return found


def data(spec: dict[str, Any], column: str) -> list[dict[str, Any]]:
    return [row for table in spec["datasets"].values() for row in table if column in row]


def test_every_figure_is_named_and_drawn(drawn: dict[str, dict[str, Any]]) -> None:
    assert list(drawn) == [
        "tie-network",
        "worlds-side-by-side",
        "frustration-by-what-if",
        "obligation-grid",
        "obligation-sequence",
        "timeline",
    ]
    for name, spec in drawn.items():
        assert "<svg" in svg(spec), name
        assert spec["title"]["text"], name
        assert spec["title"]["subtitle"], name
        assert spec["description"], name


def test_no_chart_links_or_reads_from_elsewhere(drawn: dict[str, dict[str, Any]]) -> None:
    for spec in drawn.values():
        assert not any({"url", "href"} & set(part) for part in parts(spec))


def test_a_title_of_your_own_takes_the_place_of_the_finding(dossier: Dossier) -> None:
    for draw in (charts.tie_network, charts.timeline, charts.obligation_grid):
        figure = draw(dossier, title="Look here", name="mine")
        assert (figure.name, figure.spec["title"]["text"]) == ("mine", ["Look here"])


def test_the_network_can_be_set_by_day_basis_and_what_if(drawn: dict[str, dict[str, Any]]) -> None:
    params = {p["name"]: p for p in drawn["tie-network"]["params"] if "bind" in p}
    assert {name: p["value"] for name, p in params.items()} == {
        "day": "2031-05-14",
        "basis": "claim",
        "what_if": "none",
    }
    assert params["basis"]["bind"] == {
        "input": "radio",
        "options": list(BASES),
        "labels": list(BASIS_LABELS.values()),
        "name": "Basis ",
    }


def test_the_network_says_from_whom_it_is_seen_and_what_it_finds(
    drawn: dict[str, dict[str, Any]],
) -> None:
    title = " ".join(drawn["tie-network"]["title"]["text"])
    assert title.startswith("As the page opens, on 14 May 2031: 2 ties are at odds with the camps")
    assert ">with the Union of Three Rivers<" in svg(drawn["tie-network"])


def test_each_setting_shows_its_own_ties_once(drawn: dict[str, dict[str, Any]]) -> None:
    edges = data(drawn["tie-network"], "pair")
    for number in range(75):
        pairs = pl.Series([row["pair"] for row in edges if number in row["settings"]])
        assert pairs.is_unique().all()


def test_actors_are_around_the_circle_by_camp_and_keep_their_places(
    dossier: Dossier, drawn: dict[str, dict[str, Any]]
) -> None:
    order = ["ardania", "delmora", "felland", "three-rivers", "belmark", "corvia", "harbour-line"]
    places = rows.circle_places(dossier, sorted(order))
    assert places["actor"].to_list() == order
    actors = data(drawn["tie-network"], "camp")
    assert len({(row["name"], row["x"], row["y"]) for row in actors}) == 6


def test_an_assumed_tie_says_what_if_and_where_it_can_be_checked(
    drawn: dict[str, dict[str, Any]],
) -> None:
    edges = data(drawn["tie-network"], "pair")
    assumed = [row for row in edges if "(what-if" in row["rests_on"]]
    pact = [row for row in assumed if row["rests_on"].startswith("Defence Pact of May 2031 (what")]
    assert pact
    assert {row["citation"] for row in pact} == {
        "Register of Coastal Treaties: Defence Pact between Belmark and Corvia"
    }
    assert all(row["citation"] for row in edges)


def test_signs_differ_by_dash_and_camps_by_shape(drawn: dict[str, dict[str, Any]]) -> None:
    encoded = [part for part in parts(drawn["tie-network"]) if "strokeDash" in part]
    assert any(part["strokeDash"]["field"] == "relation" for part in encoded)
    shapes = [part["shape"] for part in parts(drawn["tie-network"]) if "shape" in part]
    assert any(isinstance(shape, dict) for shape in shapes)


def test_worlds_can_be_seen_from_anyone_known(dossier: Dossier) -> None:
    assert "camps as seen from Ardania" in str(
        charts.worlds_side_by_side(dossier, seen_from="ardania")
    )
    with pytest.raises(QuestionError, match='"ardanja" is not an actor of this dossier'):
        charts.worlds_side_by_side(dossier, seen_from="ardanja")


def test_bases_are_named_as_the_controls_name_them(drawn: dict[str, dict[str, Any]]) -> None:
    picture = svg(drawn["frustration-by-what-if"])
    assert all(f">{label}<" in picture for label in BASIS_LABELS.values())


def test_the_axis_of_the_index_comes_from_the_data(drawn: dict[str, dict[str, Any]]) -> None:
    spec = drawn["frustration-by-what-if"]
    [axis] = [part for part in parts(spec) if part.get("field") == "index"]
    assert axis["scale"]["domain"] == [0, max(row["index"] for row in data(spec, "index"))]


def test_the_grid_keeps_a_column_for_an_obligation_that_no_treaty_has(
    drawn: dict[str, dict[str, Any]],
) -> None:
    shown = {row["obligation"] for row in data(drawn["obligation-grid"], "obligation")}
    assert set(OBLIGATION_VERBS) - shown == {"offense"}
    assert all(
        f">{obligation}<" in svg(drawn["obligation-grid"]) for obligation in OBLIGATION_VERBS
    )
    title = drawn["obligation-grid"]["title"]["text"]
    assert title == ["3 of 6 treaties oblige to defend; none has offense"]


def test_attacks_are_chosen_by_ids_and_days(drawn: dict[str, dict[str, Any]]) -> None:
    spec = drawn["obligation-sequence"]
    params = {p["name"]: p for p in spec["params"] if "bind" in p}
    assert params["attack"]["value"] == "ardania>corvia"
    assert params["attack_day"]["bind"]["options"] == ["2031-05-14", "2031-09-02"]
    steps = data(spec, "step")
    assert {row["angle"] for row in steps if row["to_x"] > row["x"]} == {90}
    assert {row["angle"] for row in steps if row["to_x"] < row["x"]} == {-90}
    assert all(row["citation"] for row in steps)


def test_the_timeline_begins_with_the_first_tie_or_a_day_of_the_study(
    drawn: dict[str, dict[str, Any]],
) -> None:
    [since] = [p for p in drawn["timeline"]["params"] if "bind" in p]
    assert since["bind"]["options"] == [1987, 2019, 2031]
    bars = data(drawn["timeline"], "until")
    assert all(row["until"] >= row["start"] for row in bars)


def test_a_treaty_that_no_source_speaks_of_is_dotted_from_its_start(dossier: Dossier) -> None:
    ties = dossier.ties.filter(tie_id="ardania-corvia-2019")
    early = ties.with_columns(known_until=pl.col("start").dt.offset_by("-1y"), end=None)
    bars = rows.treaty_bars(dossier, early.cast(dossier.ties.schema))
    assert bars["known"].to_list() == [rows.SIGNED, rows.IN_FORCE, rows.NOT_KNOWN]
    assert bars["start"].to_list() == [ties["signed"][0], *[ties["start"][0]] * 2]
    assert bars["until"].to_list() == [*[ties["start"][0]] * 2, dossier.study.as_of]


def test_a_treaty_whose_entry_into_force_is_not_known_is_dotted_from_its_signature(
    dossier: Dossier,
) -> None:
    ties = dossier.ties.filter(tie_id="ardania-corvia-2019").with_columns(start=None)
    bars = rows.treaty_bars(dossier, ties.cast(dossier.ties.schema))
    assert bars["known"].to_list() == [rows.NOT_KNOWN]
    assert bars["start"].to_list() == ties["signed"].to_list()
    assert bars["until"].to_list() == [dossier.study.as_of]
    ended = ties.with_columns(end=pl.date(2030, 1, 1)).cast(dossier.ties.schema)
    assert rows.treaty_bars(dossier, ended)["until"].to_list() == ended["end"].to_list()


def test_tables_name_actors_and_sources(dossier: Dossier) -> None:
    ties, clauses = charts.tie_table(dossier), charts.clause_table(dossier)
    assert isinstance(ties, TableExplorer)
    assert isinstance(clauses, TableExplorer)
    assert ties.frame.height == dossier.ties.height
    assert set(ties.frame["source"]) <= set(dossier.names.values())
    assert clauses.frame.height == dossier.clauses.height


def test_figures_of_an_empty_dossier_say_what_is_missing(make_dossier: MakeDossier) -> None:
    empty = make_dossier()
    for draw in FIGURES:
        figure = draw(empty)
        assert isinstance(figure, EmptyFigure)
        assert "yet" in figure.sentence


@pytest.mark.parametrize(
    ("draw", "without", "sentence"),
    [
        (charts.tie_network, {"sign": None}, "No friendly or hostile tie is known"),
        (charts.worlds_side_by_side, {"claim_id": None}, "No two speakers describe ties yet"),
        (charts.obligation_grid, {"obligations": []}, "No treaty with obligations is coded yet"),
        (charts.obligation_sequence, {"obligations": []}, "No treaty obliges anyone to defend"),
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
    figure = draw(replace(thin, what_ifs=dossier.what_ifs.clear()))
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence.startswith(sentence)


def test_a_choice_of_the_study_that_is_not_accepted_yet_is_left_out(dossier: Dossier) -> None:
    ties = dossier.ties.filter(pl.col("tie_id") != "belmark-corvia-1998")
    chosen = {"alliances.worlds": ["lena-brint", "oren-dask"]}
    chosen |= {"alliances.treaties": ["belmark-corvia-1998", "ardania-corvia-2019"]}
    waiting = replace(dossier, ties=ties, choices=dossier.choices | chosen)
    worlds = charts.worlds_side_by_side(waiting)
    assert isinstance(worlds, EmptyFigure)
    assert worlds.sentence == "No two speakers describe ties yet."
    grid = charts.obligation_grid(waiting).spec
    assert {row["treaty"] for row in data(grid, "treaty")} == {"Ardania - Corvia, 2019"}


def test_one_tie_without_a_date_is_drawn(make_dossier: MakeDossier) -> None:
    tie = {"tie_id": "t", "source": "alba", "target": "bor", "directed": False, "sign": 1}
    tie |= {"kind": "alliance", "status": "in_force", "basis": "treaty", "sources": ["s"]}
    made = make_dossier(
        actors=[{"actor_id": a, "name": a.title(), "kind": "state"} for a in ("alba", "bor")],
        sources=[{"source_id": "s", "title": "Register", "kind": "press"}],
        ties=[tie | {"obligations": ["defense"]}],
    )
    network = charts.tie_network(made)
    assert isinstance(network, Explorer)
    assert "on the day of the article: No tie is at odds" in network.alt_text
    assert [row["pair"] for row in data(network.spec, "pair")] == ["Alba - Bor"]
    grid = charts.obligation_grid(made)
    assert grid.spec["title"]["text"][0].startswith("1 of 1 treaty obliges to defend; none has con")
    assert [row["articles"] for row in data(grid.spec, "articles")] == ["yes"]
    assert isinstance(charts.timeline(made), EmptyFigure)


def test_charts_have_a_limit_and_say_so(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"x": range(10)})
    assert rows.at_most(frame, "ties", 4)[1] == " Only 4 of 10 ties are drawn."
    monkeypatch.setattr(rows, "MOST_LINES", 2)
    timeline = charts.timeline(dossier)
    assert timeline.spec["description"].endswith("Only 2 of 6 treaties are drawn.")
    labels = {row["label"] for row in data(timeline.spec, "label")}
    assert labels == {"Belmark - Corvia, 2031", "Ardania - Corvia, 2019"}


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
    network = charts.tie_network(made)
    assert isinstance(network, Explorer)
    said = [row["description"] for row in data(network.spec, "description")]
    assert any("Left open by contradictory ties: Ardania and Corvia." in text for text in said)
    assert isinstance(charts.obligation_sequence(made), Explorer)


@pytest.mark.parametrize("draw", [charts.tie_network, charts.frustration_by_what_if])
def test_a_figure_says_which_ties_are_left_out_as_weak(
    draw: Callable[..., Figure], dossier: Dossier
) -> None:
    words = "Treaties and events: only with a source of grade B or better."
    for asked, said in (({}, False), ({"min_reliability": "B"}, True)):
        assert (words in str(draw(dossier, **asked))) is said


def test_no_legend_makes_a_sequence_wider_than_its_plot(dossier: Dossier) -> None:
    drawn = charts.obligation_sequence(dossier)
    assert isinstance(drawn, Explorer)
    width = re.search(r'<svg[^>]* width="([\d.]+)"', svg(drawn.spec))
    assert width
    assert float(width[1]) < WIDTH_PX + 120


def test_an_attack_of_ones_own_is_followed_on_days_of_ones_own(dossier: Dossier) -> None:
    figure = charts.obligation_sequence(
        dossier, attacks=[("corvia", "ardania")], days=["2019-05-31", "2019-06-01"]
    )
    assert isinstance(figure, Explorer)
    assert [param.options for param in figure.params] == [
        ["corvia>ardania"],
        ["2019-05-31", "2019-06-01"],
    ]
    assert [param.key for param in figure.params] == ["asked_attack", "asked_attack_day"]
    steps = data(figure.spec, "step")
    broken = {row["setting"] for row in steps if row["round"] == BROKEN}
    assert broken == {1}
    before = charts.obligation_sequence(
        dossier, attacks=[("corvia", "felland")], days=["1950-01-01"]
    )
    assert isinstance(before, EmptyFigure)


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
        charts.obligation_sequence(dossier, **asked)
