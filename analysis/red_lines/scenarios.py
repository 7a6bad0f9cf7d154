"""What a page shows: every switch, every commitment it sets off, and what happened.

A saved page has no Python, so all it can reach is worked out here: each row carries the smallest
set of switches that fires it as a bit mask, and shows once all of them are on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.claims import claims_with_speakers
from analysis.dossier import as_names, require_known
from analysis.dossier.vocabularies import labels
from analysis.red_lines.chaining import IDS, RuleBase
from analysis.red_lines.outcomes import FORECASTING_ACTS
from analysis.red_lines.treaties import dormant, treaty_standing
from analysis.red_lines.triggers import minimal_triggers, ways_to_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dossier import Dossier
    from analysis.red_lines.chaining import Consequences

MAX_BITS = 31
"""Switches that fit into a mask: Vega's ``&`` works on 32-bit integers with a sign."""

NO_CONSEQUENCE = "the consequence was left open"


def switches(dossier: Dossier) -> pl.DataFrame:
    """Propositions that trigger a commitment when they become true, or by what they imply.

    Outcomes that an action or a commitment brings about are left to it.

    Returns
    -------
    DataFrame
        ``proposition_id``, ``bit`` (a power of two), ``description`` and ``sets_off`` (the number
        of commitments that it triggers alone), in the order of the table. A mask has room for
        `MAX_BITS`: beyond those that set off most, ``bit`` is null.

    Examples
    --------
    >>> import analysis
    >>> switches(analysis.example()).select("proposition_id", "bit", "sets_off").row(0)
    ('belmark-delivers-kelpie', 1, 3)
    """
    base = RuleBase(dossier)
    meant = base.implied_by_meaning
    rules = RuleBase(_with_dormant(dossier)).rules
    conditions = frozenset[str]().union(*(rule.conditions for rule in rules))
    # Two that imply each other are one thing: neither brings the other about.
    caused = {one for cause, all_ in meant.items() for one in all_ if cause not in meant[one]}
    columns = ("proposition_id", "kind", "description")
    rows = [
        (one, text, len(base.chain(one)[1]))
        for one, kind, text in dossier.propositions.select(columns).iter_rows()
        if meant[one] & conditions and (kind == "action" or one not in base.made | caused)
    ]
    schema = {"proposition_id": pl.String(), "description": pl.String(), "sets_off": pl.Int64()}
    offered = pl.col("sets_off").rank("ordinal", descending=True) <= MAX_BITS
    bit = pl.when(offered).then(pl.lit(2, pl.Int64) ** (offered.cum_sum() - 1)).alias("bit")
    found = pl.DataFrame(rows, schema, orient="row")
    return found.select("proposition_id", bit, "description", "sets_off")


def commitments_in_words(dossier: Dossier) -> pl.DataFrame:
    """Describe every commitment, in the order of the table.

    Returns
    -------
    DataFrame
        ``commitment_id``, ``committer_name``, ``act`` (``forecast`` where somebody else predicts
        what the committer would do), ``heading`` (who and what), ``kind``, ``condition``,
        ``consequence``, ``unsaid``, ``locator``, ``verdict``, ``date``, ``outcome_summary``,
        ``checked_on``, ``citation`` (publishers of what the verdict rests on, or else of what the
        treaty was read in).

    Examples
    --------
    >>> import analysis
    >>> commitments_in_words(analysis.example())["heading"].to_list()[2:4]
    ['Belmark (threat)', 'Union of Three Rivers (obligation)']
    """
    described = pl.element().replace_strict(descriptions(dossier), return_dtype=pl.String)
    who, about = (names.column("committer") for names in (dossier.names, dossier.names.in_sentence))
    forecast = pl.format("Forecast by {} about {}", "forecaster", about)
    act = pl.concat_str("act", "standing", separator=", ", ignore_nulls=True)
    return _grounded(dossier).select(
        "commitment_id",
        who.alias("committer_name"),
        "act",
        pl.coalesce(forecast, pl.format("{} ({})", who, act)).alias("heading"),
        pl.col("kind").cast(pl.String),
        pl.col("condition").list.eval(described).list.join(" and "),
        pl.col("consequence").list.eval(described).list.join("; ").replace("", NO_CONSEQUENCE),
        *("unsaid", "locator"),
        pl.col("verdict").cast(pl.String),
        *("date", "outcome_summary", "checked_on", "citation"),
    )


