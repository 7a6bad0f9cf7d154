"""Whatever a public class is, a notebook shows it in words: no field names, no addresses."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from bs4 import BeautifulSoup
from IPython.core.formatters import DisplayFormatter
from ipywidgets import Widget
from reference import exported, modules

import analysis
from analysis import (
    alliances,
    balance,
    charting,
    coding,
    discourse,
    evidence,
    exchange,
    red_lines,
    tidying,
    weapons,
)
from analysis.explorer import Figure, Link, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = "<b>Ardania</b> & \N{LATIN SMALL LETTER E WITH ACUTE}"
WRITTEN = {
    *("Arrangement", "Card", "Frame", "Link", "Readings", "Style", "Styles", "WhatIf"),
    *("OfflineExporter", "TextPage"),
}
"""What a user writes, or nbconvert makes: nothing was found in it."""
TRIANGLE = pl.DataFrame({"source": [HOSTILE, "b", "c"], "target": ["b", "c", HOSTILE]})
SIGNED = TRIANGLE.with_columns(sign=pl.Series([1, 1, -1]))
FIGURE = {"quantity": "combat_mass_t", "condition": None, "unit": "t", "low": 45, "high": 45}


def problem() -> object:
    with pytest.raises(analysis.DossierError) as refused:
        analysis.load(f"nowhere/{HOSTILE}")
    return refused.value.problems[0]


def article() -> evidence.Article:
    return evidence.read_article(analysis.example().folder / "article.txt")


def foreign() -> evidence.Foreign:
    """What a file of another tool may have, in its own words."""
    said = {"concept": HOSTILE, "statement": HOSTILE}
    passage = evidence.Passage(HOSTILE, "the ferry", 2, 9, said, HOSTILE, HOSTILE, (HOSTILE,))
    doubted = evidence.Passage("line 2", HOSTILE, doubt=HOSTILE)
    text = evidence.ForeignText(HOSTILE, "A text.", (passage, doubted))
    return evidence.Foreign((text,), {"ties": []}, (HOSTILE,), (HOSTILE,))


SHOWN: dict[str, Callable[[], object]] = {
    "Agreement": lambda: coding.agreement(analysis.example().claims, analysis.example().claims),
    "Article": article,
    "Camps": lambda: alliances.camps(SIGNED, "b"),
    "Coalitions": lambda: discourse.coalitions(discourse.statements(analysis.example())),
    "Comparability": lambda: weapons.comparable(FIGURE, FIGURE | {"condition": f"at: {HOSTILE}"}),
    "Corpus": lambda: analysis.load_corpus([analysis.example().folder]),
    "Consequences": lambda: red_lines.forward_chain(analysis.example(), "belmark-delivers-kelpie"),
    "DiscourseNetwork": lambda: discourse.network(discourse.statements(analysis.example())),
    "Dossier": analysis.example,
    "Excerpt": lambda: evidence.excerpt(analysis.example(), "c13", article()),
    "Foreign": foreign,
    "ForeignFormat": lambda: exchange.READERS["webannotation"],
    "ForeignText": lambda: foreign().texts[0],
    "Frustration": lambda: balance.frustration_index(SIGNED),
    "Imported": lambda: coding.imported(foreign(), analysis.example().folder, document=HOSTILE),
    "Intake": lambda: coding.intake('{"claims": [{}]}', analysis.example().folder),
    "Interval": lambda: weapons.Interval(40, 60),
    "JoinedTies": lambda: alliances.joined(
        SIGNED.with_columns(source_name=pl.lit(HOSTILE)), analysis.example()
    ),
    "OptimalPartitions": lambda: balance.optimal_partitions(SIGNED),
    "Passage": lambda: foreign().texts[0].passages[0],
    "Problem": problem,
    "Ratio": lambda: weapons.ratio(FIGURE, FIGURE | {"low": 30, "high": 40}),
    "Sentence": lambda: Sentence("{n} of {who}.", n=1200, who=Link(HOSTILE, "#actor-a")),
    "Settings": lambda: charting.Settings(seen_from={"a": HOSTILE, "b": "B"}),
    "Study": lambda: analysis.example().study,
    "Tidied": lambda: tidying.tidy(analysis.example().folder),
    "TriadCensus": lambda: balance.triad_census(SIGNED),
}


def results() -> set[str]:
    """Public classes of all rooms but errors, and figures and widgets, which show themselves."""
    rooms = [module for module in modules() if not module.endswith(".charts")]
    found = {n: getattr(importlib.import_module(room), n) for room in rooms for n in exported(room)}
    classes = {name: one for name, one in found.items() if isinstance(one, type)}
    return {
        name for name, one in classes.items() if not issubclass(one, Exception | Figure | Widget)
    }


def test_every_public_result_is_tried() -> None:
    assert results() - WRITTEN == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_a_result_is_shown_in_words(name: str) -> None:
    shown, _ = DisplayFormatter().format(SHOWN[name]())
    page = BeautifulSoup(shown["text/html"], "html.parser")
    assert page.find("b") is None
    assert page.get_text().strip()
    for text in (shown["text/plain"], page.get_text()):
        assert not re.search(rf"{name}\(|\bobject at\b|0x[0-9a-f]{{6}}|\w=|None|shape:|_", text)
        assert "&lt;" not in text


@pytest.mark.parametrize("name", SHOWN)
def test_results_are_looked_for_among_others(name: str) -> None:
    first, second = SHOWN[name](), SHOWN[name]()
    assert [second, first].index(first) in {0, 1}  # frames cannot be compared as a whole


def test_camps_and_consequences_call_things_by_their_names() -> None:
    dossier = analysis.example()
    ties = alliances.ties_in_force(dossier)
    names = dossier.names.in_sentence
    assert "With Ardania" in str(alliances.camps(ties, "ardania", names=names))
    assert "With ardania" in str(alliances.camps(ties, "ardania"))
    assert "Felland" in str(alliances.world(dossier, "unnamed-captains"))
    assert "Ardania" in str(alliances.every_setting(dossier, "ardania").camps[-1])
    followed = str(red_lines.forward_chain(dossier, "belmark-delivers-kelpie"))
    assert followed.startswith("Given: Belmark delivers Kelpie launchers to Corvia")
    assert "3 commitments in 3 rounds follow." in followed
    assert str(red_lines.forward_chain(dossier, [])).endswith("Nothing follows.")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            (30, 40),
            "The first is larger than the second: the first is 1.125 to 1.5 times the second.",
        ),
        ((90, 90), "The first is not larger than the second: the first is 0.5 times the second."),
        (
            (40, 50),
            "Which of the two is larger is open: the first is 0.9 to 1.125 times the second.",
        ),
        ((None, None), "Which of the two is larger is open."),
    ],
)
def test_a_ratio_is_a_sentence_chosen_by_what_was_found(
    other: tuple[float | None, float | None], said: str
) -> None:
    low, high = other
    found = weapons.ratio(FIGURE, FIGURE | {"low": low, "high": high})
    assert str(found).splitlines()[0] == said
    assert found[1] == found.relation  # it is still a tuple
