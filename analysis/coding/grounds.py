"""What the rows of one foreign text are taken into: a dossier that is there, or one that begins."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from analysis.coding.beginning import author_of, one_line, tables_and_choices
from analysis.coding.taking import article_of
from analysis.dossier import TABLES, QuestionError, load, shorten
from analysis.dossier.spelling import fault, faulty
from analysis.dossier.tables import WEB
from analysis.evidence import ARTICLE_ENV, AnchorError, Article, read_article
from analysis.evidence.anchors import Copy
from analysis.evidence.normal_form import normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.coding.naming import Naming
    from analysis.dossier import Dossier
    from analysis.evidence import ForeignText

ARTICLE = "article.txt"
_UNTITLED = "[No title]"


@dataclass(frozen=True)
class Ground:
    """What the rows of one text are taken into."""

    dossier: Dossier
    article: Article | None
    files: Mapping[str, bytes]
    """What the folder lacks, by name."""
    begun: bool
    lacking: str = ""
    """Why there is no article."""
    about: Article | None = None
    """What the file says of the text of a new dossier."""
    notes: list[str] = field(default_factory=list)
    """What is to be said about the text as a whole."""
    other: str = ""
    """Why words that are found may be others: the article is another text than that of the file."""


def is_dossier(folder: Path) -> bool:
    """Whether a folder has a table."""
    return any((folder / f"{table}.csv").exists() for table in TABLES)


def ground_of(
    text: ForeignText, folder: Path, beside: Path, given: Article | None, *, many: bool
) -> Ground:
    """Load the dossier of a folder, or begin one beside it.

    Parameters
    ----------
    text
        The text of the file.
    folder, beside
        Folder of the dossier, and an empty one in which it may be tried.
    given
        The article, where the caller has it.
    many
        Whether the file has several texts: one article is then not that of all.
    """
    own, lacking = _own_text(text, folder, beside)
    exists = is_dossier(folder)
    alone = not many and (exists or text.text is None)
    elsewhere = alone and os.environ.get(ARTICLE_ENV)
    brought = None
    if given is not None or (folder / ARTICLE).exists() or elsewhere:
        article: Article | None = given or article_of(folder)
    else:
        article = brought = own
    other = "" if given is not None else _other(text, own, article, folder)
    if other and many:
        raise QuestionError(f"{other}; name another folder")
    if exists:
        dossier = load(folder, review="all")
        if brought is not None:
            _require_own(dossier, brought, folder)
        said = text.title or text.author or text.date or text.source
        notes = ["a dossier that exists keeps its own title, author and day"] if said else []
        files = {} if brought is None else {ARTICLE: (text.text or "").encode()}
        return Ground(
            dossier, article, files, begun=False, lacking=lacking, notes=notes, other=other
        )
    about, odd = _about(text, own, folder)
    begun = tables_and_choices(replace(about, author=None))
    files = {name: said.encode() for name, said in begun.items()}
    if brought is None:
        files.pop(ARTICLE, None)
    for name, content in files.items():
        (beside / name).write_bytes(content)
    choices = folder / "study.toml"
    if choices.is_file():
        (beside / choices.name).write_bytes(choices.read_bytes())
    files = {n: c for n, c in files.items() if not os.path.lexists(folder / n)}
    if many and not choices.is_file():
        dossier = replace(_empty(), folder=beside)
    else:
        dossier = load(beside, review="all")
    return Ground(
        dossier, article, files, begun=True, lacking=lacking, about=about, notes=odd, other=other
    )


@cache
def _empty() -> Dossier:
    """Load a dossier without rows: of many texts each begins with it."""
    with TemporaryDirectory(prefix="dossier-") as folder:
        for name, said in tables_and_choices().items():
            (Path(folder) / name).write_text(said, "utf-8")
        return load(folder, review="all")


def with_author(ground: Ground, naming: Naming) -> Ground:
    """Give a new dossier whoever wrote its text, as one of its actors."""
    author = ground.about and author_of(ground.about)
    if not ground.about or not ground.article or not author:
        return ground
    actor = naming.actor(*author)
    files = dict(ground.files)
    if "study.toml" in files:
        files["study.toml"] = tables_and_choices(ground.about, actor)["study.toml"].encode()
    return replace(ground, files=files)


def _own_text(text: ForeignText, folder: Path, beside: Path) -> tuple[Article | None, str]:
    """Give the text that a file carries as an article; without one, say why."""
    if text.text is None or not text.text.strip():
        return None, f"there is no text to find the words in; save it as {folder / ARTICLE}"
    try:
        (beside / ARTICLE).write_bytes(text.text.encode())
        return read_article(beside / ARTICLE), ""
    except UnicodeEncodeError:
        return None, "the text in the file has half of a character, which no file can contain"
    except AnchorError as error:
        return None, f"the text in the file cannot be an article: {error}"


def _other(text: ForeignText, own: Article | None, article: Article | None, folder: Path) -> str:
    """Say that the article is another text than that of the file, if it is."""
    if own is None or article is None or article is own:
        return ""
    if text.text == article.text or normal(text.text or "").strip() == normal(article.text).strip():
        return ""
    title = article.title or next(iter(article.text.split("\n")), "")
    named = shorten(" ".join(title.split()))
    return (
        f"the article of {folder} ({named}) is another text than {shorten(text.name)} of the file"
    )


def _about(text: ForeignText, own: Article | None, folder: Path) -> tuple[Article, list[str]]:
    """Give what a file says of a text, and what of it cannot be said in tables."""
    said = {"title": text.title, "author": text.author, "source": text.source}
    plain_said, odd = dict[str, str](), list[str]()
    for name, value in said.items():
        plain_said[name], wrong = _line(value or "")
        if wrong:
            odd.append(f"{shorten(text.name)}: its {name} {wrong}")
    day = None
    if text.date:
        try:
            day = dt.date.fromisoformat(text.date)
        except ValueError:
            odd.append(f"{shorten(text.name)}: {shorten(text.date)} is not a day, and is left out")
    source = plain_said["source"] or None
    is_address = bool(source and re.match(WEB, source))
    # The name of a text is often its title once more, with the same faults.
    title = plain_said["title"] or _line(text.name)[0] or _line(folder.name)[0] or _UNTITLED
    if not plain_said["title"] and title != text.name.strip():
        odd.append(f"{shorten(text.name)}: its title here is {shorten(title)}")
    return Article(
        (text.text or "") if own else "",
        title,
        plain_said["author"] or None,
        day,
        None if is_address else source,
        source if is_address else None,
    ), odd


def _line(value: str) -> tuple[str, str]:
    """Give a value in one line, empty if no table can have it; say what is wrong."""
    line = one_line(value)
    wrong = faulty(pl.Series([line], dtype=pl.String)).to_list()
    return ("", f"{fault(wrong[0])}, and is left out") if wrong else (line, "")


def _require_own(dossier: Dossier, article: Article, folder: Path) -> None:
    """Refuse a text in which the claims of the dossier are not.

    Raises
    ------
    QuestionError
        Words of a claim are not in it.
    """
    lost = Copy(article).place(dossier.claims).filter(match="lost")["claim_id"]
    if lost.len():
        raise QuestionError(
            f"{folder} has no {ARTICLE}, and the words of its claim {lost[0]} are not in the text "
            f"of the file; save the article as {ARTICLE}, or name another folder"
        )
