"""Load many dossiers at once."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from analysis.corpora.corpus import Corpus
from analysis.corpora.folders import dossier_names, folders_of
from analysis.corpora.merging import merged
from analysis.corpora.progress import progress_bar
from analysis.corpora.reading import read_dossiers, with_folder
from analysis.corpora.stated import stated_actors
from analysis.dossier.problems import DossierError
from analysis.dossier.review import CODED, accepted_rows
from analysis.errors import QuestionError, require_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from analysis.dossier.reading import Review

_LOG = logging.getLogger(__name__)


def load_corpus(
    dossiers: str | Path | Iterable[str | Path],
    *,
    review: Review = "accepted",
    on_error: Literal["raise", "skip"] = "raise",
    progress: bool | None = None,
    actors: str | Path | pl.DataFrame | None = None,
) -> Corpus:
    """Load and validate many dossiers as one lazy frame per table.

    Parameters
    ----------
    dossiers
        A pattern such as ``"dossiers/*"``, the folder that contains the dossiers, or a list of
        folders. They are sorted by name; a folder that is named twice is read once. Each is called
        by the name of its folder, or by as much of its path as sets it apart from others.
    review
        "accepted" leaves out rows that are proposed or rejected, and what rests on them; "all"
        keeps everything.
    on_error
        "raise" refuses a corpus with a broken dossier; "skip" leaves the broken ones out, lists
        them in ``.skipped`` and what is wrong in ``.problems``, and logs a warning.
    progress
        Whether to show on standard error how far reading is; by default on a terminal only.
    actors
        The corpus's own actors, a file or a frame with the columns of ``actors.csv``; by default
        ``actors.csv`` beside the dossiers or one folder further up, if there is one.

    Returns
    -------
    Corpus
        ``corpus.claims``, ``corpus.actors`` ... with a first column ``dossier``.

    Raises
    ------
    DossierError
        With all problems of all dossiers, or of the corpus's own actors.
    QuestionError
        Nothing matches, or there is no such option.

    Notes
    -----
    Actors of different dossiers are one if the corpus's actors say so by name, alias or id; if
    they have the same id and kind, and the same name or one that is a stated alias; or if a name
    is an alias that one other actor alone states. Speakers left unnamed and authors with the id
    ``author`` are merged by the corpus's actors only. ``.unclear`` lists what stays apart.

    Examples
    --------
    >>> import analysis
    >>> corpus = analysis.load_corpus([analysis.example().folder])
    >>> corpus.claims.head(1).select("dossier", "claim_id").collect().row(0)
    ('example', 'c01')
    """
    require_option(review, ("accepted", "all"), "review")
    require_option(on_error, ("raise", "skip"), "on_error")
    if progress is not None and not isinstance(progress, bool):
        raise QuestionError("progress is True, False or None")
    folders = folders_of(dossiers)
    stated, file = stated_actors(actors, folders)
    with progress_bar("Dossiers read", shown=progress) as on_read:
        read = read_dossiers(folders, on_read)
    names = dict(zip(folders, dossier_names(folders), strict=True))
    problems = [with_folder(folder, p) for folder, found in read.problems.items() for p in found]
    if problems and (on_error == "raise" or not read.folders):
        raise DossierError(problems)
    skipped = tuple(names[folder] for folder in read.problems)
    if skipped:
        _LOG.warning(
            "%d of %d dossiers are left out, .problems says why: %s",
            len(skipped),
            len(folders),
            ", ".join(skipped),
        )
    called = pl.Series("dossier", [names[folder] for folder in read.folders], pl.String)
    frames = {
        table: frame.select(called.gather(frame["dossier"]), pl.exclude("dossier"))
        for table, frame in read.frames.items()
    }
    choices = dict(zip(called, read.choices, strict=True))
    proposed = {t: frames[t].filter(review="proposed").select("dossier") for t in CODED}
    if review == "accepted":
        frames |= accepted_rows(frames)
    about = _about(read.folders, called, frames, choices)
    for table, rows in proposed.items():
        about = _with_count(about, rows, f"proposed_{table}")
    one = merged(frames["actors"], stated)
    frames["actors"] = frames["actors"].join(
        one.rows, on=["dossier", "actor_id"], maintain_order="left"
    )
    tables: dict[str, Any] = {table: frame.lazy() for table, frame in frames.items()}
    return Corpus(
        about,
        **tables,
        corpus_actors=one.actors,
        unclear=one.unclear,
        choices=choices,
        problems=tuple(problems),
        skipped=skipped,
        review=review,
        actors_file=file,
    )


def _about(
    folders: list[Path],
    names: pl.Series,
    frames: Mapping[str, pl.DataFrame],
    choices: Mapping[str, Mapping[str, Any]],
) -> pl.DataFrame:
    """Describe each dossier: the same choices as its `Study`, made for all at once."""
    chosen = [choices[name] for name in names]
    slugs = [
        re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") for folder in folders
    ]
    titles = [
        made.get("study.title", f"Dossier {made.get('study.name', slug or 'dossier')}")
        for made, slug in zip(chosen, slugs, strict=True)
    ]
    about = pl.DataFrame(
        {
            "dossier": names,
            "folder": pl.Series(map(str, folders), dtype=pl.String),
            "title": pl.Series(titles, dtype=pl.String),
            "source": pl.Series([made.get("article.source") for made in chosen], dtype=pl.String),
            "date": pl.Series([made.get("article.date") for made in chosen], dtype=pl.Date),
        }
    )
    sources, events, claims = (frames[table] for table in ("sources", "events", "claims"))
    articles = sources.filter(kind="article").group_by("dossier").agg("source_id")
    only = articles.filter(pl.col("source_id").list.len() == 1)
    only = only.select("dossier", only=pl.col("source_id").list.first())
    about = about.join(only, on="dossier", how="left", maintain_order="left")
    about = about.with_columns(source=pl.coalesce("source", "only")).drop("only")
    facts = sources.select(
        "dossier",
        source="source_id",
        article="title",
        published=pl.col("published").str.to_date("%Y-%m-%d", strict=False),
    )
    about = about.join(facts, on=["dossier", "source"], how="left", maintain_order="left")
    for rows, day in ((events.filter(kind="article"), "start"), (claims, "said_on")):
        latest = rows.group_by("dossier").agg(pl.col(day).max().alias("latest"))
        about = about.join(latest, on="dossier", how="left", maintain_order="left")
        about = about.with_columns(date=pl.coalesce("date", "latest")).drop("latest")
    about = about.with_columns(date=pl.coalesce("date", "published"))
    columns = ["dossier", "folder", "title", "source", "article", "date"]
    return _with_count(about.select(columns), claims.select("dossier"), "claims")


def _with_count(about: pl.DataFrame, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    counts = rows.group_by("dossier").agg(pl.len().cast(pl.Int64).alias(column))
    joined = about.join(counts, on="dossier", how="left", maintain_order="left")
    return joined.with_columns(pl.col(column).fill_null(0))
