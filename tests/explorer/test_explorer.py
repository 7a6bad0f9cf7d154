import json

import altair as alt
import ipywidgets
import nbformat
import polars as pl
import pytest
import vl_convert
from bs4 import BeautifulSoup

from analysis.charting import titled, vega_literal
from analysis.errors import AnalysisError
from analysis.explorer import Explorer, TableExplorer
from analysis.explorer.base import FIGURE_MIME

TIES = pl.DataFrame({"tie": ["treaty", "sale"], "start": [2024, 2023]})


def bars(*params: alt.Parameter) -> alt.Chart:
    chart = alt.Chart(TIES).mark_bar().encode(x="start:Q", y="tie:N").add_params(*params)
    return titled(chart, "Two ties", "Counted")


def year(**bind: object) -> alt.Parameter:
    return alt.param("year", value=2024, bind=alt.binding_range(min=2000, max=2024, **bind))


def test_the_bundle_is_live_saved_and_plain() -> None:
    bundle = Explorer(bars(year()), name="ties")._repr_mimebundle_()
    assert set(bundle) == {
        "application/vnd.jupyter.widget-view+json",
        "application/vnd.dossier.figure+json",
        "text/html",
        "text/plain",
    }
    said = "Two ties. Counted. year: 2024."
    assert bundle["text/plain"] == f'Explorer "ties": {said}\n  year: 2000 to 2024'


def test_the_saved_view_is_a_picture_with_the_finding_as_its_text() -> None:
    page = BeautifulSoup(Explorer(bars(), name="ties").to_html(), "html.parser")
    image = page.select_one("figure#explorer-ties > img")
    assert image["alt"] == "Two ties. Counted"
    assert image["src"].startswith("data:image/webp;base64,")


def test_only_a_picture_that_has_controls_says_where_they_are() -> None:
    texts = [Explorer(bars(*p), name="ties").to_html() for p in ([year()], [])]
    assert ["to use the controls" in text for text in texts] == [True, False]


@pytest.mark.parametrize("character", ["\0", "\b", "\x1b", "\x7f", "\u202e", "\uffff"])
def test_a_character_that_nobody_sees_is_written_out(character: str) -> None:
    rows = pl.DataFrame({"tie": [f"pa{character}ct"], "start": [2024]})
    chart = alt.Chart(rows).mark_bar().encode(x="start:Q", y="tie:N")
    explorer = Explorer(chart, name="ties", alt_text="One tie.")
    (data,) = explorer.spec["datasets"].values()
    assert data[0]["tie"] == f"pa[U+{ord(character):04X}]ct"
    assert "data:image/webp" in explorer.to_html()


@pytest.mark.parametrize("character", ["\0", "\u2028", "\u202e"])
def test_an_expression_finds_the_option_that_is_written_out(character: str) -> None:
    # The option is untrusted and so is its literal: both are written out alike.
    kind = f"a{character}b"
    chosen = alt.param("kind", value=kind, bind=alt.binding_select(options=[kind]))
    chart = bars(chosen).transform_calculate(at=f"indexof({vega_literal([kind])}, kind)")
    spec = Explorer(chart, name="ties").spec
    spec["encoding"] = {"text": {"field": "at"}}
    spec["mark"] = {"type": "text", "aria": False}
    assert ">0</text>" in vl_convert.vegalite_to_svg(spec)


def test_a_long_label_of_emoji_is_kept_and_drawn() -> None:
    label = "ties" * 10 + "\N{HANDSHAKE}" * 40
    chart = alt.Chart(pl.DataFrame({"tie": [label]})).mark_bar().encode(y="tie:N")
    explorer = Explorer(chart, name="ties", alt_text="One tie.")
    (data,) = explorer.spec["datasets"].values()
    assert data[0]["tie"] == label
    assert "data:image/webp" in explorer.to_html()


def test_a_value_that_is_no_number_is_empty_in_the_page() -> None:
    rows = pl.DataFrame({"tie": ["treaty", "sale"], "start": [float("nan"), float("inf")]})
    chart = alt.Chart(rows).mark_bar().encode(x="start:Q", y="tie:N")
    payload = Explorer(chart, name="ties", alt_text="Two.").saved()[FIGURE_MIME]
    (data,) = json.loads(json.dumps(payload, allow_nan=False))["spec"]["datasets"].values()
    assert [row["start"] for row in data] == [None, None]


def test_the_same_chart_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    def both() -> alt.TopLevelMixin:
        pick = alt.selection_point(name="pick", fields=["tie"])
        return alt.hconcat(bars(pick), bars(), title="Two views")

    first = Explorer(both(), name="two")
    again = Explorer(both(), name="two")
    assert (again.to_html(), again.saved()) == (first.to_html(), first.saved())


def test_what_rows_say_is_kept_where_it_looks_like_the_name_of_a_view() -> None:
    chart = titled(alt.Chart(pl.DataFrame({"tie": ["view_7"]})).mark_bar(), "One tie", "Counted")
    (data,) = Explorer(chart, name="ties").spec["datasets"].values()
    assert data == [{"tie": "view_7"}]


def test_a_changed_number_changes_the_saved_view() -> None:
    changed = alt.Chart(TIES.with_columns(start=pl.col("start") + 1)).mark_bar().encode(x="start:Q")
    original = alt.Chart(TIES).mark_bar().encode(x="start:Q")
    views = [Explorer(chart, name="n", alt_text="A.") for chart in (original, changed)]
    assert views[0].saved() != views[1].saved()


