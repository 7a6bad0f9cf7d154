"""Which actors of different dossiers are one: what is stated decides, never a likeness.

An actor of a dossier is

1. an actor of the corpus's ``actors.csv`` if its name is that actor's name or one of its aliases,
   letter by letter, or if its id is that actor's and their names agree (they are equal, or one is
   a stated alias of the other); and if both are of one kind;
2. one with an actor of another dossier if both have the same id and kind and their names agree;
3. one with an actor of another dossier of the same kind whose name one of its aliases is, if
   nobody else in the corpus has that name or alias.

Speakers left unnamed (kind "group") and an author whose id is ``author`` are whoever the one
article means: only the first rule merges them. Whatever might be one and stays apart is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

UNNAMED = "author"
"""The id under which dossiers keep the author of their article."""

MERGED_BY = pl.Enum(["file", "id", "alias"])
"""What merges an actor with others: the corpus's file, a shared id, a stated alias."""

UNCLEAR: dict[str, pl.DataType] = {
    "rule": pl.String(),
    **dict.fromkeys(("dossier", "actor_id", "name", "kind"), pl.String()),
    **dict.fromkeys(("other_dossier", "other_actor_id", "other_name", "other_kind"), pl.String()),
    "remedy": pl.String(),
}
"""Columns of what might be one and stays apart."""

CORPUS_ACTORS: dict[str, pl.DataType] = {
    **dict.fromkeys(("corpus_id", "name", "kind"), pl.String()),
    "dossiers": pl.Int64(),
    "merged_by": MERGED_BY,
    "names": pl.List(pl.String()),
}
"""Columns of the actors of a corpus."""

_REMEDIES = {
    "same_id": "one id for two names or kinds; if they are one, state the name as an alias in the "
    "corpus's actors.csv",
    "same_name": "one name under two ids; if they are one, state it in the corpus's actors.csv",
    "same_alias": "an alias that would merge two actors of one dossier, or that several actors "
    "have; if they are one, state it in the corpus's actors.csv",
    "other_name": "the corpus's actors.csv has this id with another name; state the name as an "
    "alias there, or rename the id here",
    "other_kind": "the corpus's actors.csv has this name with another kind; write one kind in both",
    "other_id": "the corpus's actors.csv has the name for another actor than the id; write the id "
    "there is for the name",
}


class Merged(NamedTuple):
    """Actors of all dossiers, and which of them are one."""

    rows: pl.DataFrame
    """Every actor of every dossier: ``dossier``, ``actor_id``, ``corpus_id``, ``merged_by``."""

    actors: pl.DataFrame
    """Every actor of the corpus: ``corpus_id``, ``name``, ``kind``, ``dossiers``, ``names``."""

    unclear: pl.DataFrame
    """Actors that might be one and stay apart."""


def merged(actors: pl.DataFrame, stated: pl.DataFrame) -> Merged:
    """Merge the actors of many dossiers.

    Parameters
    ----------
    actors
        Of all dossiers, as in their tables, with ``dossier``.
    stated
        Those of the corpus.
    """
    rows = actors.select(
        "dossier", "actor_id", "name", "aliases", kind=pl.col("kind").cast(pl.String)
    )
    found, against = _by_file(rows, stated)
    rest = rows.join(found, on=["dossier", "actor_id"], how="anti", maintain_order="left")
    clusters, doubtful = _by_themselves(rest, set(stated["actor_id"]))
    every = pl.concat([found, clusters])
    settled = rows.join(every, on=["dossier", "actor_id"], how="left", maintain_order="left")
    people = _people(settled, stated)
    unclear = pl.concat([against, doubtful, *_like(settled)])
    listed = unclear.with_columns(
        remedy=pl.col("rule").replace_strict(_REMEDIES, return_dtype=pl.String)
    )
    return Merged(
        settled.select("dossier", "actor_id", "corpus_id", "merged_by"),
        people,
        listed.select(list(UNCLEAR))
        .unique(maintain_order=True)
        .sort("rule", "actor_id", "name", "dossier", "other_dossier", maintain_order=True),
    )


