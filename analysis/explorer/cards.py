"""Cards of text as HTML, of which a spec says which are shown and in which order."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

from analysis.charting.untrusted import escape_html
from analysis.errors import AnalysisError
from analysis.explorer.findings import Sentence
from analysis.explorer.links import anchored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.charting.untrusted import Json

MARKS = "cards"
"""Name of the view whose rows say which cards are shown, and in which order."""

TONES = ("", "for", "against", "aside")
LANES = ("", "start", "end", "across", "beside")


@dataclass(frozen=True)
class Card:
    """One card.

    Raises
    ------
    AnalysisError
        The tone or the lane is unknown, or the anchor is malformed.
    """

    heading: Sentence | str
    lines: Sequence[Sentence | str] = ()
    chips: Sequence[str] = ()
    """Words set off below the heading, such as what kind of statement it is."""

    group: str = ""
    """Cards of one group stand together under its name, groups in the order of their first card."""

    tone: str = ""
    """How it bears on the question: ``for``, ``against``, ``aside``, or nothing of the kind."""

    anchor: str = ""
    """Where links to it lead, such as ``claim-c01``."""

    lane: str = ""
    """On which of two sides that face each other it is (``start``, ``end``), or ``across`` both;
    cards ``beside`` each other have a line of their own."""

    folded: Sequence[Sentence | str] = ()
    """Lines that a reader unfolds; they are not printed."""

    fold: str = "More"
    """Words behind which those lines are."""

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise AnalysisError(f"a card's tone is one of {', '.join(TONES[1:])}, not {self.tone}")
        if self.lane not in LANES:
            raise AnalysisError(f"a card's lane is one of {', '.join(LANES[1:])}, not {self.lane}")
        if self.anchor:
            anchored(self.anchor)

    def payload(self) -> dict[str, Json]:
        """Give the card as JSON."""
        return {
            "heading": _sentence(self.heading).parts,
            "lines": [_sentence(line).parts for line in self.lines],
            "chips": list(self.chips),
            "group": self.group,
            "tone": self.tone,
            "anchor": self.anchor,
            "lane": self.lane,
            "folded": [_sentence(line).parts for line in self.folded],
            "fold": self.fold,
        }

    @classmethod
    def of_payload(cls, payload: Json) -> Card:
        """Take what an output has, as if a stranger had written it."""
        return cls(
            Sentence.of_parts(payload["heading"]),
            [Sentence.of_parts(line) for line in payload["lines"]],
            list(map(str, payload["chips"])),
            str(payload["group"]),
            str(payload["tone"]),
            str(payload["anchor"]),
            str(payload["lane"]),
            folded=[Sentence.of_parts(line) for line in payload["folded"]],
            fold=str(payload["fold"]),
        )


def shown_cards(spec: dict[str, Any]) -> list[int]:
    """Give the numbers of the cards that a spec shows as it opens, in their order."""
    import vl_convert

    drawn = BeautifulSoup(vl_convert.vegalite_to_svg(json.dumps(spec)), "html.parser")
    texts = [text.get_text().split(" ") for text in drawn.select(f".{MARKS}_marks text")]
    try:
        return [int(card) for _, card in sorted((float(slot), int(card)) for slot, card in texts)]
    except ValueError as problem:
        raise AnalysisError(
            "the chart of cards needs the column card, the number of a card from 0, and slot, if "
            "it has one, is a number"
        ) from problem


def cards_html(cards: Sequence[Card], shown: Sequence[int]) -> str:
    """Give all cards as HTML, those shown first and in their order, the others hidden."""
    if strange := [card for card in shown if not 0 <= card < len(cards)]:
        raise AnalysisError(f"the chart shows card {strange[0]}; there are {len(cards)}, from 0")
    place = {card: at for at, card in enumerate(shown)}
    order = sorted(range(len(cards)), key=lambda card: place.get(card, len(cards)))
    groups = list(dict.fromkeys(card.group for card in cards))
    parts = []
    anchors: set[str] = set()  # an id is unique: the first card of an anchor has it
    for group in groups:
        inside = [card for card in order if cards[card].group == group]
        items = ""
        for card in inside:
            anchor = "" if cards[card].anchor in anchors else cards[card].anchor
            anchors.add(anchor)
            items += _card_html(replace(cards[card], anchor=anchor), card, hide=card not in place)
        hidden = "" if any(card in place for card in inside) else " hidden"
        head = f"<h4>{escape_html(group)}</h4>" if group else ""
        parts.append(f"<section{hidden}>{head}<ol>{items}</ol></section>")
    return f'<div class="dossier-cards">{"".join(parts)}</div>'


def _card_html(card: Card, number: int, *, hide: bool) -> str:
    chips = "".join(f"<span>{escape_html(chip)}</span>" for chip in card.chips)
    lines = "".join(f"<p>{_sentence(line).html()}</p>" for line in card.lines)
    chipped = f'<p class="dossier-chips">{chips}</p>' if chips else ""
    anchor = f' id="{card.anchor}"' if card.anchor else ""
    looks = " ".join(f"dossier-{look}" for look in (card.tone, card.lane) if look)
    tone = f' class="{looks}"' if looks else ""
    hidden = " hidden" if hide else ""
    heading = f'<p class="dossier-heading">{_sentence(card.heading).html()}</p>'
    folded = "".join(f"<p>{_sentence(line).html()}</p>" for line in card.folded)
    if folded:
        folded = f"<details><summary>{escape_html(card.fold)}</summary>{folded}</details>"
    return f'<li data-card="{number}"{anchor}{tone}{hidden}>{heading}{chipped}{lines}{folded}</li>'


def _sentence(words: Sentence | str) -> Sentence:
    return words if isinstance(words, Sentence) else Sentence("{s}", s=words)
