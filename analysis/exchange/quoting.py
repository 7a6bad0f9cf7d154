"""Annotations of pages by quoted words: without the page's text, and with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analysis.errors import QuestionError, require_known, shorten
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.odd_entries import OddEntries
from analysis.exchange.placing import placed, several
from analysis.exchange.untrusted import as_path, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.exchange.offsets import Unit
    from analysis.exchange.untrusted import Value

PAGE_OPTIONS = {
    "text": "file with the plain text that was annotated, in which places and quotes are looked "
    "up; by default article.txt in DIR",
    "page": "address of the one annotated page to take, where the file has several",
}
"""Options of readers of such files."""

POSITION, QUOTE = "TextPositionSelector", "TextQuoteSelector"
"""Selectors that are read."""


@dataclass(frozen=True)
class Quoted:
    """A passage, with the words around it as its annotation has them."""

    passage: Passage
    before: str = ""
    after: str = ""


@dataclass
class Pages:
    """Annotated pages, with what was marked in each."""

    quotes: dict[str, list[Quoted]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What cannot be taken along, one and many of it, and how often."""
    odd: OddEntries = field(default_factory=OddEntries)
    """Annotations that cannot be read."""

    def add(self, page: str, quoted: Quoted) -> None:
        """Add what is marked in a page."""
        self.quotes.setdefault(page, []).append(quoted)

    def foreign(self, declared: Unit, text: str | None, page: str | None) -> Foreign:
        """Give the passages, in the text if there is one.

        Parameters
        ----------
        declared
            The unit in which places should be counted.
        text
            File with the text of a page.
        page
            The page to take; by default all.

        Raises
        ------
        QuestionError
            There is no such page or file, or a text where there are several pages.
        """
        left_out = [several(many, *noun) for noun, many in self.left_out.items()]
        left_out += self.odd.said(read=sum(len(of) for of in self.quotes.values()))
        quotes = self.quotes
        if page is not None:
            require_known(page, quotes, "a page that is annotated in this file")
            if rest := sum(len(of) for name, of in quotes.items() if name != page):
                left_out.append(f"{several(rest, 'annotation')} of other pages")
            quotes = {page: quotes[page]}
        content = None
        if text is not None:
            if len(quotes) > 1:
                named = ", ".join(map(shorten, [*quotes][:5]))
                raise QuestionError(
                    f"text is of one page, and annotated are {len(quotes)}: {named}; choose one "
                    "by the option page"
                )
            content, _ = read_text(as_path(text))
        notes: list[str] = []
        texts = []
        for name, of in quotes.items():
            passages, said, without = placed(name, content, (q.passage for q in of), declared)
            notes += said
            left_out += without
            if content is not None:
                passages = list(_by_words_around(content, passages, of))
            else:
                passages = [replace(each, start=None, end=None) for each in passages]
            title = self.titles.get(name)
            texts.append(ForeignText(name, content, tuple(passages), title=title, source=name))
        return Foreign(tuple(texts), left_out=tuple(left_out), notes=tuple(notes))


def _by_words_around(
    text: str, passages: Iterable[Passage], quotes: Iterable[Quoted]
) -> Iterable[Passage]:
    """Put passages without a place where the words around their quote are, if that is one place."""
    around = {quoted.passage.origin: (quoted.before, quoted.after) for quoted in quotes}
    for passage in passages:
        before, after = around[passage.origin]
        if passage.start is None and passage.words and (before or after):
            sought = before + passage.words + after
            start = text.find(sought)
            if start >= 0 and text.find(sought, start + 1) < 0:
                start += len(before)
                end = start + len(passage.words)
                yield replace(passage, start=start, end=end)
                continue
        yield passage


def selected_by(target: Value) -> tuple[str | None, int | None, int | None, str, str] | None:
    """Give what a target selects: words, start, end, and the words before and after.

    None if it selects neither words nor a place; a place inside of what another selector selects is
    not a place in the text, so that the words which are refined by a place are given whole.
    """
    if isinstance(target.value, str):
        return None
    words, start, end, before, after = None, None, None, "", ""
    refined: tuple[str, str, str] | None = None
    waiting = [(selector, True) for selector in target["selector"].one_or_more()]
    while waiting:
        selector, whole = waiting.pop(0)
        if isinstance(selector.value, str):
            continue
        kinds = types(selector)
        if refining := selector["refinedBy"].one_or_more():
            waiting += [(each, False) for each in refining]
            if QUOTE in kinds and refined is None:
                exact, prefix, suffix = (selector[key] for key in ("exact", "prefix", "suffix"))
                refined = exact.text(), prefix.text(), suffix.text()
        elif QUOTE in kinds and words is None:
            words = selector["exact"].text()
            before, after = selector["prefix"].text(), selector["suffix"].text()
        elif POSITION in kinds and whole and start is None:
            start, end = selector["start"].number(), selector["end"].number()
    if words is None and refined is not None:
        words, before, after = refined
    return None if words is None and start is None else (words, start, end, before, after)


def types(value: Value) -> set[str]:
    """Give the types of an object, however JSON-LD spells them."""
    return words_of(value["type"]) | words_of(value["@type"])


def words_of(value: Value) -> set[str]:
    """Give a word or a list of words, without the prefix of the vocabulary."""
    return {each.text().removeprefix("oa:") for each in value.one_or_more()}
