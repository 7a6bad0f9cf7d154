"""The article that a dossier is about: read from a file that is not part of the repository."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from operator import itemgetter
from pathlib import Path

from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import PACKAGED

ARTICLE_ENV = "DOSSIER_ARTICLE"
"""Environment variable that names the article's file."""


class AnchorError(DossierError):
    """An article that cannot be read, or claims whose words cannot be found in it for sure."""


@dataclass(frozen=True)
class Article:
    """The text that claims point into.

    Attributes
    ----------
    text
        The file as decoded from UTF-8, line ends untouched; an HTML copy without its markup.

    Examples
    --------
    >>> article = Article("Title" + chr(10) + "One side said no.")
    >>> article
    Article(23 characters, 2 paragraphs)
    >>> article.paragraph_spans, article.paragraph_of(15)
    ([(0, 5), (6, 23)], 1)
    """

    text: str

    def __repr__(self) -> str:
        """Say how long it is, without its words: outputs of notebooks are passed on."""
        return f"Article({len(self.text)} characters, {len(self.paragraph_spans)} paragraphs)"

    @cached_property
    def paragraph_spans(self) -> list[tuple[int, int]]:
        """Start and end of every non-empty line, in characters; paragraph 0 is the headline."""
        return [m.span() for m in re.finditer(r"[^\r\n]*\S[^\r\n]*", self.text)]

    def paragraph_of(self, start: int) -> int:
        """Number of the paragraph that a character is in."""
        return bisect_right(self.paragraph_spans, start, key=itemgetter(0)) - 1


def read_article(path: str | Path | None = None, folder: str | Path = PACKAGED) -> Article:
    """Read the article: from ``path``, else ``$DOSSIER_ARTICLE``, else from the dossier's folder.

    Parameters
    ----------
    path
        The article's file.
    folder
        Folder of the dossier, where the article is ``article.txt``.

    Raises
    ------
    FileNotFoundError
        There is none; the message says how to supply one.
    AnchorError
        The file is not UTF-8 text.

    Examples
    --------
    >>> import analysis
    >>> read_article(analysis.example().folder / "article.txt")
    Article(2581 characters, 13 paragraphs)
    """
    named = path or os.environ.get(ARTICLE_ENV)
    file = Path(named) if named else Path(folder) / "article.txt"
    if not file.is_file():
        raise FileNotFoundError(
            f"no article at {file}. Everything works without it except checking and showing "
            "claims in the article's words. Save it as plain text beside the tables as "
            f"article.txt, or set {ARTICLE_ENV} to its path."
        )
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = f"byte {error.start} is not UTF-8; save the article as UTF-8 text"
        raise AnchorError([Problem(file.name, None, None, None, "encoding", remedy)]) from error
    return Article(
        _without_markup(text) if re.match(r"\s*<(!doctype|html)", text, re.IGNORECASE) else text
    )


class _Markup(HTMLParser):
    BLOCKS = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "h4", "figcaption", "tr"})
    SILENT = frozenset({"script", "style", "head", "noscript", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (its signature)
        self._silent += tag in self.SILENT
        self.parts += ["\n"] if tag in self.BLOCKS else []

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        self.parts += ["\n"] if tag in self.BLOCKS else []

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def _without_markup(page: str) -> str:
    """Text of a page saved from the web, one line per block."""
    parser = _Markup()
    parser.feed(page)
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(parser.parts).split("\n"))
    return "\n\n".join(line for line in lines if line) + "\n"
