"""What a cell printed and showed, as parts of a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bs4 import BeautifulSoup
from nbconvert.filters.ansi import strip_ansi

from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.errors import AnalysisError
from analysis.explorer.base import FIGURE_MIME, TABLE_MIME, WIDGET_MIME
from analysis.explorer.findings import Link, Sentence
from analysis.explorer.links import words_of
from analysis.explorer.saved import SavedFigure, table_html, table_name
from analysis.explorer.specs import described
from analysis.sharing.cleaning import clean
from analysis.sharing.foreign import OTHERS, as_html, says_something, unshown
from analysis.sharing.fragments import Draft, Fragment
from analysis.sharing.markdown import markdown_to_html
from analysis.sharing.mathematics import tex_to_mathml
from analysis.sharing.pictures import PICTURES, picture
from analysis.sharing.searching import Entry, row_entries
from analysis.sharing.streams import coalesced, printed, text_of
from analysis.sharing.widgets import Widget, widget_of, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analysis.explorer.cards import Card
    from analysis.sharing.texts import TextPage

Part = str | Fragment
_VEGALITE = re.compile(r"application/vnd\.vegalite\.v\d+(?:\.\d+)*\+json")
_SPEC_STARTS = re.compile(r"(?:\}\)\(|\bspec\s*=)\s*(?=\{)")
OPENING = "what-this-shows"
"""Name of the finding that says what a page shows; an index repeats it."""

_FEW_ROWS, _FIRST_ROWS = 25, 15  # as the page's styles have it, on paper as on a screen
_NO_ALT = "No description has been provided for this image"
_DAMAGED = "picture left out: it is damaged"
_SEEN = {
    *("text/plain", "text/html", "text/markdown", "text/latex", WIDGET_MIME),
    *(FIGURE_MIME, TABLE_MIME, *PICTURES, *OTHERS),
}


class Outputs:
    """Turns outputs into parts of one page.

    Parameters
    ----------
    draft
        The page.
    states
        Last states of the notebook's widgets, by model.
    """

    def __init__(self, draft: Draft, states: Mapping[str, Any]) -> None:
        self._draft = draft
        self._states = states

    def parts(self, outputs: list[Any], cell: Mapping[str, Any]) -> Iterator[Part]:
        """Give the parts of a cell's outputs, each in a container of its own."""
        for output in coalesced(outputs):
            kind, made = self._made(output, cell)
            if made:
                yield f'<div class="output_area {kind}">\n'
                yield from made
                yield "\n</div>\n"

    def _made(self, output: Mapping[str, Any], cell: Mapping[str, Any]) -> tuple[str, list[Part]]:
        match output.get("output_type"):
            case "stream":
                name = "stderr" if output.get("name") == "stderr" else "stdout"
                text = text_of(output.get("text", ""))
                return f"output_stream output_{name}", [printed(text)] if text.strip() else []
            case "error":
                lines = "\n".join(map(str, output.get("traceback") or [])) or ": ".join(
                    str(output.get(key, "")) for key in ("ename", "evalue")
                )
                return "output_error", [printed(lines)]
        data = output.get("data")
        shown = self._shown(data if isinstance(data, dict) else {}, output, cell)
        return "output_html", shown

    def _shown(
        self, data: Mapping[str, Any], output: Mapping[str, Any], cell: Mapping[str, Any]
    ) -> list[Part]:
        data = {k: text_of(v) if k.startswith("text/") else v for k, v in data.items()}
        said: list[Part] = []
        ways = (self._figure, self._chart, self._table, self._html, self._formula, self._pictured)
        for way in ways:
            parts, shown = way(data, output, cell)
            said += parts
            if shown:
                return said
        if other := as_html(data, self._draft.cell):
            return [*said, other]
        return [*said, *self._as_last_seen(data, alone=not said)]

    def _figure(self, data: Mapping[str, Any], *_: object) -> tuple[list[Part], bool]:
        if FIGURE_MIME not in data:
            return [], False
        return self._drawn(lambda: SavedFigure(data[FIGURE_MIME]), data)

    def _chart(self, data: Mapping[str, Any], *_: object) -> tuple[list[Part], bool]:
        spec = next((data[mime] for mime in data if _VEGALITE.fullmatch(mime)), None)
        spec = _spec_in_script(data.get("text/html", "")) if spec is None else spec
        if spec is None:
            return [], False
        return self._drawn(lambda: SavedFigure.of_chart(spec, "chart"), data)

    def _drawn(
        self, make: Callable[[], SavedFigure], data: Mapping[str, Any]
    ) -> tuple[list[Part], bool]:
        try:
            figure = make()
            still = _still(data.get("text/html", "")) if figure.spec else ""
            prefix = "finding-" if figure.finding else "explorer-"
            name = self._draft.own_name(prefix, figure.name)
            first = "vega" not in self._draft.libraries
            self._lead_to_text(figure, f"{prefix}{name}")
            made = figure.html(name, still, at_once=first)
        except (AnalysisError, ValueError, KeyError, TypeError, AttributeError) as error:
            return [self._draft.note_html(f"chart left out: {_first_line(error)}")], False
        self._remember(figure, f"{prefix}{name}")
        parts: list[Part] = [made]
        if figure.spec:
            self._draft.libraries.add("vega")
            parts += self._independent(figure)
        return parts, True

    def _lead_to_text(self, figure: SavedFigure, anchor: str) -> None:
        """Let what marks and headings of cards say of places of the text lead to them."""
        if text := self._draft.text:
            figure.cards = [_led_by_heading(card, text) for card in figure.cards]
            figure.places = text.led(words_of(figure.spec))
            found = dict.fromkeys(text.words[words] for words in figure.places)
            self._draft.leads += [(anchor, place) for place in found]

    def _remember(self, figure: SavedFigure, anchor: str) -> None:
        """Keep what search and index of a site say of a figure."""
        draft = self._draft
        if figure.finding:
            sentences, _, heading = figure.finding
            said = [heading, *map(str, sentences)]
            draft.entries.append(Entry.at(anchor, [" ".join(filter(None, said))], "Finding"))
            if figure.name == OPENING and not draft.shown_first:
                draft.shown_first = sentences
        if figure.spec:
            title, sentence = figure.caption
            spoken = title or described(figure.spec)
            draft.entries.append(Entry.at(anchor, [spoken, sentence], "Figure"))
            if not figure.cards:
                draft.charts[anchor] = figure.spec
        for card in figure.cards:
            if card.anchor:
                draft.places.add(card.anchor)
                said = [str(card.heading), *map(str, card.lines)]
                draft.entries.append(Entry.at(card.anchor, said))

    def _independent(self, figure: SavedFigure) -> Iterator[Part]:
        """Say which controls of the same name cannot move together."""
        for param in figure.params:
            other, family = self._draft.families.setdefault(param.key, (figure.name, param.family))
            if family != param.family:
                yield self._draft.note_html(
                    f'the figures "{other}" and "{figure.name}" share the control "{param.key}" '
                    "but offer different options, so here each moves alone"
                )

    def _table(self, data: Mapping[str, Any], *_: object) -> tuple[list[Part], bool]:
        if TABLE_MIME not in data:
            return [], False
        try:
            name = table_name(data[TABLE_MIME])
        except AnalysisError as error:
            return [self._draft.note_html(f"table left out: {_first_line(error)}")], False
        fragment = Fragment(data.get("text/html", ""), self._draft)
        if not fragment.soup.select("table > thead th"):
            return [
                self._draft.note_html("search left out: there is no table with headings")
            ], False
        html = fragment.table()
        self._draft.libraries.add("table")
        name = self._draft.own_name("table-", name)
        caption = fragment.soup.caption
        said = caption.get_text() if caption else name.replace("-", " ")
        rows = list(row_entries(fragment.soup))
        self._draft.places |= {row.anchor for row in rows}
        self._draft.entries += [Entry.at(f"table-{name}", [said], "Table"), *rows]
        return [table_html(name, html), _on_paper(fragment)], True

    def _html(
        self, data: Mapping[str, Any], _output: Mapping[str, Any], cell: Mapping[str, Any]
    ) -> tuple[list[Part], bool]:
        parts: list[Part] = []
        if "text/html" in data:
            fragment = Fragment(data["text/html"], self._draft)
            parts = [fragment]
            if not fragment.is_empty:
                return parts, True
        if "text/markdown" in data:
            html = markdown_to_html(data["text/markdown"], self._draft.formulas)
            attachments = cell.get("attachments") or {}
            return [Fragment(html, self._draft, attachments=attachments, prose=True)], True
        return parts, False

    def _formula(self, data: Mapping[str, Any], *_: object) -> tuple[list[Part], bool]:
        if "text/latex" not in data:
            return [], False
        tex = data["text/latex"].strip().strip("$")
        pictured = any(mime in data for mime in PICTURES)
        if pictured and not tex_to_mathml(tex, block=True).startswith("<math"):
            return [], False
        place = self._draft.formulas.set_aside(tex, block=True)
        return [self._draft.formulas.put_back(place)], True

    def _pictured(
        self, data: Mapping[str, Any], output: Mapping[str, Any], cell: Mapping[str, Any]
    ) -> tuple[list[Part], bool]:
        mime = next((mime for mime in PICTURES if mime in data), None)
        if mime is None:
            return [], False
        address = picture(mime, data[mime])
        if address is None:
            return [self._draft.note_html(_DAMAGED)], False
        live = [what.partition(" left out")[0] for what in _unshown(data)]
        notes = [self._draft.note_html(f"{what} shown as a picture") for what in live if what]
        return [_image(address, mime, output, data, cell), *notes], True

    def _as_last_seen(self, data: Mapping[str, Any], *, alone: bool) -> list[Part]:
        text = data.get("text/plain", "")
        notes: list[Part] = [self._draft.note_html(said) for said in _unshown(data)]
        said = says_something(text) or (alone and not notes)
        plain = [printed(text)] if text and said else []
        if WIDGET_MIME in data:
            widget = widget_of(data, self._states)
            live: list[Part] = list(self._widget(widget)) if widget else []
            lost = "This control needs Python; its last value is not saved."
            return live or [*plain, self._draft.note_html(lost)]
        return [*notes, *plain]

    def _widget(self, widget: Widget) -> Iterator[Part]:
        label = f"<strong>{escape_html(widget.label)}</strong> " if widget.label else ""
        if widget.is_container:
            titles = widget.titles
            for number, child in enumerate(widget.children):
                if number < len(titles) and titles[number]:
                    yield f"<p><strong>{escape_html(titles[number])}</strong></p>"
                yield from self._widget(child)
        elif widget.kind == "Output":
            outputs = widget.traits.get("outputs")
            yield from self.parts(list(outputs) if isinstance(outputs, list | tuple) else [], {})
        elif widget.kind in {"HTML", "HTMLMath"}:
            yield label
            yield Fragment(str(widget.traits.get("value", "")), self._draft)
        elif widget.kind == "Label":
            yield f"<p>{label}{escape_html(str(widget.traits.get('value', '')))}</p>"
        elif isinstance(widget.traits.get("spec"), dict):  # as Altair's JupyterChart has it
            parts, _ = self._drawn(lambda: SavedFigure.of_chart(widget.traits["spec"], "chart"), {})
            yield from parts
        elif widget.picture:
            address = picture(*widget.picture)
            if address:
                yield f'{label}<img alt="Picture" src="{escape_html(address)}">'
            else:
                yield self._draft.note_html(_DAMAGED)
        else:
            yield self._control(widget, label)

    def _control(self, widget: Widget, label: str) -> str:
        if widget.kind.endswith("Progress"):
            reached = f"{widget.value} of {worded(widget.traits.get('max', 100))}"
            return f"<p>{label}{escape_html(reached)}</p>"
        if widget.kind == "Button":
            sentence = "This button needs Python."
        elif widget.value is None:
            sentence = f"This view ({widget.kind}) needs Python and is not shown."
        else:
            sentence = f"This control needs Python; shown with its last value: {widget.value}"
        self._draft.note(f"{widget.label or widget.kind}: {sentence}")
        return f'<p>{label}<em class="left-out">{escape_html(reveal_hidden(sentence))}</em></p>'


