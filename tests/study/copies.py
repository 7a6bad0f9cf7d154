"""What printers, browsers and editors do to a copy of a text."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

from analysis.evidence import Article, anchor_problems, locate
from analysis.evidence.normal_form import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier

STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def wrapped(width: int) -> Callable[[str], str]:
    def wrap(text: str) -> str:
        lines = text.split("\n")
        return "\n".join(textwrap.fill(line, width, break_on_hyphens=False) for line in lines)

    return wrap


def british(said: re.Match[str]) -> str:
    """Write a quotation in single marks, and one within it in double ones."""
    return "‘" + re.sub(r"‘(.*?)’(?!\w)", r"“\1”", said[1]) + "’"


def divided(width: int) -> Callable[[str], str]:
    """Fill lines and divide the word that does not fit."""

    def divide(text: str) -> str:
        filled = []
        for line in text.split("\n"):
            rest = line
            while len(rest) > width:
                part, rest = rest[:width], rest[width:]
                if part[-3:].isalpha() and rest[:3].isalpha():
                    filled.append(part + "-")
                else:
                    at = part.rfind(" ")
                    filled.append(part[:at])
                    rest = part[at + 1 :] + rest
            filled.append(rest)
        return "\n".join(filled)

    return divide


CHANGES: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "soft hyphens": lambda text: re.sub(r"(\w{3})(\w{3})", "\\1\u00ad\\2", text),
    "ligatures": lambda text: text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "hyphens that do not break": lambda text: text.replace("-", "\u2011"),
    "three dots": lambda text: text.replace("…", "..."),
    "an ellipsis": lambda text: text.replace("...", "…"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "lines of 72 characters": wrapped(72),
    "lines of 30 characters": wrapped(30),
    "no paragraphs": lambda text: " ".join(text.split()),
    "doubled blanks": lambda text: text.replace(" ", "  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "zero-width spaces": lambda text: text.replace(" ", " \u200b"),
    "straight marks": lambda text: text.translate(STRAIGHT),
    "low marks": lambda text: text.translate(str.maketrans("“”‘", "„“\u201a")),
    "pointed marks": lambda text: text.replace("“", "«\u00a0").replace("”", "\u00a0»"),
    "single marks outside": lambda text: re.sub("“([^”]*)”", british, text),
    "en dashes": lambda text: re.sub(" ?— ?", " – ", text),
    "closed dashes": lambda text: re.sub(" ?[—–] ?", "—", text),
    "two hyphens": lambda text: re.sub(" ?[—–] ?", "--", text),
    "a hyphen for a dash": lambda text: re.sub("(?<!\\d) ?[—–] ?", " - ", text),
    "divided words": divided(46),
    "blanks left out": lambda text: re.sub("[ \u00a0]+", " ", text),
    "one paragraph more": lambda text: "By a reporter\n\n" + text,
}
CHANGES["all at once"] = lambda text: CHANGES["CRLF"](
    wrapped(72)(
        CHANGES["decomposed"](CHANGES["ligatures"](CHANGES["straight marks"](text))).replace(
            "-", "\u2011"
        )
    )
)


def same(words: str) -> str:
    return Form.normal(words).letters.text


def assert_found_again(dossier: Dossier, article: Article, change: str) -> None:
    """Every claim is on the same words of a changed copy, and no anchor has a problem."""
    copy = Article(CHANGES[change](article.text))
    spots = locate(dossier.claims, copy)
    assert set(spots["match"]) <= {"exact", "moved"}
    assert anchor_problems(dossier.claims, copy) == []
    found = [same(copy.text[a:b]) for a, b in spots.select("start", "end").iter_rows()]
    spans = dossier.claims.select("start", "end").iter_rows()
    assert found == [same(article.text[a:b]) for a, b in spans]
