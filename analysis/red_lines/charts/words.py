"""Words that the figures of red lines share: counts, lists, days, links to claims and sources."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier.vocabularies import labels
from analysis.explorer import Link, Sentence
from analysis.explorer.links import WEB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from analysis.dossier import Dossier

MOST_CARDS = 500
"""Cards that a page carries of one figure; one with fewer than there are says so."""

VERDICTS = labels("verdicts")
LINKS = pl.List(pl.Struct({"text": pl.String, "address": pl.String}))
"""Column of a table with several links in a cell."""

_SHORT = 120


def linked(text: str, url: str) -> pl.Expr:
    """Make two columns a link for a table, without address where that is none of the web.

    Examples
    --------
    >>> pl.DataFrame({"t": ["a"], "u": ["ftp://a"]}).select(linked("t", "u")).to_series().to_list()
    [{'text': 'a', 'address': None}]
    """
    of_the_web = pl.col(url).str.contains(f"^(?i:{WEB.pattern})$")
    return pl.struct(text=text, address=pl.when(of_the_web).then(url)).alias(text)


def judged(verdict: str | None) -> str:
    """Write a verdict as a word on a card; nothing where there is none.

    Examples
    --------
    >>> judged("not_so_far"), judged(None)
    ('verdict: not so far', '')
    """
    return f"verdict: {VERDICTS[verdict]}" if verdict else ""


def opening(text: str) -> str:
    """Write words as they begin a sentence.

    Examples
    --------
    >>> opening("not so far")
    'Not so far'
    """
    return text[:1].upper() + text[1:]


def shortened(text: str) -> str:
    """Cut a text that is too long for a menu or a title.

    Examples
    --------
    >>> shortened("short"), len(shortened("long " * 100))
    ('short', 120)
    """
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 2].rstrip()} …"


def clauses(dossier: Dossier) -> Callable[[str], str]:
    """Give a function that writes a sentence as a part of another, without its full stop.

    A first word that the dossier has in small letters, too, is not a name.

    Examples
    --------
    >>> import analysis
    >>> inside = clauses(analysis.example())
    >>> inside("The ferries sail."), inside("Ardania waits")
    ('the ferries sail', 'Ardania waits')
    """
    texts = [*dossier.propositions["description"], *dossier.claims["statement"]]
    english = dossier.study.language == "en"
    common = {w for text in texts for w in re.findall(r"[^\W\d_]+", text) if w.islower()}

    def inside(text: str) -> str:
        text = text.strip().removesuffix(".")
        first, _, rest = text.partition(" ")
        if english and first.lower() in common:
            first = first[:1].lower() + first[1:]
        return f"{first} {rest}".strip()

    return inside


class Sources:
    """Sources of a dossier as links.

    Examples
    --------
    >>> import analysis
    >>> print(Sources(analysis.example()).said(["ferry-office"]))
    Source: Harbour Line
    """

    def __init__(self, dossier: Dossier) -> None:
        rows = dossier.sources.select("source_id", pl.coalesce("publisher", "title"), "url")
        self._by_id = {one: (name, url) for one, name, url in rows.iter_rows()}

    def links(self, ids: Iterable[str]) -> list[Link | str]:
        """Name the publisher of each source, with its address where it has one.

        Several of one publisher are numbered.
        """
        known = dict.fromkeys(self._by_id[one] for one in ids if one in self._by_id)
        seen: Counter[str] = Counter()
        found: list[Link | str] = []
        for name, url in known:
            seen[name] += 1
            text = name if seen[name] == 1 else f"{name} ({seen[name]})"
            found.append(Link(text, url) if url and WEB.fullmatch(url) else text)
        return found

    def cells(self, ids: Iterable[str]) -> list[dict[str, str | None]]:
        """Name the publishers for a cell of a table; see `LINKS`."""
        parts = [one if isinstance(one, Link) else Link(one, "") for one in self.links(ids)]
        return [{"text": one.text, "address": one.address or None} for one in parts]

    def said(self, ids: Iterable[str] | None, of: str = "") -> Sentence | None:
        """List the sources in a line, with what they are; None where there are none."""
        found = self.links(ids or ())
        noun = "Source" if len(found) == 1 else "Sources"
        return spelled(f"{noun} ({of}): " if of else f"{noun}: ", found) if found else None


def spelled(before: str, parts: Sequence[Link | str], between: str = " \u00b7 ") -> Sentence:
    """Write links and texts into one sentence.

    Examples
    --------
    >>> print(spelled("Where: ", [Link("paragraph 1", "#claim-c01"), "page 2"], ", "))
    Where: paragraph 1, page 2
    """
    slots: dict[str, Any] = {f"s{place}": part for place, part in enumerate(parts)}
    template = between.join(f"{{{slot}}}" for slot in slots)
    return Sentence(f"{{before}}{template}", before=before, **slots)


def place_of(claim_id: str, paragraph: int | None) -> Link:
    """Name the place of a claim in the article, as a link to it.

    Examples
    --------
    >>> place_of("c03", 2), place_of("c01", 0).text
    (Link(text='Paragraph 2', address='#claim-c03'), 'Headline')
    """
    return Link(f"Paragraph {paragraph}" if paragraph else "Headline", f"#claim-{claim_id}")


def paragraphs_of(dossier: Dossier) -> dict[str, int]:
    """Give the paragraph of each claim, by its id."""
    return dict(dossier.claims.select("claim_id", "paragraph").iter_rows())


def kept(frame: pl.DataFrame, what: str, most: int = MOST_CARDS) -> tuple[pl.DataFrame, str]:
    """Keep the rows that a page can carry, with a sentence if that is not all of them."""
    more = f"The page has the first {most:,} of {frame.height:,} {what}."
    return frame.head(most), more if frame.height > most else ""


def sentences(*parts: str) -> str:
    """Join the sentences that are not empty.

    Examples
    --------
    >>> sentences("One.", "", "Two.")
    'One. Two.'
    """
    return " ".join(filter(None, parts))