def _led_by_heading(card: Card, text: TextPage) -> Card:
    heading = card.heading
    place = text.words.get(str(heading))
    if place is None or (
        isinstance(heading, Sentence) and any(kind == "link" for kind, *_ in heading.parts)
    ):
        return card
    return replace(card, heading=Sentence("{said}", said=Link(str(heading), f"#{quote(place)}")))


def _unshown(data: Mapping[str, Any]) -> list[str]:
    return unshown({m: d for m, d in data.items() if not _VEGALITE.fullmatch(m)}, _SEEN)


def _on_paper(table: Fragment) -> str:
    if table.soup.details:  # folded: on paper there is only what it is folded behind
        return ""
    every = len(table.soup.select("tbody > tr:not(.group)"))
    chosen = table.soup.select_one("tbody > tr.screen")
    printed = len(table.soup.select("tbody > tr:not(.group, .screen)"))
    if not chosen and printed > _FEW_ROWS:
        printed = _FIRST_ROWS
    if printed == every:
        return ""
    which = f"{printed:,}" if chosen else f"the first {printed:,}"
    said = f"On paper, {which} of {every:,} rows; the page has all of them."
    return f'<p class="dossier-on-paper">{said}</p>'


def _spec_in_script(html: str) -> dict[str, Any] | None:
    """Give the spec that Altair writes into a script, where nothing but HTML was wanted of it."""
    if "vegaEmbed" not in html:
        return None
    for start in _SPEC_STARTS.finditer(html):
        try:
            spec, _ = json.JSONDecoder().raw_decode(html, start.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(spec, dict) and "vega-lite" in str(spec.get("$schema")):
            return spec
    return None


def _still(html: str) -> str:
    """Give the picture that an explorer's HTML shows where no script runs."""
    found = BeautifulSoup(clean(html), "html.parser").find("img", src=True)
    if found is None:
        return ""
    alt, source = escape_html(str(found.get("alt", ""))), escape_html(str(found["src"]))
    return f'<img alt="{alt}" width="{escape_html(str(found.get("width", "")))}" src="{source}">'


def _first_line(error: Exception) -> str:
    return strip_ansi(str(error)).strip().partition("\n")[0] or type(error).__name__


def _image(
    address: str,
    mime: str,
    output: Mapping[str, Any],
    data: Mapping[str, Any],
    cell: Mapping[str, Any],
) -> str:
    metadata = output.get("metadata")
    about = metadata.get(mime) if isinstance(metadata, dict) else {}
    about = about if isinstance(about, dict) else {}
    said = about.get("alt") or (cell.get("metadata") or {}).get("alt")
    plain = str(data.get("text/plain", ""))
    said = said or (plain if plain and not plain.startswith("<") else _NO_ALT)
    sizes = "".join(
        f' {side}="{int(about[side])}"'
        for side in ("width", "height")
        if isinstance(about.get(side), int | float)
    )
    # JupyterLab puts what was drawn in light colours on dark.
    dark = isinstance(metadata, dict) and metadata.get("needs_background") == "dark"
    paper = ' class="on-dark"' if dark else ""
    return f'<img{paper} alt="{escape_html(str(said))}" src="{escape_html(address)}"{sizes}>'
