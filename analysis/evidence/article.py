"""The article that a dossier is about: read from a file that is not part of the repository."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path

from analysis.dossier.places import not_a_file
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import PACKAGED

ARTICLE_ENV = "DOSSIER_ARTICLE"
"""Environment variable that names the article's file."""


class AnchorError(DossierError):
    """An article that cannot be read, or claims whose words cannot be found in it for sure."""


@dataclass(frozen=True)
class Article:
    """The text that claims point into.

    Examples
    --------
    >>> article = Article("Title" + chr(10) + "One side said no.")
    >>> article
    Article(23 characters, 2 paragraphs)
    >>> article.paragraph_spans, article.paragraph_of(15)
    ([(0, 5), (6, 23)], 1)
    """

    text: str
    """The file as decoded from UTF-8, line ends untouched; an HTML copy without its markup."""

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

    In the folder it is ``article.txt``.

    Raises
    ------
    FileNotFoundError
        There is none; the message says how to supply one.
    AnchorError
        What is there is not a file of UTF-8 text.

    Examples
    --------
    >>> import analysis
    >>> read_article(analysis.example().folder / "article.txt")
    Article(2581 characters, 13 paragraphs)
    """
    named = path or os.environ.get(ARTICLE_ENV)
    file = Path(named) if named else Path(folder) / "article.txt"
    if wrong := not_a_file(file):
        raise AnchorError([Problem(file.name, None, None, None, "file", wrong)])
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
    is_page = re.match(r"\s*<(!doctype|html)", text, re.IGNORECASE)
    return Article(_without_markup(text) if is_page else text)


def _without_markup(page: str) -> str:
    """Text of a page saved from the web, one line per block."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page.replace("\n", " "), "html.parser")
    for silent in soup(["script", "style", "title", "noscript", "template"]):
        silent.decompose()
    for block in soup(["p", "div", "br", "li", "h1", "h2", "h3", "h4", "figcaption", "tr"]):
        block.insert_before("\n")
        block.insert_after("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n\n".join(line for line in lines if line) + "\n"
