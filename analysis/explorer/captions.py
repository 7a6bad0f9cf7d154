"""What is written above a chart: a title and a sentence that follow its controls."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

from analysis.charting.numbers import number_text
from analysis.charting.untrusted import escape_html, reveal_hidden, reveal_hidden_in_json
from analysis.errors import AnalysisError
from analysis.explorer.rows import views_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from analysis.charting.untrusted import Json
    from analysis.explorer.params import Param

MOST_STATES = 1_000
"""States that a page carries one by one; beyond them a layer of the chart says its caption."""

LAYER = "caption"
"""Name of the layer whose text is the caption: the title, a line end, and the sentence."""

_WORDS = ["title", "sentence"]
_PLACES = 9  # as the page rounds


@dataclass(frozen=True)
class Captions:
    """The captions of one chart.

    Parameters
    ----------
    keys
        Params on which title and sentence depend.
    states
        A list per state that exists: the value of each key, then title and sentence.
    controls
        Controls that are written out after the sentence, because no key stands for them.
    layer
        Title and sentence come from the layer called `LAYER`; `states` has those of the opening.
    note
        Last sentence in every state.
    """

    keys: list[str]
    states: list[list[Json]]
    controls: list[dict[str, Json]] = field(default_factory=list)
    layer: bool = False
    note: str = ""

    @classmethod
    def of_frame(cls, frame: pl.DataFrame, params: Sequence[Param], name: str) -> Captions:
        """Take a frame with one row per state: a column per key, ``title`` and ``sentence``.

        A combination of options without a row is a state that does not exist: in the page a menu
        offers only what exists beside the values of the menus before it.

        Raises
        ------
        AnalysisError
            A column is missing or not that of a control, a state has two rows, there are too many
            rows, or an option or the state in which the chart opens has none.
        """
        bound = {param.key: param for param in params if param.bind}
        keys = [column for column in frame.columns if column not in _WORDS]
        refused = f"explorer {name!r}: captions"
        if missing := [column for column in _WORDS if column not in frame.columns]:
            raise AnalysisError(f"{refused} has no column {missing[0]!r}")
        for key in keys:
            if key not in bound:
                known = ", ".join(bound) or "none"
                raise AnalysisError(f"{refused} has the column {key!r}; the controls are: {known}")
        if frame.height > MOST_STATES:
            raise AnalysisError(
                f"{refused} has {frame.height:,} rows, and a page takes {MOST_STATES:,}: let a "
                f'layer of the chart, alt.Chart(name="{LAYER}").mark_text(), say title and '
                "sentence, with a line end between them"
            )
        rows = frame.select(*keys, *_WORDS).rows()
        states = [[*map(_as_json, row[:-2]), *map(_said, row[-2:])] for row in rows]
        found = cls(keys, states)
        found._require_states([bound[key] for key in keys], refused)
        return found

    @classmethod
    def of_chart(
        cls, spec: dict[str, Any], params: Sequence[Param], title: str, sentence: str
    ) -> Captions:
        """Take the layer called `LAYER`; else title and sentence, and the words of the controls."""
        if _caption_layers(spec):
            return cls([], [list(drawn_caption(spec))], layer=True)
        spoken = [_spoken_control(param) for param in params if param.bind]
        return cls([], [[title, sentence]], controls=spoken)

    @classmethod
    def of_payload(cls, payload: Json) -> Captions:
        """Take what an output has, as if a stranger had written it.

        Raises
        ------
        AnalysisError
            It is not what `payload` gives.
        """
        try:
            keys, states = payload["keys"], reveal_hidden_in_json(payload["states"])
            fits = all(len(state) == len(keys) + len(_WORDS) for state in states)
            words = all(isinstance(word, str) for state in states for word in state[-2:])
            fits = fits and words and all(isinstance(key, str) for key in keys) and len(states) > 0
            controls = [dict(control) for control in payload.get("controls", [])]
        except (TypeError, KeyError, ValueError, AttributeError) as problem:
            raise AnalysisError("the captions are not lists of keys and states") from problem
        if not fits:
            raise AnalysisError("the captions have states without title and sentence")
        note = reveal_hidden(str(payload.get("note", "")))
        return cls(keys, states, controls, payload.get("layer") is True, note)

    def payload(self) -> dict[str, Json]:
        """Give what a page or a widget needs to let title and sentence follow."""
        return {
            "keys": self.keys,
            "states": self.states,
            "controls": self.controls,
            "layer": self.layer,
            "note": self.note,
        }

    def at(self, **state: Json) -> tuple[str, str]:
        """Give title and sentence of a state.

        Raises
        ------
        AnalysisError
            There is no such state.
        """
        state = {key: _as_json(value) for key, value in state.items()}
        wanted = [state.get(key) for key in self.keys]
        for *values, title, sentence in self.states:
            if _alike(values) == _alike(wanted):
                said = _sentences(sentence, self._chosen(state))
                return title, _sentences(said, self.note)
        raise AnalysisError(f"no caption for {_worded(self.keys, wanted)}")

    def opening(self, params: Sequence[Param]) -> tuple[str, str]:
        """Give title and sentence as the page opens."""
        return self.at(**{param.key: param.value for param in params if param.bind})

    def _chosen(self, state: dict[str, Json]) -> str:
        said = [(control["name"], _label(control, state)) for control in self.controls]
        listed = "; ".join(f"{name}: {label}" for name, label in said if label)
        return f"{listed}." if listed else ""

    def _require_states(self, params: Sequence[Param], refused: str) -> None:
        if not self.states:
            raise AnalysisError(f"{refused} has no rows")
        if untitled := [state[:-2] for state in self.states if not state[-2]]:
            at = _worded(self.keys, untitled[0])
            raise AnalysisError(f"{refused} has no title for {at}")
        seen = {json.dumps(state[:-2]) for state in self.states}
        if len(seen) < len(self.states):
            raise AnalysisError(f"{refused} has two rows for one state of {', '.join(self.keys)}")
        for number, param in enumerate(params):
            options = list(_options(param, refused))
            spoken_of = [state[number] for state in self.states]
            offered, said = _alike(options), _alike(spoken_of)
            for option, alike in zip(options, offered, strict=True):
                if alike not in said:
                    raise AnalysisError(f"{refused} has no row with {param.key} = {option!r}")
            for value, alike in zip(spoken_of, said, strict=True):
                if alike not in offered:
                    raise AnalysisError(
                        f"{refused} has a row with {param.key} = {value!r}, which the control "
                        "does not offer"
                    )
        start = [_as_json(param.value) for param in params]
        if not any(_alike(state[:-2]) == _alike(start) for state in self.states):
            raise AnalysisError(
                f"{refused} has no row for the state in which the chart opens: "
                f"{_worded(self.keys, start)}"
            )


def caption_html(title: str, sentence: str) -> str:
    """Give title and sentence as they are written above a picture.

    Examples
    --------
    >>> caption_html("Two ties", "")
    '<figcaption aria-live="polite"><h3>Two ties</h3></figcaption>'
    """
    said = f"<p>{escape_html(sentence)}</p>" if sentence else ""
    return f'<figcaption aria-live="polite"><h3>{escape_html(title)}</h3>{said}</figcaption>'


def spoken_caption(title: str, sentence: str) -> str:
    """Give title and sentence as one text, for who does not see the picture.

    Examples
    --------
    >>> spoken_caption("Two ties", "One is hostile."), spoken_caption("Are there two?", "No.")
    ('Two ties. One is hostile.', 'Are there two? No.')
    """
    return _sentences(title, sentence)


def _sentences(first: str, second: str) -> str:
    if not first or not second:
        return first or second
    return f"{first}{'' if first.endswith(('.', '?', '!')) else '.'} {second}"


def taken_title(spec: dict[str, Any]) -> tuple[str, str]:
    """Take title and subtitle out of a spec, where they are plain text that a caption can say.

    Examples
    --------
    >>> spec = {"title": {"text": ["Two", "ties"], "subtitle": "Counted"}, "mark": "bar"}
    >>> taken_title(spec), spec
    (('Two ties', 'Counted'), {'mark': 'bar'})
    """
    title = spec.get("title")
    parts = [title.get("text"), title.get("subtitle")] if isinstance(title, dict) else [title, None]
    words = [_plain(part) for part in parts]
    if title is None or None in words:
        return "", ""
    del spec["title"]
    return str(words[0]), str(words[1])


def hide_caption_layer(spec: dict[str, Any]) -> None:
    """Let the text of the layer called `LAYER` take no room and be seen by no one."""
    for unit in _caption_layers(spec):
        mark = unit["mark"] if isinstance(unit["mark"], dict) else {"type": unit["mark"]}
        unit["mark"] = mark | {"opacity": 0, "fontSize": 0.01, "aria": False, "tooltip": None}


def _plain(part: Json) -> str | None:
    if part is None:
        return ""
    lines = part if isinstance(part, list) else [part]
    return " ".join(lines) if all(isinstance(line, str) for line in lines) else None


def _caption_layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [view for view in views_of(spec) if view.get("name") == LAYER and "mark" in view]


def drawn_caption(spec: dict[str, Any]) -> tuple[str, str]:
    """Give title and sentence that the layer called `LAYER` says; empty if it says nothing."""
    import vl_convert

    text = json.dumps(spec, default=_as_json)
    drawn = BeautifulSoup(vl_convert.vegalite_to_svg(text), "html.parser")
    said = drawn.select_one(f".{LAYER}_marks text")
    title, _, sentence = (said.get_text() if said is not None else "").partition("\n")
    return title, sentence


def _as_json(value: Json) -> Json:
    if isinstance(value, str):
        return reveal_hidden(value)  # as the chart's options are
    if isinstance(value, float | Decimal):
        # A slider stops at 0.3; who counts its steps in Python is at 0.30000000000000004.
        return round(float(value), _PLACES) if math.isfinite(value) else None
    if value is None or isinstance(value, int | list | dict):
        return value
    return str(value)  # a day, in ISO 8601


def _alike(values: Sequence[Json]) -> list[tuple[bool, Json]]:
    """Mark what is true or false, which Python takes for 1 and 0 and a page does not."""
    return [(isinstance(value, bool), value) for value in values]


def _said(word: Json) -> str:
    return reveal_hidden(re.sub(r"\s+", " ", "" if word is None else str(word)).strip())


def _options(param: Param, refused: str) -> Iterator[Json]:
    bind = param.bind or {}
    match bind["input"]:
        case "select" | "radio":
            yield from map(_as_json, bind["options"])
        case "checkbox":
            yield from (False, True)
        case "range" if bind.get("step") and _steps(bind) <= MOST_STATES:
            for number in range(_steps(bind) + 1):
                yield round(bind.get("min", 0) + number * bind["step"], _PLACES)
        case kind:
            raise AnalysisError(
                f"{refused} cannot have a row for every value of {param.key}, a control of kind "
                f"{kind!r}: leave the column out, or let a layer called {LAYER!r} speak"
            )


def _steps(bind: dict[str, Any]) -> int:
    """Count the steps of a slider; one that would lead beyond its end does not count."""
    length = float(bind.get("max", 100) - bind.get("min", 0))
    return math.floor(length / float(bind["step"]) + 10.0**-_PLACES)


def _spoken_control(param: Param) -> dict[str, Json]:
    bind = param.bind or {}
    name = str(bind["name"]).strip().rstrip(":")
    spoken: dict[str, Json] = {"key": param.key, "name": name, "input": bind["input"]}
    if "options" in bind:
        spoken |= {"options": bind["options"], "labels": bind["labels"]}
    return spoken


def _label(control: dict[str, Json], state: dict[str, Json]) -> str:
    value = state.get(control["key"])
    if value in control.get("options", []):
        return str(control["labels"][control["options"].index(value)])
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return number_text(value)
    return "yes" if value is True else str(value)


def _worded(keys: Sequence[str], values: Sequence[Json]) -> str:
    pairs = [f"{key} = {value!r}" for key, value in zip(keys, values, strict=True)]
    return ", ".join(pairs) or "the only state"
