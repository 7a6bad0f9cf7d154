"""Every two speakers in every window: how much they agree, by any way of counting it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NothingToShow, Settings, caption_rows, counted, enumerated
from analysis.charting.numbers import number_text
from analysis.discourse.charts.debates import WHOLE, ordered
from analysis.discourse.charts.divisions import UNMATCHED, Divisions

if TYPE_CHECKING:
    from analysis.discourse.charts.debates import Debate

AGGREGATIONS = {
    "subtract": "agreement less disagreement",
    "congruence": "agreement",
    "conflict": "disagreement",
    "ignore": "the same points, whatever is said",
}
NORMALIZATIONS = {
    "no": "pairs of statements",
    "average": "per statement of the two (average)",
    "jaccard": "Jaccard",
    "cosine": "cosine",
}
_PER = {
    "no": "A pair of statements on one point counts 1.",
    "average": "The number is divided by the mean number of statements of the two.",
    "jaccard": "Jaccard similarity: 1 where two say the same equally often.",
    "cosine": "Cosine similarity: 1 where two say the same in the same proportions.",
}
_PER_OTHERS = {
    "jaccard": "The number is divided as in Jaccard similarity, by all that either says.",
    "cosine": "The number is divided as in cosine similarity, by how much both say.",
}
"""Of what is not agreement alone, the quotient is not a similarity."""
_CAMPS_BY = "The camps are those of agreement less disagreement."
_OUTLINED = (
    "Ties with a dark edge are at odds with the camps, in some of the best divisions at least."
)
_MOST_NAMED = 4
SILENT = "silent"
_ALIKE = 1e-9

Way = tuple[str, str, str]
"""Which points count, how they are counted, and by what the number is divided."""


@dataclass(frozen=True)
class SpeakingPairs:
    """What the network of speakers draws.

    Attributes
    ----------
    speakers
        In the order in which they are placed.
    edges
        ``span`` (value of a window), ``a`` and ``b`` (places of two speakers), ``pair``,
        ``weights`` (a number for each `Way`, the last part of which changes fastest, with bars
        between them), ``same`` and ``opposite`` (points on which they take the same and opposite
        sides), ``odds`` (for each kind of points 1 if the tie is at odds with the camps, else 0).
    nodes
        ``span``, ``a``, ``name``, ``camps`` (one for each kind of points, with bars between them)
        and ``said`` (how many statements).
    camps
        Camp of each speaker over the whole time, by the points with which the figure opens.
    captions, settings
        Title and sentence of each setting.
    """

    speakers: list[str]
    edges: pl.DataFrame
    nodes: pl.DataFrame
    camps: dict[str, str]
    captions: pl.DataFrame
    settings: Settings


def speaking_pairs(asked: Debate, title: str | None = None) -> SpeakingPairs:
    """Count the ties of the speakers drawn, in all ways, in the whole and in each window.

    Raises
    ------
    NothingToShow
        No two speakers speak on one point.
    """
    found = _Found(asked)
    if found.edges.is_empty():
        raise NothingToShow("No two speakers take a side on the same point yet.")
    options = {"concepts": asked.kinds} if len(asked.kinds) > 1 else {}
    options |= {"aggregation": AGGREGATIONS, "normalization": NORMALIZATIONS}
    if asked.spans:
        options["window"] = {one.value: one.label for one in asked.choices}
    settings = Settings(**options)
    captions = caption_rows(settings, lambda **chosen: found.worded(title, **chosen))
    placed = found.camps[found.opening, WHOLE]
    return SpeakingPairs(found.speakers, found.edges, found.nodes, placed, captions, settings)


class _Found:
    """Works out edges, nodes and words once."""

    def __init__(self, asked: Debate) -> None:
        self.asked = asked
        self.opening = next(iter(asked.kinds))
        self.divisions = {kind: Divisions(asked.of(kind), asked.choices) for kind in asked.kinds}
        self.camps = {
            (kind, one.value): self.divisions[kind].camps[one.value]
            for kind in asked.kinds
            for one in asked.choices
        }
        parts = self.divisions[self.opening].parts
        self.speakers = ordered(asked.speakers, self.camps[self.opening, WHOLE], parts)
        self.weights = self._weights()
        self.edges = self._edges()
        self.nodes = self._nodes()

    def _weights(self) -> dict[tuple[str, str, str], dict[Way, float]]:
        """Weigh every two of the speakers drawn, by window: in each way of counting."""
        found: dict[tuple[str, str, str], dict[Way, float]] = defaultdict(dict)
        drawn = set(self.speakers)
        for kind in self.asked.kinds:
            asked = self.asked.of(kind)
            for windows in (False, True)[: 1 + bool(asked.spans)]:
                values = {one.number: one.value for one in asked.choices}
                for aggregation, normalization in product(AGGREGATIONS, NORMALIZATIONS):
                    ties = asked.network(
                        windows=windows,
                        network_type="onemode",
                        qualifier_aggregation=aggregation,
                        normalization=normalization,
                    ).edges
                    if not windows:
                        ties = ties.with_columns(window=pl.lit(0))
                    once = ties.filter(
                        pl.col("source") < pl.col("target"),
                        pl.col("source").is_in(drawn) & pl.col("target").is_in(drawn),
                    )
                    for window, one, other, weight in once.select(
                        "window", "source", "target", "weight"
                    ).iter_rows():
                        found[values[window], one, other][kind, aggregation, normalization] = weight
        return found

    def _edges(self) -> pl.DataFrame:
        sides = sides_taken(self.asked)
        ways = list(product(self.asked.kinds, AGGREGATIONS, NORMALIZATIONS))
        rows = []
        for one in self.asked.choices:
            for (a, first), (b, second) in combinations(enumerate(self.speakers), 2):
                source, target = sorted((first, second))
                if (weights := self.weights.get((one.value, source, target))) is None:
                    continue
                same, opposite = _shared(sides[one.value], first, second)
                odds = [
                    (source, target) in self.divisions[kind].strained[one.value]
                    for kind in self.asked.kinds
                ]
                rows.append(
                    (
                        *(one.value, a, b, f"{first} and {second}"),
                        "|".join(_short(weights.get(way, 0.0)) for way in ways),
                        enumerated(same, _MOST_NAMED) or "nothing",
                        enumerated(opposite, _MOST_NAMED) or "nothing",
                        "".join(str(int(odd)) for odd in odds),
                    )
                )
        columns = ("span", "a", "b", "pair", "weights", "same", "opposite", "odds")
        schema = dict.fromkeys(columns, pl.String()) | {"a": pl.Int64(), "b": pl.Int64()}
        return pl.DataFrame(rows, schema, orient="row")

    def _nodes(self) -> pl.DataFrame:
        rows = []
        said = _times_said(self.asked)
        for one in self.asked.choices:
            for at, name in enumerate(self.speakers):
                times = said[one.value].get(name, 0)
                camps = [
                    self.camps[kind, one.value].get(name, "unlinked" if times else SILENT)
                    for kind in self.asked.kinds
                ]
                rows.append((one.value, at, name, "|".join(camps), times))
        return pl.DataFrame(rows, ["span", "a", "name", "camps", "said"], orient="row")

    def worded(
        self,
        title: str | None,
        aggregation: str,
        normalization: str,
        concepts: str | None = None,
        window: str = WHOLE,
    ) -> tuple[str, str]:
        """Word title and sentence of a setting."""
        kind = concepts or self.opening
        way = kind, aggregation, normalization
        ties = self._ties(window, way)
        when = self.asked.when(window)
        drawn = self.nodes.filter(pl.col("said") > 0, span=window).height
        if ties.is_empty():
            nothing = {
                "subtract": "No two speakers agree more than they disagree, or less",
                "congruence": "No two speakers agree on anything",
                "conflict": "No two speakers disagree on anything",
                "ignore": "No two speakers speak on the same point",
            }[aggregation]
            return title or f"{nothing}{when}", joined(
                f"{counted(drawn, 'speaker')} {'speaks' if drawn == 1 else 'speak'}.",
                self.asked.drawn_note(),
            )
        more = ties.filter(pl.col("weight") > 0).height
        pairs = counted(ties.height, "pair")
        heading = {
            "subtract": f"{counted(more, 'pair')} of speakers mostly "
            f"{'agrees' if more == 1 else 'agree'}, {ties.height - more:,} mostly "
            f"{'disagrees' if ties.height - more == 1 else 'disagree'}",
            "congruence": f"{pairs} of speakers {'agrees' if more == 1 else 'agree'} on a point",
            "conflict": f"{pairs} of speakers {'disagrees' if more == 1 else 'disagree'} "
            "on a point",
            "ignore": f"{pairs} of speakers {'speaks' if more == 1 else 'speak'} on the same point",
        }[aggregation]
        is_net = aggregation == "subtract"
        measure = _PER if aggregation == "congruence" else _PER | _PER_OTHERS
        return title or f"{heading}{when}", joined(
            _strongest(ties),
            camps_words(self.camps[kind, window], self.speakers),
            strain_words(self.divisions[kind].windows[window]) if is_net else _CAMPS_BY,
            _OUTLINED if is_net and ties["odds"].any() else "",
            measure[normalization],
            self.asked.drawn_note(),
        )

    def _ties(self, window: str, way: Way) -> pl.DataFrame:
        strained = self.divisions[way[0]].strained[window]
        place = {name: at for at, name in enumerate(self.speakers)}
        rows = []
        for (span, source, target), weights in self.weights.items():
            if span == window and (weight := weights.get(way)):
                first, second = sorted((source, target), key=place.__getitem__)
                pair = f"{first} and {second}"
                rows.append((pair, weight, (source, target) in strained))
        schema = {"pair": pl.String, "weight": pl.Float64, "odds": pl.Boolean}
        return pl.DataFrame(rows, schema, orient="row")


def _short(weight: float) -> str:
    return f"{weight:.4f}".rstrip("0").rstrip(".")


def strain_words(found: dict[str, float]) -> str:
    """Say how many ties the camps of a window leave at odds."""
    if not found["ties"]:
        return ""
    ties = counted(int(found["ties"]), "tie")
    if not found["proven"]:
        lower, index = int(found["lower_bound"]), int(found["index"])
        return (
            f"Any two camps leave at least {lower:,} of {ties} at odds; the best division found "
            f"leaves {index:,}."
        )
    if not found["index"]:
        return f"Two camps explain all {ties}." if found["ties"] > 1 else "Two camps explain it."
    number, many = int(found["index"]), int(found["divisions"])
    least = "" if found["complete"] else "at least "
    optimal = f"{least}{counted(many, 'optimal division')}"
    verb = "is" if number == 1 else "are"
    return f"At least {number:,} of {ties} {verb} at odds with any two camps ({optimal})."


def camps_words(camps: dict[str, str], drawn: list[str]) -> str:
    """Say who is in which camp, of those who are drawn."""
    sides = {
        camp: [name for name in sorted(drawn) if camps.get(name) == camp]
        for camp in ("first", "second", "undecided", UNMATCHED, "unlinked")
    }
    words = {
        "first": "First camp: {}.",
        "second": "Second camp: {}.",
        "undecided": "In either: {}.",
        "unlinked": "Not linked to them: {}.",
    }
    if sides.pop(UNMATCHED):
        return "The camps cannot be matched with those before."
    if not sides["first"] and not sides["second"]:
        return "Nobody's camp is certain."
    return " ".join(
        words[camp].format(enumerated(names, _MOST_NAMED)) for camp, names in sides.items() if names
    )


def _strongest(ties: pl.DataFrame) -> str:
    size = pl.col("weight").abs()
    most = ties.sort(size, "pair", descending=[True, False]).row(0, named=True)
    rest = ties.filter((size - abs(most["weight"])).abs() < _ALIKE).height - 1
    others = ""
    if rest:
        others = "; so has one other pair" if rest == 1 else f"; so have {rest:,} other pairs"
    return f"Strongest: {most['pair']} ({_signed(most['weight'])}{others})."


def _signed(weight: float) -> str:
    text = number_text(round(abs(weight), 2))
    return f"\N{MINUS SIGN}{text}" if weight < 0 else text


def by_span(asked: Debate, statements: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    """Divide the statements that count among camps, or others, among the windows."""
    said = asked.said if statements is None else statements
    within = {
        one.value: said.filter(pl.col("date").is_between(one.start, one.stop))
        for one in asked.spans
    }
    return {WHOLE: said} | within


def _times_said(asked: Debate) -> dict[str, dict[str, int]]:
    return {
        value: dict(said.group_by(asked.by).len().iter_rows())
        for value, said in by_span(asked).items()
    }


def sides_taken(asked: Debate) -> dict[str, dict[str, dict[str, set[bool]]]]:
    """Find the sides that each speaker takes of each point, in each window."""
    found: dict[str, dict[str, dict[str, set[bool]]]] = {}
    for value, said in by_span(asked).items():
        sides: dict[str, dict[str, set[bool]]] = defaultdict(lambda: defaultdict(set))
        for name, concept, agrees in said.select(asked.by, "concept", "agreement").iter_rows():
            sides[name][concept].add(agrees)
        found[value] = sides
    return found


def _shared(
    sides: dict[str, dict[str, set[bool]]], one: str, other: str
) -> tuple[list[str], list[str]]:
    """List points on which two take the same side, and those on which they take opposite ones."""
    both = sorted(sides[one].keys() & sides[other].keys())
    same = [point for point in both if sides[one][point] & sides[other][point]]
    opposite = [
        point
        for point in both
        if any(a != b for a in sides[one][point] for b in sides[other][point])
    ]
    return same, opposite


def joined(*sentences: str) -> str:
    """Put sentences after each other; empty ones are left out."""
    return " ".join(filter(None, sentences))
