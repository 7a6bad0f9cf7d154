"""Which actors of different dossiers are one: what is stated decides, never a likeness.

An actor of a dossier is

1. an actor of the corpus's ``actors.csv``, letter by letter, if

   a. its id is that actor's, and its name is that actor's name or one of its aliases, or that
      actor's name is one of its own aliases;
   b. its id is not in the file, and its name is an alias there;
   c. its id is not in the file, its name is that of one actor of its kind there, and no dossier has
      that name and kind under another id (``author`` does not count);

2. one with an actor that has the same id if their names agree: they are equal, or one is a stated
   alias of the other;
3. one with an actor of another id if the name of one is a stated alias of the other, and nobody
   else in the corpus has that name or alias;

each time only if both are of one kind. The second and third rule never join two actors of one
dossier, nor two of the corpus's ``actors.csv``. Speakers left unnamed (kind "group") and an author
whose id is ``author`` are whoever the one article means: only the first rule merges them. Whatever
might be one and stays apart is listed.
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
    "names": pl.List(pl.String()),
}
"""Columns of the actors of a corpus."""

_SPELLING = ["actor_id", "kind", "name", "alone", "seed"]
_TWO = 2
"""Whoever states an alias, and whoever has it as a name."""

_REMEDIES = {
    "same_id": "one id for two names or kinds; if they are one, state the name as an alias in the "
    "corpus's actors.csv",
    "same_name": "one name under two ids; if they are one, write one id for both, or state the "
    "name as an alias in the corpus's actors.csv; if they are two, give each a row there",
    "several_ids": "the corpus's actors.csv has this name under another id, and the dossiers have "
    "it under several; if this is the actor there, write the id there, or state the name as an "
    "alias there, too; if it is not, give it a row there",
    "several_actors": "the corpus's actors.csv has this name for several actors; write the id of "
    "the one that is meant",
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
    corpus = stated.select(
        "actor_id", "name", "aliases", kind=pl.col("kind").cast(pl.String), seed="actor_id"
    )
    found, against = _by_file(rows, corpus)
    settled, doubtful = _by_themselves(rows, corpus, found, against)
    settled = rows.join(settled, on=["dossier", "actor_id"], maintain_order="left")
    still = against.join(
        settled,
        left_on=["dossier", "actor_id", "other_actor_id"],
        right_on=["dossier", "actor_id", "corpus_id"],
        how="anti",
    )
    unclear = pl.concat([still, doubtful, *_like(settled, corpus, still)])
    listed = unclear.with_columns(
        remedy=pl.col("rule").replace_strict(_REMEDIES, return_dtype=pl.String)
    )
    return Merged(
        settled.select("dossier", "actor_id", "corpus_id", "merged_by"),
        _people(settled, stated),
        listed.select(list(UNCLEAR))
        .unique(maintain_order=True)
        .sort(
            *("rule", "actor_id", "name", "dossier", "other_dossier", "other_actor_id"),
            maintain_order=True,
        ),
    )


def _by_file(rows: pl.DataFrame, corpus: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Find the actors that the corpus's file has, and those that contradict it."""
    names = corpus.select(named="actor_id", said="name", stated=pl.lit(value=False), of="kind")
    aliases = corpus.select(
        named="actor_id", said="aliases", stated=pl.lit(value=True), of="kind"
    ).explode("said")
    said = pl.concat([names, aliases.drop_nulls("said")]).group_by("named", "said", "of")
    who = ["dossier", "actor_id"]
    by_name = rows.join(
        said.agg(pl.col("stated").any()),
        left_on="name",
        right_on="said",
        how="left",
        maintain_order="left",
    )
    # Of several with one name, the one that has the id; else those of the kind.
    own, kin = pl.col("named") == pl.col("actor_id"), pl.col("of") == pl.col("kind")
    by_name = by_name.filter(own.fill_null(value=False) | ~own.any().over(who))
    by_name = by_name.filter(own | kin.fill_null(value=False) | ~kin.any().over(who))
    known = corpus.select(corpus_id="actor_id", corpus_name="name", corpus_kind="kind")
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
    identified = rows.filter(pl.col("actor_id") != UNNAMED)
    ids = identified.group_by("name", "kind").agg(ids=pl.col("actor_id").n_unique())
    which = which.join(ids, on=["name", "kind"], how="left", maintain_order="left")
    by_name_alone = pl.col("same_name").is_null() & ~pl.col("stated")
    wrong = (
        pl.when(pl.col("same_name").is_not_null() & pl.col("named").is_null() & ~agrees)
        .then(pl.lit("other_name"))
        .when(pl.col("same_name").is_not_null() & (pl.col("named") != pl.col("actor_id")))
        .then(pl.lit("other_id"))
        .when(pl.col("kind") != pl.col("corpus_kind"))
        .then(pl.lit("other_kind"))
        .when(pl.len().over(who) > 1)
        .then(pl.lit("several_actors"))
        .when(by_name_alone & (pl.col("ids") > 1))
        .then(pl.lit("several_ids"))
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
    found = judged.filter(pl.col("rule").is_null())
    return found.select("dossier", "actor_id", seed="corpus_id"), against


def _by_themselves(
    rows: pl.DataFrame, corpus: pl.DataFrame, found: pl.DataFrame, against: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Merge actors by ids and aliases, and give each of the corpus an id.

    Parameters
    ----------
    rows, corpus
        Actors of the dossiers, and those that the corpus states.
    found, against
        Which of the first are which of the second, and which contradict that.

    Returns
    -------
    tuple
        Id and reason of each actor of each dossier, and pairs that an alias does not join.
    """
    rows = rows.join(found, on=["dossier", "actor_id"], how="left", maintain_order="left")
    torn = against.filter(rule="other_id").select("dossier", "actor_id", torn=pl.lit(value=True))
    rows = rows.join(torn, on=["dossier", "actor_id"], how="left", maintain_order="left")
    alone = (pl.col("kind") == "group") | (pl.col("actor_id") == UNNAMED) | pl.col("torn")
    rows = rows.with_columns(alone=pl.when(alone & pl.col("seed").is_null()).then("dossier"))
    spelt = _spellings(rows, corpus)
    one_of = rows.join(
        spelt.select("one", *_SPELLING), on=_SPELLING, nulls_equal=True, maintain_order="left"
    )
    merging = _Merging(spelt, one_of.select("one", "dossier"))
    free = spelt.filter(pl.col("alone").is_null())
    names = free.select("one", "actor_id", "kind", said="name")
    aliases = free.select("one", "actor_id", "kind", said="aliases").explode("said")
    pairs = pl.concat([names, aliases.drop_nulls("said")]).join(
        names.rename({"one": "other", "actor_id": "other_id"}), on=["kind", "said"]
    )
    pairs = pairs.filter(pl.col("one") != pl.col("other"))
    merging.join(pairs.filter(pl.col("actor_id") == pl.col("other_id")))
    by_id = merging.top
    # Names that are equal under two ids state nothing.
    stating = pairs.filter(pl.col("actor_id") != pl.col("other_id")).join(
        aliases, on=["one", "said"], how="semi"
    )
    stating = stating.filter(by_id.gather(stating["one"]) != by_id.gather(stating["other"]))
    borne = pl.concat([names, aliases])
    borne = borne.with_columns(top=by_id.gather(borne["one"]))
    single = borne.group_by("said").agg(pl.col("top").n_unique()).filter(pl.col("top") == _TWO)
    joined, refused = merging.join(stating.join(single, on="said", how="semi"))
    refused = pl.concat([refused, stating.join(single, on="said", how="anti")])
    ends = pl.concat([joined["one"], joined["other"]])
    reasons = pl.DataFrame(
        {
            "one": spelt["one"],
            "top": merging.top,
            "by_alias": by_id.is_in(by_id.gather(ends).implode()),
        }
    )
    grouped = one_of.join(reasons, on="one", maintain_order="left")
    grouped = grouped.join(
        _ids(grouped, spelt.join(reasons, on="one")), on="top", maintain_order="left"
    )
    several = (pl.col("dossier").n_unique().over("top") > 1) | pl.col("corpus_id").is_in(
        corpus["actor_id"].implode()
    )
    by = (
        pl.when(pl.col("seed").is_not_null())
        .then(pl.lit("file"))
        .when("by_alias")
        .then(pl.lit("alias"))
        .when(several)
        .then(pl.lit("id"))
    )
    sides = spelt.select("one", "dossier", "actor_id", "name", "kind")
    others = sides.rename(lambda name: f"other_{name}").rename({"other_one": "other"})
    listed = refused.select("one", "other").join(sides, on="one").join(others, on="other")
    return (
        grouped.select("dossier", "actor_id", "corpus_id", merged_by=by.cast(MERGED_BY)),
        listed.select(pl.lit("same_alias").alias("rule"), *list(UNCLEAR)[1:-1]),
    )


def _spellings(rows: pl.DataFrame, corpus: pl.DataFrame) -> pl.DataFrame:
    """List what differs in id, kind, name, or in what it is known to be, with all its aliases."""
    stated = corpus.with_columns(dossier=pl.lit(None, pl.String), alone=pl.lit(None, pl.String))
    columns = ["dossier", "aliases", *_SPELLING]
    every = pl.concat([rows.select(columns), stated.select(columns)])
    spelt = every.group_by(_SPELLING).agg(
        pl.col("aliases").list.explode(keep_nulls=False, empty_as_null=False).unique().sort(),
        pl.col("dossier").min(),
    )
    return spelt.sort(_SPELLING).with_row_index("one")


class _Merging:
    """Spellings that are put together, as long as that joins nothing that is known to be two."""

    def __init__(self, spelt: pl.DataFrame, where: pl.DataFrame) -> None:
        self._spelt = spelt
        self._where = where
        seeds = spelt.drop_nulls("seed").with_columns(first=pl.col("one").min().over("seed"))
        self._pairs: list[tuple[int, int]] = list(seeds.select("first", "one").iter_rows())
        self.top = self._tops(self._pairs)
        """For each spelling the first one of the same actor."""

    def join(self, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Put pairs together, and give back those that are, and those that stay apart."""
        every = list(pairs.select("one", "other").iter_rows())
        top = self._tops([*self._pairs, *every])
        tops = pl.DataFrame({"one": self._spelt["one"], "top": top})
        placed = self._where.join(tops, on="one")
        twice = placed.filter(pl.struct("dossier", "top").is_duplicated())["top"]
        seeds = (
            self._spelt.join(tops, on="one")
            .group_by("top")
            .agg(pl.col("seed").drop_nulls().n_unique())
        )
        spoilt = [*twice, *seeds.filter(pl.col("seed") > 1)["top"]]
        is_spoilt = top.gather(pairs["one"]).is_in(spoilt)
        joined, refused = pairs.filter(~is_spoilt), pairs.filter(is_spoilt)
        self._pairs += joined.select("one", "other").iter_rows()
        self.top = self._tops(self._pairs)
        return joined, refused

    def _tops(self, pairs: Iterable[tuple[int, int]]) -> pl.Series:
        return pl.Series("top", _united(self._spelt.height, pairs), pl.UInt32)


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


def _ids(grouped: pl.DataFrame, spelt: pl.DataFrame) -> pl.DataFrame:
    """Call each actor as the corpus states, else by its usual id.

    An id that several have, or that the corpus has for another, follows the first dossier's name.
    """
    seeds = spelt.group_by("top").agg(pl.col("seed").drop_nulls().first())
    usual = (
        grouped.group_by("top", "actor_id")
        .agg(pl.len().alias("n"), pl.col("dossier").min())
        .sort("top", "n", "actor_id", descending=[False, True, False])
        .group_by("top", maintain_order=True)
        .agg(pl.col("actor_id").first(), pl.col("dossier").first())
        .join(seeds, on="top", maintain_order="left")
    )
    own = pl.coalesce("seed", "actor_id")
    shared = own.is_duplicated() | pl.col("actor_id").is_in(seeds["seed"].drop_nulls().implode())
    placed = pl.concat_str("dossier", pl.lit("/"), "actor_id")
    called = pl.when(shared & pl.col("seed").is_null()).then(placed).otherwise(own)
    return usual.select("top", corpus_id=called)


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
    )
    own = stated.select(corpus_id="actor_id", stated="name")
    every = usual.join(about, on="corpus_id").join(own, on="corpus_id", how="left")
    named = every.with_columns(name=pl.coalesce("stated", "name"))
    return named.select(list(CORPUS_ACTORS)).sort("name", "corpus_id")


def _like(
    rows: pl.DataFrame, corpus: pl.DataFrame, against: pl.DataFrame
) -> Iterable[pl.DataFrame]:
    """List actors of one id, or of one name and kind, that are not one.

    Two that the corpus states are two, and so is one that is listed already as not the other.
    """
    stated = corpus["actor_id"].implode()
    listed = against.select("dossier", "actor_id", corpus="other_actor_id")
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
            pairs = pairs.filter(
                pl.col("actor_id") != pl.col("other_actor_id"),
                ~(pl.col("corpus_id").is_in(stated) & pl.col("other_corpus_id").is_in(stated)),
            )
            for one, other in (("", "other_"), ("other_", "")):
                keys = [f"{one}dossier", f"{one}actor_id", f"{other}corpus_id"]
                pairs = pairs.join(listed, left_on=keys, right_on=listed.columns, how="anti")
        yield pairs.select(pl.lit(rule).alias("rule"), *list(UNCLEAR)[1:-1])
