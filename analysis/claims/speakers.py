"""Who asserts what, for whom, how firmly, and who agrees with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from analysis.dossier.tables import Dossier

Standard = Literal["ICD 203", "Kent", "PHIA"]
Band = tuple[float, float]

BANDS: dict[Standard, dict[str, Band]] = {
    "ICD 203": {
        "almost no chance": (1, 5), "remote": (1, 5),
        "very unlikely": (5, 20), "highly improbable": (5, 20),
        "unlikely": (20, 45), "improbable": (20, 45),
        "roughly even chance": (45, 55), "roughly even odds": (45, 55),
        "likely": (55, 80), "probable": (55, 80), "probably": (55, 80),
        "very likely": (80, 95), "highly probable": (80, 95),
        "almost certain": (95, 99), "almost certainly": (95, 99), "nearly certain": (95, 99),
    },
    "Kent": {
        "almost certainly not": (2, 12), "virtually impossible": (2, 12),
        "probably not": (20, 40), "unlikely": (20, 40), "improbable": (20, 40),
        "chances about even": (40, 60), "chances a little better than even": (40, 60),
        "probable": (63, 87), "probably": (63, 87), "likely": (63, 87),
        "almost certain": (87, 99), "almost certainly": (87, 99), "highly likely": (87, 99),
    },
    "PHIA": {
        "remote chance": (0, 5), "highly unlikely": (10, 20), "unlikely": (25, 35),
        "realistic possibility": (40, 50), "likely": (55, 75), "probable": (55, 75),
        "probably": (55, 75), "highly likely": (80, 90), "highly probable": (80, 90),
        "almost certain": (95, 100), "almost certainly": (95, 100),
    },
}  # fmt: skip
"""Per cent that each standard gives a word: US Intelligence Community Directive 203 (2015, D.6.e),
Sherman Kent's Words of Estimative Probability (1964), and the yardstick of the UK's Professional
Head of Intelligence Assessment (2019). Kent lists could, may and might as words without odds."""

MODALS = ("would", "will", "could", "may", "might", "can", "is", "are", "was", "to be")
"""Words that may stand before a likelihood word without changing its band."""

FIRMNESS = {"CT+": 3, "CT-": 3, "PR+": 2, "PR-": 2, "PS+": 1, "PS-": 1, "Uu": 0}
"""FactBank values as ordered firmness."""

FIRMNESS_NAMES = {3: "certain", 2: "probable", 1: "possible", 0: "uncommitted"}
"""Words for each firmness."""


def likelihood_band(term: str, standard: Standard) -> Band | None:
    """Band of a likelihood word under a standard, in per cent; None where it has none.

    A modal in front is dropped ("would likely" is "likely"); a bare "could" or "may" has no band.

    Raises
    ------
    ValueError
        Where the standard is not one of ``BANDS``.

    Examples
    --------
    >>> likelihood_band("would likely", "ICD 203"), likelihood_band("would likely", "Kent")
    ((55, 80), (63, 87))
    >>> likelihood_band("could", "PHIA") is None
    True
    """
    if standard not in BANDS:
        raise ValueError(f"no standard {standard!r}; there are {', '.join(BANDS)}")
    words = " ".join(term.lower().split())
    for modal in MODALS:
        words = words.removeprefix(f"{modal} ")
    return BANDS[standard].get(words)


def likelihoods(dossier: Dossier) -> pl.DataFrame:
    """Set every likelihood word of the article under every standard.

    Returns
    -------
    DataFrame
        ``claim_id``, ``speaker``, ``likelihood_term``, ``standard``, ``low_pct``, ``high_pct``;
        both bounds are null where the standard gives the word no band.

    Examples
    --------
    >>> import analysis
    >>> likelihoods(analysis.load()).filter(likelihood_term="could")["low_pct"].null_count() > 0
    True
    """
    said = dossier.claims.filter(pl.col("likelihood_term").is_not_null())
    rows = [
        (claim, speaker, term, standard, *(likelihood_band(term, standard) or (None, None)))
        for claim, speaker, term in said.select(
            "claim_id", "speaker", "likelihood_term"
        ).iter_rows()
        for standard in BANDS
    ]
    columns = ["claim_id", "speaker", "likelihood_term", "standard"]
    schema = dict.fromkeys(columns, pl.String) | {"low_pct": pl.Float64, "high_pct": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def hedges(dossier: Dossier) -> pl.DataFrame:
    """Count likelihood words, each under every standard.

    Returns
    -------
    DataFrame
        :func:`likelihoods` without claims and speakers, plus ``claims`` (how many use the word)
        and ``label`` (word and count); words with a band first, then by count.
    """
    words = ["likelihood_term", "standard", "low_pct", "high_pct"]
    counted = likelihoods(dossier).group_by(words).agg(claims=pl.len())
    label = pl.format("{} ({})", "likelihood_term", "claims")
    order = ["low_pct", "claims", "likelihood_term", "standard"]
    return counted.with_columns(label=label).sort(
        order, descending=[True, True, False, False], nulls_last=True
    )


def principals(dossier: Dossier) -> pl.DataFrame:
    """Follow affiliations upwards, to see for whom each actor speaks.

    Returns
    -------
    DataFrame
        ``actor_id``, ``principal`` (last actor of the chain of affiliations), ``state`` (that
        actor if it is a state, else null: an academic speaks for nobody's government).

    Examples
    --------
    >>> import analysis
    >>> principals(analysis.load()).filter(actor_id="chang-ho-jin")["state"].item()
    'south-korea'
    """
    actors = dossier.actors
    above = dict(actors.select("actor_id", "affiliation").iter_rows())
    states = set(actors.filter(kind="state")["actor_id"])
    rows = []
    for actor in above:
        top = actor
        while above[top] is not None:
            top = above[top]
        rows.append((actor, top, top if top in states else None))
    schema = dict.fromkeys(("actor_id", "principal", "state"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def attributed(dossier: Dossier) -> pl.DataFrame:
    """Claims with their speaker's name, kind, sector, principal and state, and firmness.

    Returns
    -------
    DataFrame
        One row per claim, in the article's order; ``firmness`` from 0 (uncommitted) to 3;
        ``where`` points at the words; ``place`` counts a speaker's claims in a paragraph.
    """
    who = dossier.actors.select(
        pl.col("actor_id").alias("speaker"),
        pl.col("name").alias("speaker_name"),
        pl.col("kind").alias("speaker_kind"),
        "sector",
    ).join(principals(dossier).rename({"actor_id": "speaker"}), on="speaker")
    firmness = pl.col("factuality").replace_strict(FIRMNESS, return_dtype=pl.Int8)
    where = pl.format("paragraph {}, characters {} to {}", "paragraph", "start", "end")
    place = pl.int_range(pl.len()).over("speaker", "paragraph")
    return (
        dossier.claims.sort("start")
        .with_columns(firmness=firmness, where=where, place=place)
        .join(who, on="speaker", how="left", maintain_order="left")
    )


def silent(dossier: Dossier) -> pl.DataFrame:
    """Actors that claims are about or aimed at, but that assert nothing themselves.

    A state speaks if anyone speaks for it: China is not silent once Beijing is a speaker.

    Returns
    -------
    DataFrame
        ``actor_id``, ``name``, ``kind``, ``mentions`` (claims about or to it), most first.
    """
    spoken_for = principals(dossier)
    speakers = dossier.claims["speaker"].unique()
    speaking = spoken_for.filter(pl.col("actor_id").is_in(speakers.implode()))
    heard = {*speaking["actor_id"], *speaking["principal"]}
    named = dossier.claims.select(
        "claim_id", actor_id=pl.col("subjects").list.concat("targets").list.unique()
    ).explode("actor_id")
    return (
        named.drop_nulls()
        .filter(~pl.col("actor_id").is_in(list(heard)))
        .group_by("actor_id")
        .agg(mentions=pl.len())
        .join(dossier.actors.select("actor_id", "name", "kind"), on="actor_id")
        .sort("mentions", "name", descending=[True, False])
        .select("actor_id", "name", "kind", "mentions")
    )


def exchange(dossier: Dossier, *states: str) -> pl.DataFrame:
    """Dated acts that the named states aim at one another, day by day.

    Parameters
    ----------
    states
        Two or more actor ids; whoever speaks for one of them counts as it.

    Returns
    -------
    DataFrame
        ``rank`` (order of the acts by date and place in the article), ``date``, ``day`` (printed),
        ``claim_id``, ``state``, ``state_name``, ``speaker_name``, ``speech_act``, ``statement``,
        ``where``, and the latest act of the exchange that it answers: ``answers_claim``,
        ``answers_rank``, ``answers_state``.

    Raises
    ------
    ValueError
        Where a state is no actor of the dossier.
    """
    unknown = set(states) - set(dossier.actors["actor_id"])
    if unknown:
        raise ValueError(f"no such actor: {', '.join(sorted(unknown))}")
    names = dossier.actors.select(state="actor_id", state_name="name")
    acts = (
        attributed(dossier)
        .filter(
            pl.col("state").is_in(states),
            pl.col("date").is_not_null(),
            pl.col("targets").list.set_intersection(list(states)).list.len() > 0,
        )
        .join(names, on="state")
        .sort("date", "start")
        .with_row_index("rank")
    )
    answered = acts.select(
        other_claim_id="claim_id", answers_rank="rank", answers_state="state_name"
    )
    answers = (
        dossier.claim_links.filter(relation="responds_to")
        .join(answered, on="other_claim_id")
        .sort("answers_rank")
        .unique("claim_id", keep="last")
        .select("claim_id", "answers_rank", "answers_state", answers_claim="other_claim_id")
    )
    day = pl.col("date").dt.strftime("%-d %B %Y")
    return (
        acts.with_columns(day=day)
        .join(answers, on="claim_id", how="left", maintain_order="left")
        .select(
            "rank", "date", "day", "claim_id", "state", "state_name", "speaker_name",
            "speech_act", "statement", "where", "answers_claim", "answers_rank", "answers_state",
        )
    )  # fmt: skip


def discourse_network(dossier: Dossier) -> pl.DataFrame:
    """Who agrees and who disagrees with whom, after Leifeld's Discourse Network Analyzer.

    Two speakers are congruent on a concept if they take the same stance on it, in conflict if
    they take opposite ones; a speaker who takes both sides counts for both.

    Returns
    -------
    DataFrame
        ``source``, ``target`` (speakers, in alphabetical order), ``congruence`` and
        ``conflict`` (numbers of concepts), ``sign`` (+1, -1, or null where they balance).

    Examples
    --------
    >>> import analysis
    >>> network = discourse_network(analysis.load())
    >>> network.filter(source="observers", target="sun-yun")["sign"].item()
    -1
    """
    stances = dossier.claims.drop_nulls("stance").select("speaker", "concept", "stance").unique()
    both = stances.join(stances, on="concept", suffix="_other")
    same = pl.col("stance") == pl.col("stance_other")
    balance = (pl.col("congruence") - pl.col("conflict")).sign()
    return (
        both.filter(pl.col("speaker") < pl.col("speaker_other"))
        .group_by(source="speaker", target="speaker_other")
        .agg(congruence=same.sum().cast(pl.Int64), conflict=(~same).sum().cast(pl.Int64))
        .sort("source", "target")
        .with_columns(sign=pl.when(balance != 0).then(balance).cast(pl.Int8))
    )


def mirrored(network: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Write each pair of a discourse network both ways, with names, as a matrix needs it.

    Returns
    -------
    DataFrame
        ``one``, ``other`` (names), ``congruence``, ``conflict``, ``sign``.
    """
    names = dict(dossier.actors.select("actor_id", "name").iter_rows())
    there = network.rename({"source": "one", "target": "other"})
    back = network.rename({"source": "other", "target": "one"}).select(there.columns)
    named = pl.col("one", "other").replace_strict(names, return_dtype=pl.String)
    return pl.concat([there, back]).with_columns(named)