def count_in_words(dossier: Dossier, commitment_ids: str | Iterable[str]) -> str:
    """Count a party's own commitments and other people's forecasts about it separately.

    Raises
    ------
    QuestionError
        One of them is not a commitment of the dossier.

    Examples
    --------
    >>> import analysis
    >>> count_in_words(analysis.example(), ["ports-for-howitzers", "escorts-for-ports"])
    '1 commitment and 1 forecast by others'
    """
    acts = dict(commitments_in_words(dossier).select("commitment_id", "act").iter_rows())
    chosen = set(as_names(commitment_ids, "commitment_ids"))
    for commitment in chosen:
        require_known(commitment, acts, "a commitment of this dossier")
    foreign = sum(acts[commitment] == "forecast" for commitment in chosen)
    counts = ((len(chosen) - foreign, "commitment", ""), (foreign, "forecast", " by others"))
    parts = [f"{n} {what}{'s' * (n != 1)}{whose}" for n, what, whose in counts if n]
    return " and ".join(parts) or "no commitments"


def describe(dossier: Dossier, consequences: Consequences) -> list[str]:
    """Describe consequences: a sentence per commitment that fired, and one per contradiction.

    They are what `forward_chain` found in the same dossier.

    Examples
    --------
    >>> import analysis
    >>> from analysis.red_lines import forward_chain
    >>> dossier = analysis.example()
    >>> describe(dossier, forward_chain(dossier, "belmark-delivers-kelpie"))[0][:50]
    '1. Ardania (threat): if Belmark delivers Kelpie la'
    """
    verdict = pl.col("verdict").replace(labels("verdicts"))
    sentence = pl.concat_str(
        pl.format("{}. {}: if {}, then {}", "round", "heading", "condition", "consequence"),
        pl.format(" ({})", "locator"),
        pl.lit("."),
        pl.format(" Outcome: {}. {}", verdict, "outcome_summary"),
        ignore_nulls=True,
    )
    fired = consequences.trace.select("round", "commitment_id")
    worded = commitments_in_words(dossier)
    rows = fired.join(worded, on="commitment_id", how="left", maintain_order="left")
    met = [
        f"Contradiction: {text}."
        for text, needed in _contradictions(dossier).select("unsaid", "condition").iter_rows()
        if consequences.holds.issuperset(needed)
    ]
    return rows.select(sentence).to_series().to_list() + met


def scenario_cards(dossier: Dossier) -> pl.DataFrame:
    """Everything that any combination of switches sets off.

    Returns
    -------
    DataFrame
        A row per commitment or contradiction and smallest set of switches: ``needed_bits`` (bits
        of `switches` that must all be on), ``round``, ``order`` (to show it in: by round,
        contradictions last), and the columns of `commitments_in_words`. A contradiction has the
        act ``contradiction`` and both ids: "one against other", or "one against other over what"
        where they meet more than once.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.example()
    >>> bit = dict(switches(dossier).select("proposition_id", "bit").iter_rows())
    >>> cards = scenario_cards(dossier).filter(needed_bits=bit["belmark-delivers-kelpie"])
    >>> cards.select("commitment_id", "round", "act").rows()[2:]
    [('escorts-for-ports', 3, 'forecast'), \
('howitzers-for-rockets against ports-for-howitzers', 2, 'contradiction')]
    """
    worded, contradictions = commitments_in_words(dossier), _contradictions(dossier)
    # Contradictions count as commitments that nobody made, so that their triggers are found too.
    made = _with_dormant(dossier).commitments
    rules = pl.concat([made, contradictions], how="diagonal_relaxed")
    bits = dict(switches(dossier).drop_nulls("bit").select("proposition_id", "bit").iter_rows())
    triggers = minimal_triggers(replace(dossier, commitments=cast("Any", rules)), bits)
    shown = contradictions.select("commitment_id", "committer_name", "act", "heading", "unsaid")
    cards = pl.concat([worded, shown], how="diagonal").with_row_index("place")
    mask = pl.element().replace_strict(bits, return_dtype=pl.Int64)
    last = (pl.col("act") == "contradiction").cast(pl.Int64) * pl.col("round").max()
    return (
        triggers.filter(what="commitment")
        .rename({"name": "commitment_id"})
        .join(cards, on="commitment_id")
        .with_columns(
            needed_bits=pl.col("needed").list.eval(mask).list.sum(),
            order=(pl.col("round") + last) * cards.height + pl.col("place"),
        )
        .sort("order", "needed_bits")
        .select("needed_bits", "round", "order", *worded.columns)
    )


