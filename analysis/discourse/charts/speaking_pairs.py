"""Every two speakers in every window: how much they agree, by any way of counting it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NothingToShow, Settings, caption_rows, counted, enumerated
from analysis.charting.numbers import number_text
from analysis.discourse.charts.debates import WHOLE, ordered

if TYPE_CHECKING:
    from analysis.discourse.charts.debates import Debate
    from analysis.discourse.coalescing import Coalitions

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
_OUTLINED = (
    "Ties with a dark edge are at odds with the camps, in some of the best divisions at least."
)
_MOST_NAMED = 4
SILENT = "silent"


@dataclass(frozen=True)
class SpeakingPairs:
    """What the network of speakers draws.

    Attributes
    ----------
    speakers
        In the order in which they are placed.
    edges
        ``span`` (value of a window), ``a`` and ``b`` (places of two speakers), ``pair``, a column
        for each way of counting (`weight_column`), ``same`` and ``opposite`` (points on which they
        take the same and opposite sides), ``odds`` (whether the tie is at odds with the camps).
    nodes
        ``span``, ``a``, ``name``, ``camp`` and ``said`` (how many statements).
    camps
        Camp of each speaker over the whole time.
    captions
        Title and sentence of each setting.
    """

    speakers: list[str]
    edges: pl.DataFrame
    nodes: pl.DataFrame
    camps: dict[str, str]
    captions: pl.DataFrame
    settings: Settings


def weight_column(aggregation: str, normalization: str) -> str:
    """Name the column of a way of counting."""
    return f"{aggregation}-{normalization}"


def speaking_pairs(asked: Debate, title: str | None = None) -> SpeakingPairs:
    """Count the ties of the speakers drawn, in all ways, in the whole and in each window.

    Raises
    ------
    NothingToShow
        Nobody takes a side, or no two speakers speak on one point.
    """
    if asked.said.is_empty():
        raise NothingToShow("No claim takes a side on anything yet.")
    found = _Found(asked)
    if found.edges.is_empty():
        raise NothingToShow("No two speakers take a side on the same point yet.")
    options = {"aggregation": AGGREGATIONS, "normalization": NORMALIZATIONS}
    if asked.spans:
        options["window"] = {one.value: one.label for one in asked.choices}
    settings = Settings(**options)
    captions = caption_rows(settings, lambda **chosen: found.worded(title, **chosen))
    return SpeakingPairs(
        found.speakers, found.edges, found.nodes, found.camps[WHOLE], captions, settings
    )


class _Found:
    """Works out edges, nodes and words once."""

    def __init__(self, asked: Debate) -> None:
        self.asked = asked
        self.coalitions = {False: asked.coalitions(windows=False)}
        if asked.spans:
            self.coalitions[True] = asked.coalitions(windows=True)
        self.camps = {one.value: _camps(self._of(one.value), one.number) for one in asked.choices}
        self.camps[WHOLE] = _named_alike(self.camps)
        self.strained = {
            one.value: _strained(self._of(one.value), one.number) for one in asked.choices
        }
        self.parts = _parts(self.coalitions[False])
        self.speakers = ordered(asked.speakers, self.camps[WHOLE], parts=self.parts)
        self.edges = self._edges()
        self.nodes = self._nodes()

    def _of(self, span: str) -> Coalitions:
        return self.coalitions[span != WHOLE]

    def _weights(self) -> dict[tuple[str, str, str], dict[str, float]]:
        """Weigh every two of the speakers drawn, by window: in each way of counting."""
        found: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
        drawn = set(self.speakers)
        values = {one.number: one.value for one in self.asked.choices}
        for windows in self.coalitions:
            for aggregation in AGGREGATIONS:
                for normalization in NORMALIZATIONS:
                    ties = self.asked.network(
                        windows=windows,
                        network_type="onemode",
                        qualifier_aggregation=aggregation,
                        normalization=normalization,
                    ).edges
                    if not windows:
                        ties = ties.with_columns(window=pl.lit(0))
                    once = ties.filter(pl.col("source") < pl.col("target"))
                    column = weight_column(aggregation, normalization)
                    for window, one, other, weight in once.select(
                        "window", "source", "target", "weight"
                    ).iter_rows():
                        if one in drawn and other in drawn:
                            found[values[window], one, other][column] = weight
        return found

    def _edges(self) -> pl.DataFrame:
        place = {name: at for at, name in enumerate(self.speakers)}
        columns = [weight_column(a, n) for a in AGGREGATIONS for n in NORMALIZATIONS]
        sides = sides_taken(self.asked)
        weights = self._weights()
        rows = []
        for one in self.asked.choices:
            for first, second in combinations(self.speakers, 2):
                source, target = sorted((first, second))
                if (counts := weights.get((one.value, source, target))) is None:
                    continue
                same, opposite = _shared(sides[one.value], first, second)
                rows.append(
                    {
                        "span": one.value,
                        "a": place[first],
                        "b": place[second],
                        "pair": f"{first} and {second}",
                        "same": enumerated(same, _MOST_NAMED) or "nothing",
                        "opposite": enumerated(opposite, _MOST_NAMED) or "nothing",
                        "odds": (source, target) in self.strained[one.value],
                    }
                    | {column: counts.get(column, 0.0) for column in columns}
                )
        texts = {"span": pl.String, "pair": pl.String, "same": pl.String, "opposite": pl.String}
        schema = texts | {"a": pl.Int64, "b": pl.Int64, "odds": pl.Boolean}
        return pl.DataFrame(rows, schema | dict.fromkeys(columns, pl.Float64))

    def _nodes(self) -> pl.DataFrame:
        rows = []
        said = _times_said(self.asked)
        for one in self.asked.choices:
            for at, name in enumerate(self.speakers):
                times = said[one.value].get(name, 0)
                camp = self.camps[one.value].get(name, SILENT) if times else SILENT
                rows.append((one.value, at, name, camp, times))
        return pl.DataFrame(rows, ["span", "a", "name", "camp", "said"], orient="row")

    def worded(
        self,
        title: str | None,
        aggregation: str,
        normalization: str,
        window: str = WHOLE,
    ) -> tuple[str, str]:
        """Word title and sentence of a setting."""
        column = weight_column(aggregation, normalization)
        ties = self.edges.filter(pl.col(column) != 0, span=window)
        label = next(one.label for one in self.asked.choices if one.value == window)
        when = "" if window == WHOLE else f", {label}"
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
        more = ties.filter(pl.col(column) > 0).height
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
        return title or f"{heading}{when}", joined(
            _strongest(ties, column),
            camps_words(self.camps[window], self.speakers),
            self._strain_words(window),
            _OUTLINED if aggregation == "subtract" and ties["odds"].any() else "",
            _PER[normalization],
            self.asked.drawn_note(),
        )

    def _strain_words(self, window: str) -> str:
        number = next(one.number for one in self.asked.choices if one.value == window)
        found = self._of(window).windows.filter(window=max(number, 1)).row(0, named=True)
        return strain_words(found)


def strain_words(found: dict[str, float]) -> str:
    """Say how many ties the camps of a window leave at odds."""
    if not found["ties"]:
        return ""
    ties = counted(int(found["ties"]), "tie")
    if not found["proven"]:
        lower, index = int(found["lower_bound"]), int(found["index"])
        return (
            f"Any two camps leave at least {lower:,}, the best found {index:,} of {ties} at odds."
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
        for camp in ("first", "second", "undecided", "unlinked")
    }
    words = {
        "first": "First camp: {}.",
        "second": "Second camp: {}.",
        "undecided": "In either: {}.",
        "unlinked": "Not linked to them: {}.",
    }
    if not sides["first"] and not sides["second"]:
        return "Nobody's camp is certain."
    return " ".join(
        words[camp].format(enumerated(names, _MOST_NAMED)) for camp, names in sides.items() if names
    )


def _strongest(ties: pl.DataFrame, column: str) -> str:
    most = ties.sort(pl.col(column).abs(), "pair", descending=[True, False]).row(0, named=True)
    rest = ties.filter(pl.col(column).abs() == abs(most[column])).height - 1
    others = f", as {'has' if rest == 1 else 'have'} {counted(rest, 'other pair')}" if rest else ""
    return f"Strongest: {most['pair']} ({_signed(most[column])}{others})."


def _signed(weight: float) -> str:
    text = number_text(round(abs(weight), 2))
    return f"\N{MINUS SIGN}{text}" if weight < 0 else text


def _camps(found: Coalitions, number: int) -> dict[str, str]:
    rows = found.camps.filter(window=max(number, 1)).select("actor", "camp")
    return {actor: str(camp) for actor, camp in rows.iter_rows()}


def _named_alike(camps: dict[str, dict[str, str]]) -> dict[str, str]:
    """Name the camps of the whole time as most windows name them."""
    whole = camps[WHOLE]
    turned = {"first": "second", "second": "first"}
    alike = sum(
        (camp == whole.get(actor)) - (turned.get(camp) == whole.get(actor))
        for span, placed in camps.items()
        if span != WHOLE
        for actor, camp in placed.items()
        if camp in turned
    )
    return whole if alike >= 0 else {actor: turned.get(c, c) for actor, c in whole.items()}


def _parts(found: Coalitions) -> dict[str, str]:
    """Give everybody whom ties link one name: the first of theirs."""
    part: dict[str, str] = {}
    for one, other in found.pairs.select("source", "target").iter_rows():
        for actor in (one, other):
            part[actor] = min(part.get(actor, actor), one, other)
    return part


def camp_labels(asked: Debate) -> dict[str, str]:
    """Give the camp of each speaker over the whole time, named as most windows name them."""
    camps = {WHOLE: _camps(asked.coalitions(windows=False), 0)}
    if asked.spans:
        found = asked.coalitions(windows=True)
        camps |= {one.value: _camps(found, one.number) for one in asked.spans}
    return _named_alike(camps)


def _strained(found: Coalitions, number: int) -> set[tuple[str, str]]:
    ties = found.ties.filter(pl.col("frustration") > 0, window=max(number, 1))
    return set(ties.select("source", "target").iter_rows())


def by_span(asked: Debate) -> dict[str, pl.DataFrame]:
    """Divide the statements among the windows, each once or several times."""
    found = {WHOLE: asked.said}
    if asked.spans:
        windows = asked.network(windows=True).windows
        if windows is None:
            raise AssertionError("a network with windows lists none")
        for one, start, stop in zip(asked.spans, windows["start"], windows["stop"], strict=True):
            found[one.value] = asked.said.filter(pl.col("date").is_between(start, stop))
    return found


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
