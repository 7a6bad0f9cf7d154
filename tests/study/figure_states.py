"""What a figure says and shows in a state of its controls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import vl_convert
from bs4 import BeautifulSoup

from analysis.explorer.cards import shown_cards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.explorer import Card, CardExplorer, Explorer


def set_to(figure: Explorer, **state: bool | str) -> dict[str, Any]:
    """The spec with some controls set."""
    spec: dict[str, Any] = json.loads(json.dumps(figure.spec))
    params = {param["name"]: param for param in spec.get("params", [])}
    for name, value in state.items():
        params[name]["value"] = value
    return spec


def cards(figure: CardExplorer, **state: bool | str) -> list[Card]:
    """Cards that a state shows, in their order."""
    return [figure.cards[number] for number in shown_cards(set_to(figure, **state))]


def text_of(card: Card) -> str:
    return "\n".join([card.group, str(card.heading), *card.chips, *map(str, card.lines)])


def drawn_caption(figure: Explorer, **state: bool | str) -> tuple[str, str]:
    """Title and sentence that a layer of the chart says."""
    svg = vl_convert.vegalite_to_svg(json.dumps(set_to(figure, **state)))
    text = BeautifulSoup(svg, "html.parser").select_one(".caption_marks text")
    assert text is not None
    title, _, sentence = text.get_text().partition("\n")
    return title, sentence


def marks(figure: Explorer, **state: bool | str) -> list[str]:
    """What the marks of a state say to a screen reader."""
    svg = vl_convert.vegalite_to_svg(json.dumps(set_to(figure, **state)))
    page = BeautifulSoup(svg, "html.parser")
    found = page.select("g.role-mark path[aria-label]")
    return [str(mark["aria-label"]) for mark in found]


def states(figure: Explorer) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Every state that has a caption, with its title and sentence."""
    for *values, title, sentence in figure.captions.states:
        yield dict(zip(figure.captions.keys, values, strict=True)), title, sentence