def ways_to_goals(dossier: Dossier) -> pl.DataFrame:
    """What would have to be true for each thing that somebody said would follow.

    Returns
    -------
    DataFrame
        ``goal`` (an id), ``goal_description``, ``way`` (number), ``step``, ``role`` and the
        columns of `commitments_in_words`: first what must happen (``condition``), then the
        commitments that lead on from it (``leads_on``), then those against the goal
        (``opposes``).

    Examples
    --------
    >>> import analysis
    >>> ways = ways_to_goals(analysis.example()).filter(goal="ardania-arms-delmora")
    >>> ways.select("step", "role", "commitment_id").rows()[1:]
    [(2, 'leads_on', 'howitzers-for-rockets'), (3, 'opposes', 'ports-for-howitzers'), \
(4, 'opposes', 'ban-while-ferries-sail')]
    """
    base, texts = RuleBase(dossier), descriptions(dossier)
    ways, rows = ways_to_all(dossier).filter(pl.col("round") > 0), []
    for goal in base.in_order(base.made):
        meant = base.implied_by_meaning[goal]
        rivals = {one for pair in base.excludes if meant & {*pair} for one in pair} - meant
        against = [
            rule.commitment_id
            for rule in base.rules
            if (rule.kind == "deterrent" and rule.conditions & meant) or rule.consequences & rivals
        ]
        for way, needed in enumerate(ways.filter(name=goal)["needed"], 1):
            steps: list[tuple[str, str | None, str | None]] = [
                *(("condition", None, texts[one]) for one in needed),
                *(("leads_on", one, None) for one in _leading(base, needed, goal)),
                *(("opposes", one, None) for one in against),
            ]
            rows += [(goal, texts[goal], way, at, *step) for at, step in enumerate(steps, 1)]
    place = ["goal", "goal_description", "way", "step", "role"]
    types = {"way": pl.Int64(), "step": pl.UInt32()}
    schema = dict.fromkeys([*place, "commitment_id", "must"], pl.String()) | types
    found, page = pl.DataFrame(rows, schema, orient="row"), commitments_in_words(dossier)
    opposing = pl.when(role="opposes").then(pl.format("{}: opposes it", "heading"))
    heading = pl.coalesce(opposing, "heading", pl.lit("What must happen"))
    return (
        found.join(page, on="commitment_id", how="left", maintain_order="left")
        .with_columns(heading=heading, consequence=pl.coalesce("must", "consequence"))
        .select(*place, *page.columns)
    )


