"""What was found, as sentences: numbers set off, names and evidence linked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Any

from analysis.charting.numbers import number_text
from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.errors import AnalysisError
from analysis.explorer.base import FIGURE_MIME, Figure
from analysis.explorer.links import followed
from analysis.prose import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.charting.untrusted import Json

_SEE = "Figure"
_KINDS = ("text", "number", "link")


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere: to an anchor of a page (``#claim-c01``) or to the web."""

    text: str
    address: str


@in_words
class Sentence:
    """A sentence with computed slots.

    Parameters
    ----------
    template
        As for `str.format`: ``"{n} of {every:,} ties strain the camps."``.
    see
        Anchor of the figure that shows it, such as ``#explorer-tie-network``.
    **slots
        What fills each slot: a number is set off, a `Link` is followed, text is text.

    Raises
    ------
    AnalysisError
        A slot is missing, or a link leads neither to an anchor nor to the web.

    Examples
    --------
    >>> strained = Sentence("{n} of {every:,} ties strain the camps.", n=2, every=1178)
    >>> str(strained)
    '2 of 1,178 ties strain the camps.'
    >>> strained.html()
    '<strong>2</strong> of <strong>1,178</strong> ties strain the camps.'
    """

    def __init__(self, template: str, *, see: str = "", **slots: object) -> None:
        self.parts: list[list[str]] = []
        for words, slot, pattern, _ in Formatter().parse(template):
            if words:
                self.parts.append(["text", words])
            if slot is not None:
                if slot not in slots:
                    raise AnalysisError(f"the sentence {template!r} has no value for {{{slot}}}")
                self.parts.append(_part(slots[slot], pattern or ""))
        if see:
            self.parts += [["text", " "], ["link", _SEE, followed(see)]]

    @classmethod
    def of_parts(cls, parts: Json) -> Sentence:
        """Take what an output has, as if a stranger had written it."""
        made = cls("")
        for part in parts:
            kind, *words = map(str, part)
            if kind not in _KINDS or len(words) != 1 + (kind == "link"):
                raise AnalysisError("a sentence has a part that is neither text, number nor link")
            if kind == "link":
                followed(words[1])
            made.parts.append([kind, *words])
        return made

    def __str__(self) -> str:
        said = [part[1] for part in self.parts]
        return "".join(said).removesuffix(f" {_SEE}")

    @property
    def shown_by(self) -> str:
        """Anchor of the figure that shows it; empty if none is named."""
        last = self.parts[-1] if self.parts else []
        return last[2] if last[:2] == ["link", _SEE] else ""

    def _sentences(self) -> list[str]:
        return [self.html()]

    def html(self) -> str:
        """Give the sentence as HTML, in which all text is escaped."""
        return "".join(map(_html, self.parts))


class Finding(Figure):
    """What was found, in prose.

    Parameters
    ----------
    name
        Identifies the finding in the page: kebab-case, unique in a notebook.
    sentences
        A paragraph each.
    listed
        Show them as a list.
    heading
        Line above them.

    Examples
    --------
    >>> known = Sentence("Nothing is known of {who}.", who=Link("Alpha & Co", "#actor-alpha"))
    >>> print(Finding("known", [known]))
    Nothing is known of Alpha & Co.
    >>> known.html()[-19:]
    'Alpha &amp; Co</a>.'
    """

    def __init__(
        self,
        name: str,
        sentences: Sequence[Sentence | str],
        *,
        listed: bool = False,
        heading: str = "",
    ) -> None:
        super().__init__(name)
        self.sentences = [s if isinstance(s, Sentence) else Sentence("{s}", s=s) for s in sentences]
        self.listed = listed
        self.heading = heading

    def __str__(self) -> str:
        lines = [self.heading] if self.heading else []
        return "\n".join([*lines, *(f"{'- ' * self.listed}{s}" for s in self.sentences)])

    def add_note(self, note: str) -> None:
        """Add a sentence."""
        self.sentences.append(Sentence("{note}", note=note))

    def to_html(self) -> str:
        """Give the sentences; they need no script."""
        return finding_html(self.name, self.heading, self.sentences, listed=self.listed)

    def saved(self) -> dict[str, Any]:
        """Give name and sentences to a saved page."""
        payload = {
            "name": self.name,
            "heading": self.heading,
            "finding": [sentence.parts for sentence in self.sentences],
            "listed": self.listed,
        }
        return {FIGURE_MIME: payload}


def finding_html(name: str, heading: str, sentences: Sequence[Sentence], *, listed: bool) -> str:
    """Give sentences as HTML under an anchor."""
    inner, outer = ("li", "ul") if listed else ("p", "")
    said = "".join(f"<{inner}>{sentence.html()}</{inner}>" for sentence in sentences)
    said = f"<{outer}>{said}</{outer}>" if outer else said
    head = f'<p class="dossier-heading">{escape_html(heading)}</p>' if heading else ""
    return f'<div class="dossier-finding" id="finding-{name}">{head}{said}</div>'


def _part(value: object, pattern: str) -> list[str]:
    if isinstance(value, Link):
        return ["link", reveal_hidden(value.text), followed(value.address)]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if not pattern and isinstance(value, float):
            return ["number", number_text(value)]
        return ["number", format(value, pattern or (",d" if isinstance(value, int) else "f"))]
    return ["text", reveal_hidden(format(value, pattern))]


def _html(part: Sequence[str]) -> str:
    kind, text, *address = part
    words = escape_html(text)
    if kind == "number":
        return f"<strong>{words}</strong>"
    if kind == "link":
        return f'<a href="{escape_html(address[0])}" rel="noopener noreferrer">{words}</a>'
    return words