def _by_file(rows: pl.DataFrame, stated: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Find the actors that the corpus's file has, and those that contradict it."""
    corpus = stated.select("actor_id", "name", "aliases", kind=pl.col("kind").cast(pl.String))
    said = pl.concat(
        [
            corpus.select("actor_id", said="name"),
            corpus.select("actor_id", said="aliases").explode("said"),
        ]
    ).drop_nulls()
    known = corpus.select(corpus_id="actor_id", corpus_name="name", corpus_kind="kind")
    by_name = rows.join(
        said.rename({"actor_id": "named"}),
        left_on="name",
        right_on="said",
        how="left",
        maintain_order="left",
    )
    by_id = by_name.join(
        known.select(same="corpus_id", same_name="corpus_name"),
        left_on="actor_id",
        right_on="same",
        how="left",
        maintain_order="left",
    )
    agrees = pl.col("aliases").list.contains(pl.col("same_name")) & pl.col("named").is_null()
    which = by_id.with_columns(
        corpus_id=pl.coalesce("named", pl.when(pl.col("same_name").is_not_null()).then("actor_id"))
    ).join(known, on="corpus_id", how="inner", maintain_order="left")
    wrong = (
        pl.when(pl.col("same_name").is_not_null() & pl.col("named").is_null() & ~agrees)
        .then(pl.lit("other_name"))
        .when(pl.col("same_name").is_not_null() & (pl.col("named") != pl.col("actor_id")))
        .then(pl.lit("other_id"))
        .when(pl.col("kind") != pl.col("corpus_kind"))
        .then(pl.lit("other_kind"))
    )
    judged = which.with_columns(rule=wrong)
    against = judged.drop_nulls("rule").select(
        "rule",
        "dossier",
        "actor_id",
        "name",
        "kind",
        other_dossier=pl.lit(None, pl.String),
        other_actor_id="corpus_id",
        other_name="corpus_name",
        other_kind="corpus_kind",
    )
    by = pl.lit("file").cast(MERGED_BY)
    found = judged.filter(pl.col("rule").is_null())
    return found.select("dossier", "actor_id", "corpus_id", merged_by=by), against


def _by_themselves(rows: pl.DataFrame, taken: set[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Merge actors by ids and aliases of the dossiers, and give each of the corpus an id."""
    alone = (pl.col("kind") == "group") | (pl.col("actor_id") == UNNAMED)
    rows = rows.with_columns(alone=pl.when(alone).then("dossier"))
    spelt = rows.group_by("actor_id", "kind", "name", "alone", maintain_order=True).agg(
        pl.col("aliases").list.explode(keep_nulls=False, empty_as_null=False).unique(),
        pl.col("dossier").min(),
    )
    spelt = spelt.sort("actor_id", "kind", "name", "alone").with_row_index("one")
    one_of = rows.join(
        spelt.select("one", "actor_id", "kind", "name", "alone"),
        on=["actor_id", "kind", "name", "alone"],
        nulls_equal=True,
        maintain_order="left",
    )
    open_ = spelt.filter(pl.col("alone").is_null())
    aliases = (
        open_.select("one", "actor_id", "kind", said="aliases").explode("said").drop_nulls("said")
    )
    pairs = aliases.join(
        open_.select(other="one", other_id="actor_id", kind="kind", said="name"),
        on=["kind", "said"],
    ).filter(pl.col("one") != pl.col("other"))
    same_id = pairs.filter(pl.col("actor_id") == pl.col("other_id"))
    top = _united(spelt.height, same_id.select("one", "other").iter_rows())
    where = one_of.select("one", "dossier")
    top, doubtful = _by_alias(pairs, aliases, open_, top, where)
    tops = pl.DataFrame(
        {"one": pl.Series(range(len(top)), dtype=pl.UInt32), "top": pl.Series(top, dtype=pl.UInt32)}
    )
    grouped = one_of.join(tops, on="one", maintain_order="left")
    grouped = grouped.join(_ids(grouped, taken), on="top", maintain_order="left")
    ids = pl.col("actor_id").n_unique().over("top") > 1
    several = pl.col("dossier").n_unique().over("top") > 1
    by = pl.when(several & ids).then(pl.lit("alias")).when(several).then(pl.lit("id"))
    clusters = grouped.select("dossier", "actor_id", "corpus_id", merged_by=by.cast(MERGED_BY))
    sides = spelt.select("one", "dossier", "actor_id", "name", "kind")
    listed = doubtful.join(sides, on="one").join(
        sides.select(pl.col("one").alias("other"), pl.exclude("one").name.prefix("other_")),
        on="other",
    )
    return clusters, listed.select(pl.lit("same_alias").alias("rule"), *list(UNCLEAR)[1:-1])


def _by_alias(
    pairs: pl.DataFrame,
    aliases: pl.DataFrame,
    spelt: pl.DataFrame,
    top: list[int],
    where: pl.DataFrame,
) -> tuple[list[int], pl.DataFrame]:
    """Merge actors of different ids where an alias of one is the name of the other alone.

    Returns
    -------
    tuple
        The first spelling of the actor that each spelling is of, and pairs that stay apart.
    """
    others = pairs.filter(pl.col("actor_id") != pl.col("other_id"))
    if others.is_empty():
        return top, others.select("one", "other")
    meant = pl.Series("top", top, dtype=pl.UInt32)
    bearers = pl.concat(
        [aliases.select("one", "kind", "said"), spelt.select("one", "kind", said="name")]
    )
    bearers = bearers.with_columns(top=meant.gather(bearers["one"]))
    # The actor that states the alias, and the one that has it as its name: nobody else.
    counts = bearers.group_by("said").agg(pl.col("top").n_unique().alias("bearers"))
    others = others.join(counts, on="said", maintain_order="left")
    two = 2
    single = others.filter(pl.col("bearers") == two)
    united = _united(len(top), [*enumerate(top), *single.select("one", "other").iter_rows()])
    which = pl.DataFrame(
        {
            "one": pl.Series(range(len(top)), dtype=pl.UInt32),
            "top": pl.Series(united, dtype=pl.UInt32),
        }
    )
    twice = where.join(which, on="one").filter(pl.struct("dossier", "top").is_duplicated())["top"]
    spoilt = set(twice.to_list())
    kept = [(a, b) for a, b in single.select("one", "other").iter_rows() if united[a] not in spoilt]
    apart = others.filter(
        (pl.col("bearers") != two)
        | pl.col("one").map_elements(lambda one: united[one] in spoilt, return_dtype=pl.Boolean)
    )
    return _united(len(top), [*enumerate(top), *kept]), apart.select("one", "other")


def _united(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Give for each number the lowest that pairs lead to."""
    above = list(range(count))

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = one = above[above[one]]
        return one

    for a, b in pairs:
        low, high = sorted((top(a), top(b)))
        above[high] = low
    return [top(one) for one in range(count)]


def _ids(grouped: pl.DataFrame, taken: set[str]) -> pl.DataFrame:
    """Call each actor by its usual id; where others have that, too, with its first dossier."""
    usual = (
        grouped.group_by("top", "actor_id")
        .agg(pl.len().alias("n"), pl.col("dossier").min())
        .sort("top", "n", "actor_id", descending=[False, True, False])
        .group_by("top", maintain_order=True)
        .agg(pl.col("actor_id").first(), pl.col("dossier").first())
    )
    shared = pl.col("actor_id").is_duplicated() | pl.col("actor_id").is_in(list(taken))
    placed = pl.concat_str("dossier", pl.lit("/"), "actor_id")
    return usual.select("top", corpus_id=pl.when(shared).then(placed).otherwise("actor_id"))


def _people(rows: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """List the actors of the corpus by name: the stated one, or the one that most dossiers have."""
    names = rows.group_by("corpus_id", "name").len()
    names = names.sort("corpus_id", "len", "name", descending=[False, True, False])
    usual = names.group_by("corpus_id", maintain_order=True).agg(
        pl.col("name").first(), pl.col("name").sort().alias("names")
    )
    about = rows.group_by("corpus_id").agg(
        pl.col("kind").first(),
        pl.col("dossier").n_unique().cast(pl.Int64).alias("dossiers"),
        pl.col("merged_by").first(),
    )
    own = stated.select(corpus_id="actor_id", stated="name")
    every = usual.join(about, on="corpus_id").join(own, on="corpus_id", how="left")
    named = every.with_columns(name=pl.coalesce("stated", "name"))
    return named.select(list(CORPUS_ACTORS)).sort("name", "corpus_id")


def _like(rows: pl.DataFrame) -> Iterable[pl.DataFrame]:
    """List actors of one id, or of one name and kind, that are not one."""
    named = (pl.col("kind") != "group") & (pl.col("actor_id") != UNNAMED)
    open_ = rows.filter(named).sort("dossier", "actor_id")
    for rule, by in (("same_id", ["actor_id"]), ("same_name", ["name", "kind"])):
        firsts = open_.unique([*by, "corpus_id"], keep="first", maintain_order=True)
        several = firsts.filter(pl.struct(by).is_duplicated())
        first = several.unique(by, keep="first", maintain_order=True)
        columns = ["dossier", "actor_id", "name", "kind", "corpus_id"]
        sides = first.select(*(pl.col(c).alias(f"by_{c}") for c in by), *columns)
        pairs = sides.join(
            several.select(
                *(pl.col(c).alias(f"by_{c}") for c in by),
                *(pl.col(c).alias(f"other_{c}") for c in columns),
            ),
            on=[f"by_{c}" for c in by],
        ).filter(pl.col("corpus_id") != pl.col("other_corpus_id"))
        if rule == "same_name":
            pairs = pairs.filter(pl.col("actor_id") != pl.col("other_actor_id"))
        yield pairs.select(pl.lit(rule).alias("rule"), *list(UNCLEAR)[1:-1])
