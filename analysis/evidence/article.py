"""The article that a dossier is about: read from a file that is not part of the repository."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

from analysis.dossier.places import not_a_file
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import PACKAGED

ARTICLE_ENV = "DOSSIER_ARTICLE"
"""Environment variable that names the article's file."""
_BREAKS = "\r\n\u2028\u2029"
_WIDEST, _FEW, _MOST = 160, 3, 0.8
"""Text is broken to a width if no line is wider, several go on in the next, and most are filled."""


class AnchorError(DossierError):
    """An article that cannot be read, or claims whose words cannot be found in it for sure."""


@dataclass(frozen=True, eq=False, repr=False)
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
        """Start and end of every non-empty line, in characters; paragraph 0 is the headline.

        Where lines are broken to a width, as in mails and printed text files, it is the blocks
        between blank lines.
        """
        lines = [m.span() for m in re.finditer(rf"[^{_BREAKS}]*\S[^{_BREAKS}]*", self.text)]
        blocks, inner = lines[:1], list[int]()
        for (first, last), (start, end) in pairwise(lines):
            if re.fullmatch(rf"\r\n|[{_BREAKS}]", self.text[last:start]):
                inner.append(last - first)
                blocks[-1] = (blocks[-1][0], end)
            else:
                blocks.append((start, end))
        width = max((end - start for start, end in lines), default=0)
        filled = sum(length > width / 2 for length in inner)
        broken = width <= _WIDEST and len(inner) >= max(_FEW, len(lines) / 3)
        return blocks if broken and filled >= _MOST * len(inner) else lines

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
    text, remedy = _text_of(file)
    if remedy:
        raise AnchorError([Problem(file.name, None, None, None, "encoding", remedy)])
    return Article(text)


def _text_of(file: Path) -> tuple[str, str | None]:
    """Read a file, or say what is wrong with it.

    Nothing is raised from here: errors of decoders and parsers carry the text, which tracebacks
    would show.
    """
    from bs4.exceptions import ParserRejectedMarkup

    try:
        text = file.read_bytes().decode("utf-8-sig")
        is_page = re.match(r"\s*<(!doctype|html)", text, re.IGNORECASE)
        return (_without_markup(text) if is_page else text), None
    except OSError as error:
        return "", f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        return "", f"byte {error.start} is not UTF-8; save the article as UTF-8 text"
    except ParserRejectedMarkup:
        return "", "is not HTML that can be read; save the article as plain text"


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