def _grounded(dossier: Dossier) -> pl.DataFrame:
    """Commitments with what they rest on, who forecasts them for others, and what happened."""
    names, publishers = dossier.names, dossier.citations.publishers("sources")
    speaker = names.in_sentence.column("speaker")
    nameless = (pl.col("speaker_kind") == "group") & ~speaker.str.contains("unnamed")
    claims = claims_with_speakers(dossier).select(
        "claim_id",
        "speaker",
        "nested_source",
        "speech_act",
        said=pl.format("article, {}, said by {}", "locator", speaker),
        forecaster=pl.when(nameless).then(pl.format("unnamed {}", speaker)).otherwise(speaker),
    )
    parties = pl.format("{} and {}", *(names.in_sentence.column(c) for c in ("source", "target")))
    treaty = pl.coalesce("instrument", pl.format("treaty of {}", parties))
    treaties = dossier.ties.select("tie_id", treaty=treaty, read=publishers)
    outcomes = dossier.outcomes.select(
        "claim_id", "verdict", "date", "checked_on", outcome_summary="summary", found=publishers
    )
    frame: pl.DataFrame = dossier.commitments
    standing = treaty_standing(dossier)
    every = ((claims, "claim_id"), (treaties, "tie_id"), (outcomes, "claim_id"))
    for other, key in (*every, (standing, "commitment_id")):
        frame = frame.join(other, on=key, how="left", maintain_order="left")
    whose, *by = (
        pl.col(actor).replace_strict(names.speaks_for, default=None, return_dtype=pl.String)
        for actor in ("committer", "speaker", "nested_source")
    )
    of_others = ~pl.any_horizontal(one.eq_missing(whose) for one in by)
    forecast = pl.col("speech_act").is_in(FORECASTING_ACTS) & of_others
    act = pl.when(forecast).then(pl.lit("forecast")).otherwise(pl.col("act").cast(pl.String))
    return frame.with_columns(
        act=act,
        forecaster=pl.when(forecast).then("forecaster"),
        locator=pl.coalesce("said", "treaty"),
        citation=pl.coalesce("found", "read"),
    )


def _contradictions(dossier: Dossier) -> pl.DataFrame:
    """Contradictions, as commitments that nobody made, on the condition that they occur."""
    base, texts, names = RuleBase(dossier), descriptions(dossier), dossier.names.in_sentence
    who = {rule.commitment_id: names[rule.committer] for rule in base.rules}
    acts = dict(commitments_in_words(dossier).select("commitment_id", "act").iter_rows())
    met, rows = base.contradictions(), []
    often = Counter((one.first, one.second) for one in met)
    for over, kind, first, second, needed in met:
        name = f"{first} against {second}" + f" over {over}" * (often[first, second] > 1)
        if kind == "cannot both hold":
            text = f"These cannot both be true: {texts[first]}; {texts[second]}"
        else:
            others = f"others forecast of {who[first]}"
            ground = others if acts[first] == "forecast" else f"{who[first]} said or signed"
            act = texts[over].removesuffix(".")
            text = f"{act}: what {ground} leads to it, and {who[second]} warns against it"
        rows.append((name, base.in_order(needed), text))
    schema = {"commitment_id": pl.String(), "condition": IDS, "unsaid": pl.String()}
    return pl.DataFrame(rows, schema, orient="row").with_columns(
        pl.lit("Contradiction").alias("committer_name"),
        pl.lit("contradiction").alias("act"),
        pl.lit("Contradiction").alias("heading"),
    )


def _leading(base: RuleBase, needed: Iterable[str], goal: str) -> list[str]:
    """Commitments through which the goal follows, in the order they fire."""
    leading, wanted = [], {goal}
    for _, rule, added in reversed(base.chain(needed)[1]):
        if wanted & added:
            leading.append(rule.commitment_id)
            wanted |= rule.conditions
    return leading[::-1]


def _with_dormant(dossier: Dossier) -> Dossier:
    """Let treaties that do not bind on the day of the study fire, and nothing follow from them."""
    unbound = dormant(dossier)
    if unbound.is_empty():
        return dossier
    binding, idle = (
        dossier.commitments.join(unbound, on="commitment_id", how=how, maintain_order="left")
        for how in ("anti", "semi")
    )
    idle = idle.with_columns(tie_id=pl.lit(None, pl.String), consequence=pl.lit([], IDS))
    return replace(dossier, commitments=cast("Any", pl.concat([binding, idle])))


def descriptions(dossier: Dossier) -> dict[str, str]:
    """Give what is the case, by proposition."""
    return dict(dossier.propositions.select("proposition_id", "description").iter_rows())
