"""The files that a dossier begins with, once it is known which article it is about."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import TABLES, example
from analysis.dossier.choices import KEYS
from analysis.dossier.spelling import UNSEEN, faulty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier.study import Study
    from analysis.evidence import Article

_ARTICLE_ID, _AUTHOR_ID = "article", "author"
_HIDDEN = re.compile(rf"[{UNSEEN}\x00-\x1f\x7f-\x9f]")
_ABOUT_CHOICES = """\
# What figures of this study show first. Every line may stay as it is: each key is then derived
# as its comment says. To choose, remove "# " and write your own value; "dossier check" verifies it.
# The values here are those of the fictional example.
"""


def tables_and_choices(
    article: Article | None = None, author_id: str | None = None
) -> dict[str, str]:
    r"""Give the text of every table and of ``study.toml``, and of ``article.txt`` if there is one.

    Parameters
    ----------
    article
        The article that it will be about: its text, and what it says of its title, author, day and
        publisher, go into ``article.txt``, ``sources``, ``actors`` and ``study.toml``.
    author_id
        Actor who wrote it, where its row comes from elsewhere.

    Examples
    --------
    >>> tables_and_choices()["transfers.csv"]
    'transfer_id,weapon_id,supplier,recipient,status,claim_id,coder,review\n'
    """
    texts = {f"{name}.csv": f"{','.join(t.column_names())}\n" for name, t in TABLES.items()}
    if article is None:
        return texts | {"study.toml": _choices({})}
    return texts | _texts_about(article, author_id)


def author_of(article: Article) -> tuple[str, str] | None:
    """Give the name and kind of whoever wrote an article, if it says so.

    Several names are one author, whose words are the article's own.

    Examples
    --------
    >>> from analysis.evidence import Article
    >>> author_of(Article("", author="Ann Author; Bo Writer"))
    ('Ann Author and Bo Writer', 'group')
    """
    names = [name for part in (article.author or "").split(";") if (name := _visible(part))]
    if not names:
        return None
    return " and ".join(names), "person" if len(names) == 1 else "group"


def _texts_about(article: Article, author_id: str | None) -> dict[str, str]:
    """Write what a file says of the article that is in it."""
    headline = next((line for line in article.text.splitlines() if line.strip()), "")
    source = {"source_id": _ARTICLE_ID, "title": _visible(article.title or headline)}
    source |= {"publisher": _visible(article.publisher or ""), "url": article.address or ""}
    source |= {"published": article.date.isoformat() if article.date else "", "kind": "article"}
    chosen: dict[str, object] = {"article.source": _ARTICLE_ID}
    if source["title"]:
        chosen["study.title"] = source["title"]
    if article.date:
        chosen["article.date"] = article.date
    rows = {"sources": source}
    if author_id:
        chosen["article.author"] = author_id
    elif author := author_of(article):
        rows["actors"] = {"actor_id": _AUTHOR_ID, "name": author[0], "kind": author[1]}
        chosen["article.author"] = _AUTHOR_ID
    tables = {f"{name}.csv": _row(name, row) for name, row in rows.items()}
    return {"article.txt": article.text, **tables, "study.toml": _choices(chosen)}


def one_line(text: str) -> str:
    """Give a text in one line of composed letters, as tables have them.

    Letters in several parts are the same letters to whoever reads them.
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _visible(text: str) -> str:
    """Give a text in one line, without hidden characters where no table could have it with them."""
    line = one_line(text)
    return line if faulty(pl.Series([line])).is_empty() else one_line(_HIDDEN.sub("", line))


def _row(table: str, row: Mapping[str, str]) -> str:
    columns = TABLES[table].column_names()
    return pl.DataFrame([{column: row.get(column) or None for column in columns}]).write_csv()


def _choices(chosen: Mapping[str, object]) -> str:
    """Write every key of ``study.toml`` with its meaning and default, commented out or chosen."""
    study = _example_study()
    parts = [_ABOUT_CHOICES]
    for section in dict.fromkeys(key.section for key in KEYS):
        parts.append(f"[{section}]")
        for key in KEYS:
            if key.section == section:
                value = chosen.get(f"{section}.{key.key}", getattr(study, key.key))
                mark = "" if f"{section}.{key.key}" in chosen else "# "
                line = f"{mark}{key.key} = {_toml(value)}"
                parts.append(f"# {key.meaning}.\n# Default: {key.default}.\n{line}\n")
    return "\n".join(parts)


@cache
def _example_study() -> Study:
    # Of many texts each begins with the same comments.
    return example().study


def _toml(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None:
        return '"..."'
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
