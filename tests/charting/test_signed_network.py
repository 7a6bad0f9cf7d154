"""The picture of a signed network, for whatever names."""

from __future__ import annotations

import math

import altair as alt
import polars as pl
import vl_convert

from analysis.charting import circle_layout, edge_layout, signed_network
from analysis.charting.network import camp_layout

NAMES = [
    "Alpha",
    "Federation of the Independent Provinces of the Far Eastern Shore",
    "Республика Северных Островов",
    "北方諸島共和国連邦人民会議常任委員会事務局",
    'O\'Brien "the </script> envoy" \u202e',
]


def drawn() -> alt.LayerChart:
    places = circle_layout(NAMES).with_columns(node="name")
    camps = ["with", "against", "undecided", "unlinked", "with"]
    nodes = places.with_columns(camp=pl.Series(camps), side=pl.Series(camps))
    ties = pl.DataFrame({"a": range(4), "b": range(1, 5), "one": NAMES[:-1], "other": NAMES[1:]})
    edges = ties.with_columns(
        pair=pl.concat_str("one", pl.lit(" - "), "other"),
        relation=pl.Series(["friendly", "hostile"] * 2),
        directed=pl.Series([True, False] * 2),
        frustration=pl.Series([0.0, 0.5, 0.0, 1.0]),
        strain=pl.Series(["in line", "sometimes at odds", "in line", "at odds"]),
        supposed=pl.Series([False, False, True, False]),
        way=pl.Series([", from Alpha", "", "", ""]),
        rests_on=pl.lit("a treaty"),
        citation=pl.lit("a source"),
    )
    return signed_network(alt.Chart(nodes), edge_layout(alt.Chart(edges), places), NAMES[-1])


def test_long_and_foreign_names_are_drawn_whole_in_short_lines() -> None:
    svg = vl_convert.vegalite_to_svg(drawn().to_dict())
    for name, label in circle_layout(NAMES[:4]).select("name", "label").iter_rows():
        assert "".join(label.split()) == "".join(name.split())
        for line in label.split("\n"):
            assert len(line) <= 16
            assert f">{line}</" in svg


def test_the_legend_names_whom_camps_are_seen_from() -> None:
    svg = vl_convert.vegalite_to_svg(drawn().to_dict())
    assert '>with O\'Brien "the &lt;/script&gt; envoy" [U+202E]</' in svg
    assert ">not linked</" in svg


def test_places_are_distinct_and_labels_are_outside_the_circle() -> None:
    for count in (1, 2, 7, 40):
        places = circle_layout([f"actor {n}" for n in range(count)])
        assert places.select("x", "y").unique().height == count
        for x, y in places.select("label_x", "label_y").iter_rows():
            assert math.hypot(x, y) > 1.1


def test_a_mark_says_its_tie_in_a_sentence() -> None:
    svg = vl_convert.vegalite_to_svg(drawn().to_dict())
    said = f"{NAMES[0]} - {NAMES[1]}: friendly, from Alpha, in line with the camps; a treaty"
    assert f'aria-label="{said}"' in svg


def test_camps_are_at_the_right_and_at_the_left_and_the_rest_between() -> None:
    camps = {"a": "with", "b": "with", "c": "against", "d": "undecided", "e": "unlinked"}
    places = dict(camp_layout(camps).select("name", "x").iter_rows())
    assert list(places) == list(camps)
    assert min(places["a"], places["b"]) > 0 > places["c"]
    assert places["d"] == places["e"] == 0


def test_a_camp_alone_is_around_a_circle() -> None:
    one = camp_layout(dict.fromkeys("abcd", "with"))
    assert one.equals(circle_layout([*"abcd"]))


def test_many_between_the_camps_are_around_the_circle_with_all() -> None:
    camps = {f"actor {n}": "unlinked" if n else "with" for n in range(8)}
    assert camp_layout(camps).equals(circle_layout([*camps]))


def test_large_camps_have_a_place_for_everyone() -> None:
    kinds = ("with", "against", "undecided", "unlinked")
    places = camp_layout({f"actor {n}": kinds[n % 4] for n in range(60)})
    assert places.select("x", "y").unique().height == 60


def test_no_names_give_no_places() -> None:
    assert circle_layout([]).is_empty()


def test_edges_run_between_the_places_of_their_ends() -> None:
    places = circle_layout(NAMES)
    rows = pl.DataFrame({"a": [0], "b": [2]})
    points = edge_layout(alt.Chart(rows), places).mark_text().encode(text="at:N")
    ends = "join([datum.x, datum.y, datum.to_x, datum.to_y], ' ')"
    svg = vl_convert.vegalite_to_svg(points.transform_calculate(at=ends).to_dict())
    shown = [places.select(pl.col("x", "y").round(3)).row(at) for at in (0, 2)]
    assert f">{' '.join(f'{number:g}' for end in shown for number in end)}</text>" in svg
