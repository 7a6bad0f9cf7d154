"""Load many dossiers at once."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from analysis.corpora.corpus import Corpus
from analysis.corpora.folders import at_home, dossier_names, dossiers_in, folders_of, quoted
from analysis.corpora.merging import merged
from analysis.corpora.parquet import is_written_corpus
from analysis.corpora.progress import progress_bar
from analysis.corpora.reading import read_dossiers
from analysis.corpora.stated import stated_actors
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.review import accepted_rows
from analysis.dossier.study import name_of
from analysis.dossier.tables import CODED, TABLES
from analysis.errors import QuestionError, require_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
        A pattern such as ``"dossiers/*"``, the folder that contains the dossiers, a list of
        folders, or the folder that `Corpus.write_parquet` wrote. ``**`` in a pattern matches
        dossiers however deep, and ``~`` at its beginning is the home folder. Folders are sorted by
        name; one that is named or linked to twice is read once. Each dossier is called by the name
        of its folder, or by as much of its path as sets it apart from others.
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
        the ``actors.csv`` beside each dossier or one folder further up, if there is one. All
        columns are checked as those of a dossier; ``actor_id``, ``name``, ``kind`` and ``aliases``
        decide who is one, and no other column is used: affiliation and country are those that each
        dossier states. A frame without rows states nobody.

    Returns
    -------
    Corpus
        ``corpus.claims``, ``corpus.actors`` ... with a first column ``dossier``.

    Raises
    ------
    DossierError
        With all problems of all dossiers, or of the corpus's own actors.
    QuestionError
        Nothing matches, there is no such option, or dossiers have different ``actors.csv`` beside
        them, or only some have one.

    Notes
    -----
    Actors of different dossiers are one only where that is stated, letter by letter, and only if
    they are of one kind:

    1. Those that are the same actor of the corpus's actors. That is whoever has its id, and as a
       name its name or one of its aliases (or its name as an alias); whoever has one of its aliases
       as a name, and an id that is not there; and whoever has its name, an id that is not there,
       and no namesake of another id in any dossier. Where the corpus has several actors of the
       name, only the id decides.
    2. Those that have one id, and the same name or one that is a stated alias of the other.
    3. Those of two ids, if the name of one is a stated alias of the other, and nobody else has that
       name or alias.

    The second and third never join two actors of one dossier, or of the corpus's own. Speakers left
    unnamed (kind "group") and whoever has the id ``author`` are merged by the first only.
    ``.unclear`` lists who might be one and stays apart, and what settles it.

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
    if isinstance(dossiers, str | Path) and is_written_corpus(Path(at_home(dossiers))):
        return _written(Path(at_home(dossiers)), review, actors)
    folders = folders_of(dossiers)
    unfit = {folder: problem for folder in folders if (problem := _unfit(folder))}
    fit = [folder for folder in folders if folder not in unfit]
    stated, file = stated_actors(actors, fit)
    with progress_bar("Dossiers read", shown=progress) as on_read:
        read = read_dossiers(fit, on_read)
    wrong = read.problems | {folder: [problem] for folder, problem in unfit.items()}
    names = dict(zip(folders, dossier_names(folders), strict=True))
    broken = {
        names[folder]: DossierError(wrong[folder]).within(folder).problems
        for folder in folders
        if folder in wrong
    }
    if broken and (on_error == "raise" or not read.folders):
        raise DossierError(problem for found in broken.values() for problem in found)
    called = pl.Series("dossier", [names[folder] for folder in read.folders], pl.String)
    frames = {
        table: frame.select(called.gather(frame["dossier"]), pl.exclude("dossier"))
        for table, frame in read.frames.items()
    }
    choices = dict(zip(called, read.choices, strict=True))
    proposed = {t: frames[t].filter(review="proposed").select("dossier") for t in CODED}
    if review == "accepted":
        frames |= accepted_rows(frames)
    about = _about(dict(zip(called, map(str, read.folders), strict=True)), frames, choices)
    for table, rows in proposed.items():
        about = _with_count(about, rows, f"proposed_{table}")
    one = merged(frames["actors"], stated)
    frames["actors"] = frames["actors"].join(
        one.rows, on=["dossier", "actor_id"], maintain_order="left"
    )
    tables: dict[str, Any] = {table: frame.lazy() for table, frame in frames.items()}
    corpus = Corpus(
        about,
        **tables,
        corpus_actors=one.actors,
        unclear=one.unclear,
        choices=choices,
        problems_by_dossier=broken,
        review=review,
        actors_file=file,
    )
    _say_skipped(corpus)
    return corpus


def _unfit(folder: Path) -> Problem | None:
    """Say why a folder is not read as a dossier."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        remedy = "has a name that is not UTF-8, which no table can have in it; rename the folder"
        return Problem(str(folder), None, None, None, "folder", remedy)
    pattern = dossiers_in(folder)
    if pattern is None:
        return None
    remedy = f"is a folder of dossiers, not one of them; name {quoted(pattern)}"
    return Problem(str(folder), None, None, None, "folder", remedy)


def _written(folder: Path, review: str, actors: object) -> Corpus:
    """Read a corpus that was written as Parquet files."""
    if actors is not None:
        raise QuestionError(
            "the actors of a corpus that was written are merged; load its dossiers with others"
        )
    corpus = Corpus.read_parquet(folder)
    _say_skipped(corpus)
    if review == corpus.review:
        return corpus
    if review == "all":
        raise QuestionError(
            f'{quoted(folder)} was written with review="accepted"; load its dossiers for all'
        )
    every = dict(zip(TABLES, pl.collect_all(getattr(corpus, t) for t in TABLES), strict=True))
    kept = accepted_rows(every)
    folders = dict(corpus.dossiers.select("dossier", "folder").iter_rows())
    about = _about(folders, every | kept, corpus.choices)
    waiting = corpus.dossiers.select("dossier", *(f"proposed_{table}" for table in CODED))
    changed: dict[str, Any] = {table: frame.lazy() for table, frame in kept.items()}
    changed["dossiers"] = about.join(waiting, on="dossier", maintain_order="left")
    return replace(corpus, **changed, review=review)


def _say_skipped(corpus: Corpus) -> None:
    if corpus.skipped:
        every = len(corpus.skipped) + corpus.dossiers.height
        names = ", ".join(corpus.skipped)
        _LOG.warning(
            "%d of %d dossiers are left out, and .problems says why: %s",
            len(corpus.skipped),
            every,
            names,
        )


def _about(
    folders: Mapping[str, str],
    frames: Mapping[str, pl.DataFrame],
    choices: Mapping[str, Mapping[str, Any]],
) -> pl.DataFrame:
    """Describe each dossier: the same choices as its `Study`, made for all at once."""
    chosen = [choices[name] for name in folders]
    titles = [
        made.get("study.title", f"Dossier {made.get('study.name') or name_of(Path(folder))}")
        for made, folder in zip(chosen, folders.values(), strict=True)
    ]
    about = pl.DataFrame(
        {
            "dossier": pl.Series([*folders], dtype=pl.String),
            "folder": pl.Series([*folders.values()], dtype=pl.String),
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