@pytest.mark.parametrize(
    ("bind", "widget"),
    [
        (alt.binding_select(options=[None, "a"]), "Dropdown"),
        (alt.binding_radio(options=["a", "b"]), "RadioButtons"),
        (alt.binding_range(min=0, max=10, step=1), "IntSlider"),
        (alt.binding_range(min=0, max=1, step=0.1), "FloatSlider"),
        (alt.binding_checkbox(), "Checkbox"),
        (alt.binding(input="date"), "DatePicker"),
        (alt.binding(input="number"), "FloatText"),
        (alt.binding(input="text"), "Text"),
    ],
)
def test_each_binding_becomes_its_widget(bind: object, widget: str) -> None:
    explorer = Explorer(bars(alt.param("chosen", bind=bind)), name="ties")
    assert type(explorer.controls["chosen"]).__name__ == widget
    assert explorer.controls["chosen"].description == "chosen"


def test_params_of_layers_and_of_concatenated_charts_are_found() -> None:
    layered = bars(year()) + bars(alt.param("on", value=True, bind=alt.binding_checkbox()))
    beside = alt.hconcat(layered, bars(alt.param("off", bind=alt.binding_checkbox())))
    explorer = Explorer(beside, name="ties", alt_text="Ties.")
    assert set(explorer.controls) == {"year", "on", "off"}


def test_an_option_of_none_is_named_all() -> None:
    kind = alt.param("kind", bind=alt.binding_select(options=[None, "treaty"]))
    assert "kind: all, treaty" in str(Explorer(bars(kind), name="ties"))


def test_options_are_named_as_a_reader_writes_them() -> None:
    pick = alt.param("pick", bind=alt.binding_select(options=["", True, False, 0.1 + 0.2]))
    said = str(Explorer(bars(pick), name="ties"))
    assert "pick: (empty), yes, no, 0.3" in said


def test_a_control_without_a_name_has_that_of_its_param() -> None:
    pick = alt.param("one_of", bind=alt.binding_select(options=["a"], name=" "))
    assert "one of: a" in str(Explorer(bars(pick), name="ties"))


@pytest.mark.parametrize(
    "other",
    [
        alt.param("year", value=True, bind=alt.binding_checkbox()),
        alt.param("year", value=2000, bind=alt.binding_range(min=1990, max=2010)),
        alt.param("year", bind=alt.binding_select(options=[2024])),
        alt.param("year", bind=alt.binding_select(options=["2024"])),
        alt.param("year", bind=alt.binding_select(options=[None])),
        alt.selection_point(name="year", fields=["tie"]),
        alt.selection_point(name="year", fields=["start"]),
    ],
)
def test_params_of_one_name_that_take_other_values_are_of_another_family(
    other: alt.Parameter,
) -> None:
    families = [Explorer(bars(one), "ties").params[0].family for one in (year(), other, year())]
    assert families[0] == families[2] != families[1]


def test_each_kind_of_option_and_of_pick_is_a_family_of_its_own() -> None:
    others = [
        *(alt.param("year", bind=alt.binding_select(options=[o])) for o in (1, "1", None, "None")),
        *(alt.selection_point(name="year", fields=[field]) for field in ("tie", "start")),
    ]
    assert len({Explorer(bars(one), "ties").params[0].family for one in others}) == 6


def test_a_slider_shows_all_the_places_of_its_steps() -> None:
    fine = alt.param("fine", value=0.005, bind=alt.binding_range(min=0, max=1, step=0.001))
    assert Explorer(bars(fine), "ties").controls["fine"].readout_format == ".3f"


@pytest.mark.parametrize(
    ("chart", "named", "complaint"),
    [
        (bars(alt.param(bind=alt.binding_checkbox())), "ties", "has no name"),
        (bars(), "My Ties", "kebab-case"),
        (
            bars(alt.param("big", bind=alt.binding_select(options=[2**60]))),
            "ties",
            "a browser would round",
        ),
        (alt.Chart(TIES).mark_bar(), "ties", "nothing says what the chart shows"),
        (alt.Chart("https://example.org/a.csv").mark_bar(), "ties", "Saved pages have no network"),
        (bars().encode(href="tie:N"), "ties", "TableExplorer"),
        (
            alt.Chart(pl.DataFrame({"n": range(5_001)}), title="Many").mark_tick().encode(x="n:Q"),
            "ties",
            "more than 5,000 rows, all of which the page would carry; filter them",
        ),
    ],
)
def test_a_chart_that_cannot_be_shared_is_refused_with_the_reason(
    chart: alt.Chart, named: str, complaint: str
) -> None:
    with pytest.raises(AnalysisError, match=complaint):
        Explorer(chart, name=named)


def test_the_picture_stays_small() -> None:
    assert len(Explorer(bars(), name="ties").to_html()) < 60_000


def test_the_bundle_is_a_valid_output_of_a_notebook() -> None:
    data = Explorer(bars(year()), name="ties")._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data, execution_count=1)
    cell = nbformat.v4.new_code_cell("", outputs=[output], execution_count=1)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_running_a_cell_again_leaves_no_widget_behind() -> None:
    def shown() -> int:
        Explorer(bars(year()), name="run-again")._repr_mimebundle_()
        TableExplorer(TIES, name="run-again")._repr_mimebundle_()
        return len(ipywidgets.Widget.get_manager_state()["state"])

    assert shown() == shown()


def test_a_picture_taller_than_webp_can_be_is_another() -> None:
    tall = bars().properties(height=16_500)
    assert 'src="data:image/png;base64,' in Explorer(tall, name="ties").to_html()
