"""Network, matrix and timeline of speakers: every state draws and says what functions answer."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import vl_convert

import analysis
from analysis import QuestionError, discourse
from analysis.charting import MOST_ROWS
from analysis.discourse.charts.debates import debate
from analysis.discourse.charts.pairings import strain_words
from analysis.explorer import EmptyFigure, Explorer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.corpora import Corpus
    from tests.conftest import MakeDossier

CORPUS = str(Path(__file__).parents[2] / "examples/corpus/dossiers/*")
FIGURES = ("speaker_network", "stance_matrix", "coalition_timeline")
NAMES = ("Ann", "Ben", "Cleo", "Dan", "Eve")
ACTORS = [{"actor_id": name.lower(), "name": name, "kind": "person"} for name in NAMES]
Said = tuple[str, str, str, str]
"""Day, speaker, point and stance."""


def claims(*said: Said) -> list[dict[str, object]]:
    return [
        {"claim_id": f"k{n}", "paragraph": n, "start": n, "end": n + 1, "digest": "0" * 16}
        | {"quote": "words", "statement": f"Statement {n}", "speaker": speaker}
        | {"concept": concept, "stance": stance, "said_on": day}
        for n, (day, speaker, concept, stance) in enumerate(said)
    ]


def year() -> list[Said]:
    """Ann and Ben against Cleo and Dan, month by month; Eve goes over in July; all want air."""
    found: list[Said] = []
    for month in range(1, 13):
        for number, name in enumerate(NAMES):
            sides = {"ann": True, "ben": True, "cleo": False, "dan": False, "eve": month < 7}
            stance = "agree" if sides[name.lower()] else "disagree"
            if (month + number) % 4:
                found.append((f"2031-{month:02}-1{number}", name.lower(), "Toll", stance))
            found.append((f"2031-{month:02}-2{number}", name.lower(), "Air", "agree"))
    return found


@pytest.fixture(scope="module")
def over_a_year(tmp_path_factory: pytest.TempPathFactory) -> analysis.Dossier:
    folder = tmp_path_factory.mktemp("year")
    pl.DataFrame(ACTORS).write_csv(folder / "actors.csv")
    pl.DataFrame(claims(*year())).write_csv(folder / "claims.csv")
    return analysis.load(folder)


@pytest.fixture(scope="module")
def network_of_the_year(over_a_year: analysis.Dossier) -> Explorer:
    return discourse.charts.speaker_network(over_a_year)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return analysis.load_corpus(CORPUS)


def states(figure: Explorer) -> Iterator[dict[str, str]]:
    controls = {param.key: param.bind["options"] for param in figure.params if param.bind}
    for chosen in itertools.product(*controls.values()):
        yield dict(zip(controls, chosen, strict=True))


def picture(figure: Explorer, chosen: dict[str, str]) -> str:
    """Draw a state as SVG, as a page does: with what is chosen as values of signals."""
    vega = compiled(figure)
    signals = [
        signal | {"value": chosen[signal["name"]]} if signal["name"] in chosen else signal
        for signal in vega["signals"]
    ]
    assert set(chosen) <= {signal["name"] for signal in signals}
    return vl_convert.vega_to_svg(vega | {"signals": signals})


@cache
def compiled(figure: Explorer) -> dict[str, Any]:
    return vl_convert.vegalite_to_vega(figure.spec)


def drawn(figure: Explorer, chosen: dict[str, str], mark: str) -> list[dict[str, Any]]:
    """Rows of a layer with tooltips as Vega has them in a state, by its first word."""
    labels = re.findall(r'aria-label="([^"]*)"', picture(figure, chosen))
    return [{"said": label} for label in labels if re.match(mark, label)]


def network_of(said: pl.DataFrame, **options: Any) -> pl.DataFrame:  # noqa: ANN401 (any option)
    found = discourse.network(said, variable1="person", network_type="onemode", **options).edges
    return found.filter(pl.col("source") < pl.col("target"))


def window(said: pl.DataFrame, value: str) -> pl.DataFrame:
    """Three months from a day on."""
    if value == "all":
        return said
    first = pl.lit(value).str.to_datetime()
    return said.filter(pl.col("date") >= first, pl.col("date") < first.dt.offset_by("3mo"))


@pytest.mark.parametrize("aggregation", ["subtract", "congruence", "conflict", "ignore"])
def test_the_network_draws_the_ties_of_the_network_in_every_state(
    over_a_year: analysis.Dossier, network_of_the_year: Explorer, aggregation: str
) -> None:
    figure = network_of_the_year
    said = discourse.statements(over_a_year)
    contested = said.filter(pl.col("concept") == "Toll")
    seen = 0
    for chosen in states(figure):
        if chosen["aggregation"] != aggregation or chosen["window"] not in (
            "all",
            "2031-06-01",
        ):
            continue
        counted = said if chosen["concepts"] == "all" else contested
        ties = network_of(
            window(counted, chosen["window"]),
            qualifier_aggregation=aggregation,
            normalization=chosen["normalization"],
        )
        pairs = {
            (
                frozenset(row["said"].split(":")[0].split(" and ")),
                float(row["said"].split(": ")[1].split(";")[0].replace("−", "-")),
            )
            for row in drawn(figure, chosen, r"\w+ and \w+: ")
        }
        expected = {
            (frozenset((one, other)), round(weight, 2)) for one, other, weight in ties.iter_rows()
        }
        assert pairs == expected
        title, sentence = figure.caption(**chosen)
        is_net = aggregation == "subtract"
        assert ("The camps are those of agreement less" in sentence) == (not is_net)
        assert is_net or "at odds" not in sentence, "camps strain the ties they are made of"
        more = ties.filter(pl.col("weight") > 0).height
        assert re.findall(r"\d+", title.split(",")[0])[0] == str(
            more if aggregation == "subtract" else ties.height
        )
        seen += 1
    assert seen == 2 * 4 * 2


@pytest.mark.parametrize(
    ("aggregation", "named"),
    [
        ("subtract", {"mostly agree", "mostly disagree"}),
        ("congruence", {"agree on a point"}),
        ("conflict", {"disagree on a point"}),
        ("ignore", {"speak on the same"}),
    ],
)
def test_the_legend_of_the_network_says_what_a_tie_is(
    network_of_the_year: Explorer, aggregation: str, named: set[str]
) -> None:
    svg = picture(network_of_the_year, {"aggregation": aggregation})
    ties = r">((?:dis)?agree on a point|mostly (?:dis)?agree|speak on the same)</text>"
    assert set(re.findall(ties, svg)) == named


def test_the_network_says_the_camps_that_coalitions_finds(network_of_the_year: Explorer) -> None:
    figure = network_of_the_year
    _, sentence = figure.caption(window="2031-01-01")
    assert "First camp: Ann, Ben and Eve. Second camp: Cleo and Dan." in sentence
    assert "Two camps explain all 10 ties." in sentence
    _, later = figure.caption(window="2031-10-01")
    assert "First camp: Ann and Ben. Second camp: Cleo, Dan and Eve." in later
    _, every = figure.caption(window="2031-01-01", concepts="all")
    assert "Second camp: " not in every


def test_camps_of_the_whole_have_the_names_that_most_windows_give_them(
    make_dossier: MakeDossier,
) -> None:
    said = [("2031-01-01", "dan", "Toll", "agree"), ("2031-01-01", "ann", "Toll", "disagree")]
    said += [("2031-01-02", "eve", "Toll", "agree")]
    more = [("ann", "disagree"), ("ben", "disagree"), ("cleo", "disagree"), ("dan", "agree")]
    said += [
        (f"2031-0{month}-09", *one)
        for month in (2, 3, 4)
        for one in ((name, "Toll", stance) for name, stance in more)
    ]
    figure = discourse.charts.speaker_network(make_dossier(actors=ACTORS, claims=claims(*said)))
    whole, first = (figure.caption(window=one)[1] for one in ("all", "2031-01-01"))
    assert "First camp: Dan and Eve. Second camp: Ann" in first
    assert "First camp: Dan and Eve. Second camp: Ann, Ben and Cleo." in whole


def test_the_matrix_draws_and_says_what_the_two_mode_network_counts(
    over_a_year: analysis.Dossier,
) -> None:
    figure = discourse.charts.stance_matrix(over_a_year)
    said = discourse.statements(over_a_year)
    options = {
        "count": ("no", 1.0),
        "speaker": ("activity", 100.0),
        "point": ("prominence", 100.0),
    }
    for chosen in states(figure):
        if chosen["window"] not in ("all", "2031-05-01"):
            continue
        part = window(said, chosen["window"])
        normalization, scale = options[chosen["share_of"]]
        cells = {
            kind: discourse.network(
                part,
                variable1="person",
                qualifier_aggregation=aggregation,
                normalization=normalization,
            ).to_matrix()
            for kind, aggregation in (("net", "subtract"), ("both", "ignore"))
        }
        values = {
            "net": cells["net"],
            "both": cells["both"],
            "yes": (cells["both"] + cells["net"]) / 2,
            "no": (cells["both"] - cells["net"]) / 2,
        }[chosen["stance"]]
        expected = sorted(f"{abs(value) * scale:.0f}" for value in values.ravel() if value)
        texts = re.findall(r">([+−±]?\d+)</text>", picture(figure, chosen))
        assert sorted(text.lstrip("+−±") for text in texts if text != "±0") == expected
        assert all(text.startswith("+") for text in texts if chosen["stance"] == "yes")
        assert all(text.startswith("−") for text in texts if chosen["stance"] == "no")


@pytest.mark.parametrize(
    ("stance", "titles"),
    [
        (
            "net",
            ("2 speakers on 1 point, 1 of them contested", "2 speakers on 2 points, 1 of them"),
        ),
        ("yes", ("1 statement says yes, on 1 point", "2 statements say yes, on 2 points")),
        ("no", ("1 statement says no, on 1 point", "2 statements say no, on 1 point")),
        (
            "both",
            ("2 statements by 2 speakers on 1 point", "4 statements by 2 speakers on 2 points"),
        ),
    ],
)
def test_the_title_of_the_matrix_counts_what_is_drawn(
    make_dossier: MakeDossier, stance: str, titles: tuple[str, str]
) -> None:
    said = [("2031-01-01", "ann", "Toll", "agree"), ("2031-01-01", "ben", "Toll", "disagree")]
    more = [("2031-01-01", "ann", "Tax", "agree"), ("2031-01-01", "ann", "Toll", "disagree")]
    few, many = (
        discourse.charts.stance_matrix(make_dossier(actors=ACTORS, claims=claims(*rows))).caption(
            stance=stance
        )
        for rows in (said, said + more)
    )
    assert few[0] == titles[0]
    assert many[0].startswith(titles[1])
    assert "both yes and no" not in few[1]
    assert "Ann says both yes and no to a point." in many[1]


def test_speakers_and_points_of_the_matrix_are_in_the_order_of_the_camps(
    make_dossier: MakeDossier,
) -> None:
    said = [
        ("2031-01-01", who, point, stance)
        for who, point, stance in (
            ("dan", "Zoo", "disagree"),
            ("ann", "Zoo", "agree"),
            ("eve", "Zoo", "disagree"),
            ("ann", "Axe", "disagree"),
            ("eve", "Axe", "agree"),
            ("ben", "Zoo", "agree"),
            ("cleo", "Moor", "agree"),
        )
    ]
    figure = discourse.charts.stance_matrix(make_dossier(actors=ACTORS, claims=claims(*said)))
    columns = figure.spec["layer"][2]["encoding"]["x"]["sort"]
    assert columns == ["Ann", "Ben", "Dan", "Eve", "Cleo"]
    [headings] = [
        rows for rows in figure.spec["datasets"].values() if set(rows[0]) == {"line", "words"}
    ]
    assert [row["words"] for row in headings] == ["Zoo", "Moor", "Axe"]
    assert figure.title == "5 speakers on 3 points, 2 of them contested"


def test_the_timeline_draws_the_camps_of_every_window_and_viewpoint(
    over_a_year: analysis.Dossier,
) -> None:
    figure = discourse.charts.coalition_timeline(over_a_year)
    said = discourse.statements(over_a_year)
    words = {"first": "first camp", "second": "second camp", "undecided": "in either camp"}
    for chosen in states(figure):
        found = discourse.coalitions(
            said,
            variable1="person",
            time_window="months",
            window_size=3,
            contested_only=chosen["concepts"] == "contested",
            seen_from=None if chosen["seen_from"] == "matched" else chosen["seen_from"],
        )
        moved = set(found.changes.select("window", "actor").iter_rows())
        expected = sorted(
            f"{actor}: {words.get(camp, 'not linked')}"
            + (", having changed sides" if (number, actor) in moved else "")
            for number, actor, camp in found.camps.iter_rows()
        )
        cells = [one["said"] for one in drawn(figure, chosen, r"\w+, \w+ to \w+ 2031: ")]
        assert (
            sorted(re.sub(r", \w+ to \w+ \d+: ", ": ", c).split(";")[0] for c in cells) == expected
        )
        title, sentence = figure.caption(**chosen)
        for actor in found.changes["actor"].unique().head(3) if found.changes.height < 4 else ():
            assert actor in title
        strained = found.windows.filter(pl.col("index") > 0).height
        assert (f"In {strained} of 10 windows" in sentence) == bool(strained)


def test_the_title_of_the_timeline_names_who_changes_sides(over_a_year: analysis.Dossier) -> None:
    figure = discourse.charts.coalition_timeline(over_a_year)
    assert figure.title == "Eve changes sides"
    assert figure.sentence.startswith("Eve leaves the first camp (")
    calm, _ = figure.caption(concepts="all")
    assert calm == "Nobody is seen to change sides in 10 windows"
    seen, sentence = figure.caption(seen_from="Eve")
    assert seen == "Seen from Eve: Ann, Ben, Cleo and Dan change sides"
    assert "The first camp is always that of Eve; in 1 window Eve has no tie." in sentence
    lanes = figure.spec["layer"][1]["encoding"]["y"]["sort"]
    assert lanes == ["Ann", "Ben", "Eve", "Cleo", "Dan", "Ties at odds"]


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ({"ties": 0}, ""),
        ({"ties": 1, "index": 0}, "Two camps explain it."),
        ({"ties": 9, "index": 0}, "Two camps explain all 9 ties."),
        (
            {"ties": 9, "index": 1, "divisions": 1},
            "At least 1 of 9 ties is at odds with any two camps (1 optimal division).",
        ),
        (
            {"ties": 9, "index": 2, "divisions": 4, "complete": False},
            "At least 2 of 9 ties are at odds with any two camps (at least 4 optimal divisions).",
        ),
        (
            {"ties": 9, "index": 4, "lower_bound": 2, "proven": False},
            "Any two camps leave at least 2 of 9 ties at odds; the best division found leaves 4.",
        ),
    ],
)
def test_strain_is_said_with_its_proof(measures: dict[str, Any], said: str) -> None:
    assert strain_words({"proven": True, "complete": True} | measures) == said


def test_camps_that_match_none_before_are_not_drawn_as_uncertain(make_dossier: MakeDossier) -> None:
    """Ann and Ben agree in January and part in February; nobody else says who moved."""
    said = [("2031-01-01", "ann", "Toll", "agree"), ("2031-01-02", "ben", "Toll", "agree")]
    said += [("2031-02-01", "ann", "Tax", "agree"), ("2031-02-02", "ben", "Tax", "disagree")]
    said += [("2031-02-03", "cleo", "Air", "agree")]
    made = make_dossier(actors=ACTORS, claims=claims(*said))
    figure = discourse.charts.coalition_timeline(made)
    cells = {
        chosen["seen_from"]: [
            one["said"].split(";")[0] for one in drawn(figure, chosen, r"\w+, February 2031: ")
        ]
        for chosen in states(figure)
        if chosen.get("concepts", "all") == "all"
    }
    apart = "camps not matched with those before"
    assert sorted(cells["matched"]) == [
        f"Ann, February 2031: {apart}",
        f"Ben, February 2031: {apart}",
        "Cleo, February 2031: not linked",
    ]
    assert "Ann, February 2031: first camp" in cells["Ann"]
    every = {"concepts": "all"} if "concepts" in {param.key for param in figure.params} else {}
    matched, seen, alone = (
        figure.caption(seen_from=one, **every)[1] for one in ("matched", "Ann", "Cleo")
    )
    assert "In February 2031 the camps cannot be matched with those before." in matched
    assert "cannot be matched" not in seen
    assert "Cleo has no tie, so that there are no camps as seen from there." in alone
    network = discourse.charts.speaker_network(made)
    _, sentence = network.caption(window="2031-02-01", **every)
    assert "The camps cannot be matched with those before." in sentence
    assert "Strongest: Ann and Ben (\N{MINUS SIGN}1)." in sentence


def test_pairs_that_are_tied_as_strongly_are_counted(make_dossier: MakeDossier) -> None:
    def strongest(*names: str) -> str:
        said = [("2031-01-01", name, "Toll", "agree") for name in names]
        made = make_dossier(actors=ACTORS, claims=claims(*said))
        return discourse.charts.speaker_network(made).sentence

    said = [("2031-01-01", name, "Toll", "agree") for name in ("ann", "ben")]
    said += [("2031-01-01", name, "Tax", "agree") for name in ("cleo", "dan")]
    two = discourse.charts.speaker_network(make_dossier(actors=ACTORS, claims=claims(*said)))
    assert "Strongest: Ann and Ben (1; so has one other pair)." in two.sentence
    assert "Strongest: Ann and Ben (1; so have 2 other pairs)." in strongest("ann", "ben", "cleo")


@pytest.mark.parametrize(
    ("aggregation", "normalization", "titles", "measure"),
    [
        (
            "subtract",
            "no",
            (
                "0 pairs of speakers mostly agree, 1 mostly disagrees",
                "1 pair of speakers mostly agrees, 2 mostly disagree",
            ),
            "A pair of statements on one point counts 1.",
        ),
        (
            "congruence",
            "cosine",
            (
                "No two speakers agree on anything",
                "1 pair of speakers agrees on a point",
            ),
            "Cosine similarity: 1 where",
        ),
        (
            "conflict",
            "cosine",
            (
                "1 pair of speakers disagrees on a point",
                "2 pairs of speakers disagree on a point",
            ),
            "divided as in cosine similarity",
        ),
        (
            "ignore",
            "average",
            (
                "1 pair of speakers speaks on the same point",
                "3 pairs of speakers speak on the same point",
            ),
            "divided by the mean number of statements",
        ),
    ],
)
def test_a_title_says_how_many_pairs_there_are_and_how_they_are_measured(
    make_dossier: MakeDossier,
    aggregation: str,
    normalization: str,
    titles: tuple[str, str],
    measure: str,
) -> None:
    one, other, third = (
        ("2031-01-01", name, "Toll", stance)
        for name, stance in (("ann", "agree"), ("ben", "disagree"), ("cleo", "agree"))
    )
    two, three = (
        discourse.charts.speaker_network(make_dossier(actors=ACTORS, claims=claims(*said))).caption(
            aggregation=aggregation, normalization=normalization
        )
        for said in ((one, other), (one, other, third))
    )
    assert (two[0], three[0]) == titles
    assert measure in three[1]


def test_a_strong_conflict_is_the_strongest_tie(make_dossier: MakeDossier) -> None:
    said = [("2031-01-01", name, "Toll", "agree") for name in ("ann", "cleo")]
    said += [("2031-01-01", "ben", "Toll", "disagree")] * 2
    found = discourse.charts.speaker_network(make_dossier(actors=ACTORS, claims=claims(*said)))
    assert (
        "Strongest: Ann and Ben (\N{MINUS SIGN}2; so has one other pair). First camp: Ann and Cleo."
        in found.sentence
    )
    assert "dark edge" not in found.sentence
    _, shares = found.caption(aggregation="ignore", normalization="average")
    assert "Strongest: Ann and Ben (1.33; so has one other pair)." in shares


def test_ties_at_odds_with_the_camps_are_explained_where_camps_are_made_of_them(
    make_dossier: MakeDossier,
) -> None:
    said = [
        ("2031-01-01", name, point, stance)
        for point, one, other in (("x", "ann", "ben"), ("y", "ben", "cleo"), ("z", "cleo", "ann"))
        for name, stance in ((one, "agree"), (other, "disagree"))
    ]
    found = discourse.charts.speaker_network(make_dossier(actors=ACTORS, claims=claims(*said)))
    assert "Ties with a dark edge are at odds with the camps" in found.caption()[1]
    assert "At least 1 of 3 ties is at odds" in found.caption()[1]
    for aggregation in ("conflict", "ignore"):
        assert "at odds" not in found.caption(aggregation=aggregation)[1]


@pytest.mark.parametrize("name", FIGURES)
def test_one_article_has_no_choice_of_windows(name: str, dossier: analysis.Dossier) -> None:
    figure = getattr(discourse.charts, name)(dossier)
    assert "window" not in [param.key for param in figure.params]
    assert "window" not in figure.sentence


@pytest.mark.parametrize("name", FIGURES)
def test_statements_without_a_day_are_one_window(name: str, make_dossier: MakeDossier) -> None:
    undated = [
        row | {"said_on": None}
        for row in claims(
            *[("", *one) for one in (("ann", "Toll", "agree"), ("ben", "Toll", "disagree"))]
        )
    ]
    made = make_dossier(actors=ACTORS, claims=undated)
    with pytest.raises(QuestionError):
        discourse.statements(made)
    figure = getattr(discourse.charts, name)(made)
    assert isinstance(figure, Explorer)
    assert "2000" not in str(figure)


@pytest.mark.parametrize(
    ("months", "unit", "size"),
    [
        (1, "no", 1),
        (2, "months", 1),
        (4, "months", 1),
        (5, "months", 3),
        (30, "months", 3),
        (31, "years", 1),
        (336, "years", 1),
        (337, "no", 1),
    ],
)
def test_windows_suit_the_time(
    make_dossier: MakeDossier, months: int, unit: str, size: int
) -> None:
    years, month = divmod(months - 1, 12)
    last = f"{2031 + years}-{month + 1:02}-28"
    said = [("2031-01-31", "ann", "Toll", "agree"), (last, "ben", "Toll", "disagree")]
    asked = debate(make_dossier(actors=ACTORS, claims=claims(*said)), "person")
    assert (asked.unit, asked.size) == (unit, size)
    assert len(asked.spans) == {"no": 0, "months": months - size + 1, "years": years + 1}[unit]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "No claims are coded yet."),
        ([("2031-01-01", "ann", "Toll", "")], "No claim takes a side on anything yet."),
    ],
)
def test_without_stances_a_sentence_says_so(
    make_dossier: MakeDossier, name: str, said: list[Said], sentence: str
) -> None:
    figure = getattr(discourse.charts, name)(make_dossier(actors=ACTORS, claims=claims(*said)))
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence == sentence


def test_where_nobody_is_tied_the_figure_says_so(make_dossier: MakeDossier) -> None:
    apart = [("2031-01-01", "ann", "Toll", "agree"), ("2031-01-01", "ben", "Tax", "agree")]
    made = make_dossier(actors=ACTORS, claims=claims(*apart))
    assert "No two speakers take a side on the same" in str(discourse.charts.speaker_network(made))
    assert "No two speakers agree more" in str(discourse.charts.coalition_timeline(made))
    assert isinstance(discourse.charts.stance_matrix(made), Explorer)


@pytest.mark.parametrize("name", FIGURES)
def test_a_chart_keeps_to_the_rows_of_a_page(name: str, make_dossier: MakeDossier) -> None:
    many = [{"actor_id": f"a{n}", "name": f"Actor {n:02}", "kind": "person"} for n in range(40)]
    said = [
        (
            f"20{31 + n % 28}-0{1 + n % 9}-11",
            f"a{n % 40}",
            f"Point {(n // 7) % 50}",
            "agree" if n % 3 else "disagree",
        )
        for n in range(6000)
    ]
    figure = getattr(discourse.charts, name)(make_dossier(actors=many, claims=claims(*said)))
    assert sum(map(len, figure.spec["datasets"].values())) <= MOST_ROWS
    assert "of 40 speakers, those with most statements." in figure.sentence


@pytest.mark.parametrize("name", FIGURES)
def test_of_very_many_speakers_those_who_say_most_count(
    name: str, make_dossier: MakeDossier
) -> None:
    many = [{"actor_id": f"a{n}", "name": f"Actor {n:04}", "kind": "person"} for n in range(1500)]
    said = [("2031-01-01", f"a{n}", "Toll", "agree" if n % 2 else "disagree") for n in range(1500)]
    said += [("2031-01-01", f"a{n}", "Tax", "agree") for n in range(1400, 1500)]
    figure = getattr(discourse.charts, name)(make_dossier(actors=many, claims=claims(*said)))
    assert "Actor 1400" in str(figure.spec["datasets"])
    counted = "." if name == "stance_matrix" else "; only the first 200 count."
    assert f"Drawn: 20 of 1,500 speakers, those with most statements{counted}" in figure.sentence


@pytest.mark.parametrize("months", [1, 3])
def test_speakers_and_statements_are_counted_beyond_those_who_can_be_in_a_camp(
    months: int, make_dossier: MakeDossier
) -> None:
    many = [{"actor_id": f"a{n}", "name": f"Actor {n:04}", "kind": "person"} for n in range(300)]
    said = [
        (f"2031-0{1 + n % months}-01", f"a{n}", "Toll", "agree" if n % 2 else "disagree")
        for n in range(300)
    ]
    said += [("2031-01-01", f"a{n}", "Tax", "agree") for n in range(99, 300)]
    made = make_dossier(actors=many, claims=claims(*said))
    figure = discourse.charts.stance_matrix(made)
    assert figure.title == "300 speakers on 2 points, 1 of them contested"
    assert "501 statements by 300 speakers" in figure.sentence
    assert figure.sentence.endswith("Drawn: 20 of 300 speakers, those with most statements.")
    found = str(discourse.charts.what_this_shows(made))
    assert "Of the 200 speakers with most statements (100 are left out) " in found
    assert "501 statements take sides on 2 points; 1 of them is contested." in found


@pytest.mark.parametrize("name", FIGURES)
def test_speakers_are_persons_or_whom_they_speak_for(name: str, dossier: analysis.Dossier) -> None:
    figure = getattr(discourse.charts, name)
    persons, organizations = (figure(dossier, by=by) for by in ("person", "organization"))
    assert "Mira Tolvane" in str(persons.spec["datasets"])
    drawn_names = {
        value
        for rows in organizations.spec["datasets"].values()
        for row in rows
        for value in row.values()
    }
    assert "Ardania" in drawn_names
    assert "Mira Tolvane" not in drawn_names
    with pytest.raises(QuestionError, match="person"):
        figure(dossier, by="persons")


@pytest.mark.parametrize("name", FIGURES)
def test_a_title_of_ones_own_takes_its_place_in_every_state(
    name: str, over_a_year: analysis.Dossier
) -> None:
    figure = getattr(discourse.charts, name)(over_a_year, title="My finding")
    assert {state[-2] for state in figure.captions.states} == {"My finding"}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_reads_a_corpus(name: str, corpus: Corpus) -> None:
    figure = getattr(discourse.charts, name)(corpus)
    assert isinstance(figure, Explorer)
    assert "Joss Halder" in figure.sentence


def test_the_corpus_has_those_change_sides_who_do_in_its_story(corpus: Corpus) -> None:
    figure = discourse.charts.coalition_timeline(corpus, by="organization")
    assert figure.title == "Felland, Port Workers’ Union and Delmora change sides"


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (
            year(),
            [
                "Of 5 speakers 1 changes sides: Eve.",
                "105 statements take sides on 2 points; 1 of them is contested.",
            ],
        ),
        (
            [one for one in year() if one[1] != "eve"],
            ["Of 4 speakers nobody is seen to change sides."],
        ),
        (
            [
                ("2031-01-01", *one)
                for one in (("ann", "Toll", "agree"), ("ben", "Toll", "disagree"))
            ]
            + [("2031-01-01", "cleo", "Tax", "agree")],
            [
                "Of 3 speakers 1 is against 1; 1 is on neither side for certain.",
                "3 statements take sides on 2 points; 1 of them is contested.",
            ],
        ),
        (
            [("2031-01-01", "ann", "Toll", "agree")],
            [
                "Only one speaker takes a side.",
                "1 statement takes sides on 1 point; none is contested.",
            ],
        ),
    ],
)
def test_the_opening_says_who_moves_or_who_is_against_whom(
    make_dossier: MakeDossier, said: list[Said], sentences: list[str]
) -> None:
    found = str(discourse.charts.what_this_shows(make_dossier(actors=ACTORS, claims=claims(*said))))
    for sentence in sentences:
        assert sentence in found
