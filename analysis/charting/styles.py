"""How each word of a vocabulary looks: a colour, and never the colour alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import altair as alt

from analysis.charting.untrusted import vega_literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

SOLID, DASHED, DOTTED = (1, 0), (6, 3), (2, 3)
LONG_DASHED, DASH_DOTTED = (12, 3), (9, 3, 2, 3)


@dataclass(frozen=True)
class Style:
    """How one word looks.

    Raises
    ------
    ValueError
        Nothing but the colour would distinguish the word from others.
    """

    color: str
    shape: str = ""
    """Vega's name of a symbol."""

    dash: Sequence[float] = ()
    """Lengths of line and gap, in pixels."""

    label: str = ""
    """Text of the legend; by default the word itself."""

    def __post_init__(self) -> None:
        if not self.shape and not self.dash:
            raise ValueError(f"{self.color} alone is not enough: give a shape or a dash as well")


class Styles:
    """The styles of a vocabulary, as channels of a chart.

    Parameters
    ----------
    words
        Style of each word, in the order of the legend.

    Examples
    --------
    >>> from analysis.charting import BLUE, VERMILION
    >>> signs = Styles(
    ...     {
    ...         "friendly": Style(BLUE, dash=SOLID),
    ...         "hostile": Style(VERMILION, dash=DASHED, label="hostile to {whom}"),
    ...     }
    ... )
    >>> lines = alt.Chart().mark_line().encode(**signs.lines("sign:N", "Tie", orient="bottom"))
    >>> signs.color("sign:N").to_dict()["scale"]
    {'domain': ['friendly', 'hostile'], 'range': ['#0072B2', '#D55E00']}
    >>> signs.labelled(whom="Alpha").color("sign:N").to_dict()["legend"]["labelExpr"]
    '{"friendly": "friendly", "hostile": "hostile to Alpha"}[datum.label]'
    """

    def __init__(self, words: Mapping[str, Style]) -> None:
        self.words = dict(words)

    def only(self, words: Collection[str]) -> Styles:
        """Keep the words that a chart shows."""
        return Styles({word: style for word, style in self.words.items() if word in words})

    def labelled(self, **names: str) -> Styles:
        """Fill in the names that labels leave open in braces."""
        filled = {
            word: replace(style, label=style.label.format(**names))
            for word, style in self.words.items()
        }
        return Styles(filled)

    def points(self, field: str, title: str | None = None, **legend: object) -> dict[str, Any]:
        """Give colour and shape; `legend` has options of `altair.Legend`."""
        color, shape = self.color(field, title, **legend), self.shape(field, title, **legend)
        return {"color": color, "shape": shape}

    def lines(self, field: str, title: str | None = None, **legend: object) -> dict[str, Any]:
        """Give colour and dash; `legend` has options of `altair.Legend`."""
        dash = alt.StrokeDash(field, title=title, **self._looks("dash", legend))
        return {"color": self.color(field, title, **legend), "strokeDash": dash}

    def color(self, field: str, title: str | None = None, **legend: object) -> alt.Color:
        """Give the colour alone, for a mark beside those that have the shape or dash."""
        return alt.Color(field, title=title, **self._looks("color", legend))

    def shape(self, field: str, title: str | None = None, **legend: object) -> alt.Shape:
        """Give the shape alone."""
        return alt.Shape(field, title=title, **self._looks("shape", legend))

    def _looks(self, look: str, legend: Mapping[str, Any]) -> dict[str, Any]:
        looks = [getattr(style, look) for style in self.words.values()]
        if not all(looks):
            raise ValueError(f"some of {', '.join(self.words)} has no {look}: colour alone is left")
        if any(style.label for style in self.words.values()):
            labels = {word: style.label or word for word, style in self.words.items()}
            legend = {"labelExpr": f"{vega_literal(labels)}[datum.label]", **legend}
        scale = alt.Scale(domain=list(self.words), range=looks)
        return {"scale": scale, "legend": alt.Legend(**legend)}
