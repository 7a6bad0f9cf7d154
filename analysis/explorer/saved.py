"""Figures and tables in a saved page, from what a notebook's output says of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import escape_html
from analysis.errors import AnalysisError
from analysis.explorer.arranged import Arrangement
from analysis.explorer.base import in_kebab_case
from analysis.explorer.captions import Captions, caption_html, spoken_caption, taken_title
from analysis.explorer.cards import Card, cards_html, shown_cards
from analysis.explorer.findings import Sentence, finding_html
from analysis.explorer.links import known_links
from analysis.explorer.packing import packed
from analysis.explorer.params import Param, settable_params
from analysis.explorer.specs import compiled, described, fit_for_a_page
from analysis.explorer.still import still_image

if TYPE_CHECKING:
    from analysis.charting.untrusted import Json

STILL = (
    '<p class="dossier-still">Still picture. Run the notebook, or open the shared page with '
    "scripts enabled, to use the controls.</p>"
)


class SavedFigure:
    """A chart of a saved page, checked as if a stranger had written it.

    Parameters
    ----------
    payload
        What an output has under `FIGURE_MIME`: name and spec with captions, sentence, or finding.
    plain
        The chart is not an `Explorer`: its controls need no names and move nothing else.

    Raises
    ------
    AnalysisError
        The payload is not a figure's, or its chart reads or links from elsewhere.

    Examples
    --------
    >>> SavedFigure({"name": "ties", "sentence": "No ties are coded yet."}).html("ties")[-38:]
    '<p>No ties are coded yet.</p></figure>'
    """

    def __init__(self, payload: Json, *, plain: bool = False) -> None:
        if not isinstance(payload, dict):
            raise AnalysisError("the figure is not an object with a name and a spec")
        self.name = in_kebab_case(str(payload.get("name", "")))
        self.sentence = str(payload.get("sentence", ""))
        self.finding = _prose(payload)
        self.spec: dict[str, Any] = {}
        self.params: list[Param] = []
        self.captions: Captions | None = None
        self.caption = ("", "")
        self.links: dict[str, str] = {}
        self.places: dict[str, str] = {}
        """Address in the site by words of a mark that lead there; of what is around the figure."""
        self.cards: list[Card] = []
        self.arrangement: Arrangement | None = None
        if not self.sentence and not self.finding:
            if not isinstance(payload.get("spec"), dict):
                raise AnalysisError(f"the figure {self.name!r} has no spec")
            self.spec = fit_for_a_page(payload["spec"], self.name)
            found = _settable(self.spec) if plain else settable_params(self.spec)
            self.params = [] if plain else found
            self._take_captions(payload.get("captions"), found)
            self.arrangement = Arrangement.of_payload(payload.get("arrangement"), self.params)
            self.cards = [Card.of_payload(card) for card in payload.get("cards", [])]
            links = payload.get("links")
            self.links = known_links(links, self.spec) if isinstance(links, dict) else {}

    def _arranged(self) -> dict[str, Json]:
        return {"arrangement": self.arrangement.payload()} if self.arrangement else {}

    def _take_captions(self, payload: Json, params: list[Param]) -> None:
        if payload is not None:
            self.captions = Captions.of_payload(payload)
        elif any(param.bind for param in params):
            said = described(self.spec) or "Chart"
            title, sentence = taken_title(self.spec)
            self.captions = Captions.of_chart(self.spec, params, title or said, sentence)
        if self.captions:
            self.caption = self.captions.opening(params)

    @classmethod
    def of_chart(cls, spec: Json, name: str) -> SavedFigure:
        """Make a figure of a plain Altair chart."""
        return cls({"name": name, "spec": spec}, plain=True)

    def html(self, anchor: str, picture: str = "", *, at_once: bool = False) -> str:
        """Give the figure for a page that loads `mount_script`.

        Parameters
        ----------
        anchor
            Its name in this page.
        picture
            Image to show where no script runs; where there is none it is drawn.
        at_once
            Add the chart as Vega draws it, so that it is neither unpacked nor compiled first.
        """
        if self.finding:
            sentences, listed, heading = self.finding
            return finding_html(anchor, heading, sentences, listed=listed)
        start = f'<figure class="dossier-explorer{" dossier-empty" if self.sentence else ""}"'
        start = f'{start} id="explorer-{anchor}"'
        if self.sentence:
            return f"{start}><p>{escape_html(self.sentence)}</p></figure>"
        said = spoken_caption(*self.caption) or described(self.spec) or "Chart"
        if self.cards:
            picture = cards_html(self.cards, shown_cards(self.spec))
        else:
            picture = picture or still_image(self.spec, said)
        still = STILL if any(param.bind for param in self.params) else ""
        wanted = [param.for_page() for param in self.params]
        above = caption_html(*self.caption) if self.captions else ""
        captions = self.captions.payload() if self.captions else None
        more = {"captions": captions, "links": self.places | self.links, **self._arranged()}
        data = {
            "spec": packed(self.spec),
            "params": _attribute(wanted),
            "more": packed(more),
        }
        if at_once:
            data["drawn"] = _attribute(compiled(self.spec))
        attributes = "".join(f" data-{key}='{text}'" for key, text in data.items())
        return f"{start}{attributes}>{above}{picture}{still}</figure>"


def _prose(payload: Json) -> tuple[list[Sentence], bool, str] | None:
    """Give the sentences of a `Finding`, whether they are a list, and the line above them."""
    if "finding" not in payload:
        return None
    try:
        sentences = [Sentence.of_parts(parts) for parts in payload["finding"]]
    except (TypeError, ValueError) as problem:
        raise AnalysisError("the finding is not a list of sentences") from problem
    return sentences, payload.get("listed") is True, str(payload.get("heading", ""))


def _settable(spec: dict[str, Any]) -> list[Param]:
    """Find what a reader can set in a chart that is not an `Explorer`, in which all has names."""
    try:
        return settable_params(spec)
    except AnalysisError:
        return []


def _attribute(value: Json) -> str:
    # In single quotes JSON's many double quotes stay one character each.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")


def table_name(payload: Json) -> str:
    """Give the name of a table from what an output has under `TABLE_MIME`.

    Raises
    ------
    AnalysisError
        It has no name in kebab-case.
    """
    return in_kebab_case(str(payload.get("name", "") if isinstance(payload, dict) else ""))


def table_html(anchor: str, html: str) -> str:
    """Wrap cleaned HTML with a table so that `mount_script` makes it searchable."""
    return f'<div class="dossier-table" id="table-{anchor}">{html}</div>'
