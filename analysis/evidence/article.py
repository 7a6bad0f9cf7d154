"""The article that a dossier is about: read from a file that is not part of the repository."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from analysis.dossier.reading import DATA
from analysis.dossier.problems import DossierError, Problem

ARTICLE_VARIABLE = "PACT_ARTICLE"
"""Environment variable that names the article's file."""


class EvidenceError(DossierError):
    """An article that cannot be read, or claims whose words cannot be found in it for sure."""


@dataclass(frozen=True)
class Article:
    """The text that claims point into.

    Attributes
    ----------
    text
        The file as decoded from UTF-8, line ends untouched; an HTML copy without its markup.
    """

    text: str

    @property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Start and end of every non-empty line, in characters; paragraph 0 is the headline."""
        return [m.span() for m in re.finditer(r"[^\r\n]*\S[^\r\n]*", self.text)]

    def paragraph_at(self, start: int) -> int:
        """Number of the paragraph that holds a character."""
        return bisect_right([first for first, _ in self.paragraphs], start) - 1


def read_article(path: str | Path | None = None, directory: str | Path = DATA) -> Article:
    """Read the article: from ``path``, else ``$PACT_ARTICLE``, else ``article.txt`` in a dossier.

    Raises
    ------
    FileNotFoundError
        Where there is none, with the ways to supply one.
    EvidenceError
        Where the file is not UTF-8 text.
    """
    named = path or os.environ.get(ARTICLE_VARIABLE)
    file = Path(named) if named else Path(directory) / "article.txt"
    if not file.is_file():
        raise FileNotFoundError(
            f"no article at {file}: claims can be read, but not shown in their words. "
            f"Save the article as plain text and name it in {ARTICLE_VARIABLE}, "
            "or put it beside the tables as article.txt (for the package's own dossier: "
            "data/article.txt, which git ignores)."
        )
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = f"byte {error.start} is not UTF-8; save the article as UTF-8 text"
        raise EvidenceError([Problem(file.name, None, None, None, "encoding", remedy)]) from error
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

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  (its signature)
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
