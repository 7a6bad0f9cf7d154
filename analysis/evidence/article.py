"""The article that a dossier is about: read from a file that is not part of the repository."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import astuple, dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.dossier.places import not_a_file
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import PACKAGED
from analysis.evidence.readers import MOST_BYTES, UnreadableError, text_of
from analysis.prose import counted, in_words

if TYPE_CHECKING:
    import datetime as dt

ARTICLE_ENV = "DOSSIER_ARTICLE"
"""Environment variable that names the article's file."""
_BREAKS = "\r\n\u2028\u2029"
_WIDEST, _FEW, _MOST = 160, 3, 0.8
"""Text is broken to a width if no line is wider, several go on in the next, and most are filled."""


class AnchorError(DossierError):
    """An article that cannot be read, or claims whose words cannot be found in it for sure."""


@in_words
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
    """The file as decoded from UTF-8, line ends untouched; of other files the text in lines."""
    title: str | None = None
    author: str | None = None
    """Who the file says wrote it."""
    date: dt.date | None = None
    publisher: str | None = None
    address: str | None = None

    def __repr__(self) -> str:
        """Say how long it is, without its words: outputs of notebooks are passed on."""
        return f"Article({len(self.text)} characters, {len(self.paragraph_spans)} paragraphs)"

    def _sentences(self) -> list[str]:
        long = counted(len(self.text), "character")
        return [f"An article of {long} in {counted(len(self.paragraph_spans), 'paragraph')}."]

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

    In the folder it is ``article.txt``. Elsewhere it may be text in UTF-8, a web page saved as
    HTML, or, with ``pip install 'article-dossier[documents]'``, a PDF or a Word file (DOCX). Of a
    page only the body of the article is read, by trafilatura, with what the page says of its title,
    author, day and publisher; of pages and files every paragraph becomes a line. Of plain text,
    "By" with a name and a date count, where they have lines of their own below the headline.

    Raises
    ------
    FileNotFoundError
        There is none; the message says how to supply one.
    AnchorError
        What is there is none of these, cannot be read, or is larger than 64 MiB or longer than five
        million characters.

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
        with file.open("rb") as opened:
            said = text_of(opened.read(MOST_BYTES + 1))
    except OSError as error:
        remedy = f"cannot be read: {error.strerror}"
    except UnreadableError as error:
        remedy = str(error)
    else:
        return Article(*astuple(said))
    # Not raised while the other is handled: errors of parsers carry the text.
    raise AnchorError([Problem(file.name, None, None, None, "file", remedy)])
