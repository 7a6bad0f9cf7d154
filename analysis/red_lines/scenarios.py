"""What a page shows: every switch, every commitment it sets off, and what happened.

A saved page has no Python, so all it can reach is worked out here: each row carries the smallest
set of switches that fires it as a bit mask, and shows once all of them are on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.claims import claims_with_speakers
from analysis.dossier import require_known
from analysis.dossier.vocabularies import labels
from analysis.red_lines.chaining import RuleBase, as_list, rule_base
from analysis.red_lines.outcomes import FORECASTING_ACTS
from analysis.red_lines.triggers import triggers_of, ways_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dossier import Dossier
    from analysis.red_lines.chaining import Consequences

MAX_BITS = 31
"""Switches that fit into a mask: Vega's ``&`` works on 32-bit integers with a sign."""

NO_CONSEQUENCE = "the consequence was left open"

_WORDED = (
    "commitment_id",
    "committer_name",
    "act",
    "heading",
    "kind",
    "condition",
    "consequence",
    "unsaid",
    "locator",
    "verdict",
    "date",
    "outcome_summary",
    "checked_on",
    "citation",
)
_IDS = pl.List(pl.String())
_MEETING = ("proposition_id", "first", "second")
"""What makes a contradiction: over what, and who or what meets in it."""


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
    base = rule_base(dossier)
    needed = frozenset[str]().union(*(rule.conditions for rule in base.rules))
    made = {one for rule in base.rules for one in rule.consequences}
    made |= {one for of, implied in base.implied_by_meaning.items() for one in implied - {of}}
    triggering = [one for one, all_ in base.implied_by_meaning.items() if all_ & needed]
    found = dossier.propositions.filter(
        pl.col("proposition_id").is_in(triggering),
        (pl.col("kind") == "action") | ~pl.col("proposition_id").is_in(list(made)),
    )
    sets_off = [len(base.chain([one])[1]) for one in found["proposition_id"]]
    rows = sorted(range(found.height), key=lambda row: -sets_off[row])[:MAX_BITS]
    bits = {row: 2**place for place, row in enumerate(sorted(rows))}
    return found.select(
        "proposition_id",
        pl.Series("bit", [bits.get(row) for row in range(found.height)], pl.Int64),
        "description",
        pl.Series("sets_off", sets_off, pl.Int64),
    )


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
    return _worded(_committed(dossier), dossier).select(_WORDED)


def count_in_words(dossier: Dossier, commitment_ids: str | Iterable[str]) -> str:
    """Count a party's own commitments and other people's forecasts about it separately.

    Parameters
    ----------
    dossier
        The dossier.
    commitment_ids
        Ids of commitments, or the id of one.

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
    acts = dict(_committed(dossier).select("commitment_id", "act").iter_rows())
    chosen = set(as_list(commitment_ids))
    for commitment in chosen:
        require_known(commitment, acts, "a commitment of this dossier")
    foreign = sum(acts[commitment] == "forecast" for commitment in chosen)
    counts = ((len(chosen) - foreign, "commitment", ""), (foreign, "forecast", " by others"))
    parts = [f"{n} {what}{'s' * (n != 1)}{whose}" for n, what, whose in counts if n]
    return " and ".join(parts) or "no commitments"


def describe(dossier: Dossier, consequences: Consequences) -> list[str]:
    """Describe consequences: a sentence per commitment that fired, and one per contradiction.

    Parameters
    ----------
    dossier
        The dossier.
    consequences
        What `forward_chain` found in it.

    Examples
    --------
    >>> import analysis
    >>> from analysis.red_lines import forward_chain
    >>> dossier = analysis.example()
    >>> describe(dossier, forward_chain(dossier, "belmark-delivers-kelpie"))[0][:50]
    '1. Ardania (threat): if Belmark delivers Kelpie la'
    """
    fired = consequences.trace.select("round", "commitment_id")
    worded = fired.join(
        commitments_in_words(dossier), on="commitment_id", how="left", maintain_order="left"
    )
    verdicts = labels("verdicts")
    sentences = []
    for row in worded.iter_rows(named=True):
        place = f" ({row['locator']})" if row["locator"] else ""
        sentence = (
            f"{row['round']}. {row['heading']}: if {row['condition']}, then "
            f"{row['consequence']}{place}."
        )
        if row["verdict"]:
            sentence += f" Outcome: {verdicts[row['verdict']]}. {row['outcome_summary']}"
        sentences.append(sentence)
    opposed = consequences.contradictions.join(
        _contradictions(dossier), on=_MEETING, how="left", maintain_order="left"
    )
    return sentences + [f"Contradiction: {text}." for text in opposed["unsaid"]]


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
    cards = [_committed(dossier), _contradictions(dossier)]
    # Contradictions count as commitments that nobody made, so that their triggers are found too.
    rules = pl.concat(cards, how="diagonal").with_row_index("place")
    bits = dict(switches(dossier).drop_nulls("bit").select("proposition_id", "bit").iter_rows())
    triggers = triggers_of(RuleBase(dossier.propositions, rules), bits).filter(what="commitment")
    mask = pl.element().replace_strict(bits, return_dtype=pl.Int64)
    last = (pl.col("act") == "contradiction").cast(pl.Int64) * pl.col("round").max()
    return (
        triggers.join(_worded(rules, dossier), left_on="name", right_on="commitment_id")
        .with_columns(
            needed_bits=pl.col("needed").list.eval(mask).list.sum(),
            order=(pl.col("round") + last) * rules.height + pl.col("place"),
        )
        .sort("order", "needed_bits")
        .rename({"name": "commitment_id"})
        .select("needed_bits", "round", "order", *_WORDED)
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
    base, page = rule_base(dossier), commitments_in_words(dossier)
    texts = _descriptions(dossier)
    empty = page.clear().select(
        pl.lit("").alias("goal"),
        pl.lit("").alias("goal_description"),
        pl.lit(0, pl.Int64).alias("way"),
        pl.lit(0, pl.UInt32).alias("step"),
        pl.lit("").alias("role"),
        pl.all(),
    )
    parts = [empty]
    made = frozenset[str]().union(*(rule.consequences for rule in base.rules))
    for goal in base.in_order(made):
        against = page.filter(pl.col("commitment_id").is_in(_against(base, goal)))
        found = ways_of(base, dossier.propositions, goal).filter(pl.col("round") > 0)["needed"]
        for way, needed in enumerate(found, 1):
            must = {"consequence": [texts[one] for one in needed], "heading": "What must happen"}
            leading = pl.DataFrame({"commitment_id": _leading(base, needed, goal)})
            opposed = against.with_columns(heading=pl.format("{}: opposes it", "heading"))
            stages = {
                "condition": pl.DataFrame(must),
                "leads_on": leading.join(page, on="commitment_id", maintain_order="left"),
                "opposes": opposed,
            }
            rows = [stage.with_columns(role=pl.lit(role)) for role, stage in stages.items()]
            steps = pl.concat(rows, how="diagonal").with_row_index("step", 1)
            named = {"goal": pl.lit(goal), "goal_description": pl.lit(texts[goal])}
            parts.append(steps.with_columns(**named, way=pl.lit(way, pl.Int64)))
    return pl.concat(parts, how="diagonal")


def _leading(base: RuleBase, needed: Iterable[str], goal: str) -> list[str]:
    """Commitments through which the goal follows, in the order they fire."""
    leading, wanted = [], {goal}
    for _, rule, added in reversed(base.chain(needed)[1]):
        if wanted & added:
            leading.append(rule.commitment_id)
            wanted |= rule.conditions
    return leading[::-1]


def _against(base: RuleBase, goal: str) -> list[str]:
    """Commitments that warn the goal off or bind somebody to what excludes it."""
    rivals = {b if a == goal else a for a, b in base.excludes if goal in {a, b}}
    return [
        rule.commitment_id
        for rule in base.rules
        if (rule.deters and goal in rule.conditions) or rule.consequences & rivals
    ]


def _committed(dossier: Dossier) -> pl.DataFrame:
    """Commitments with who made them, where they are found and what happened."""
    names, publishers = dossier.names, dossier.citations.publishers("sources")
    speaker = names.in_sentence.column("speaker")
    nameless = (pl.col("speaker_kind") == "group") & ~speaker.str.contains("unnamed")
    claims = claims_with_speakers(dossier).select(
        "claim_id",
        "principal",
        "nested_source",
        "speech_act",
        said=pl.format("article, {}, said by {}", "locator", "speaker_name"),
        forecaster=pl.when(nameless).then(pl.format("unnamed {}", speaker)).otherwise(speaker),
    )
    parties = pl.format("{} and {}", *(names.in_sentence.column(c) for c in ("source", "target")))
    treaty = pl.format("treaty: {}", pl.coalesce("instrument", parties))
    treaties = dossier.ties.select("tie_id", treaty=treaty, read=publishers)
    outcomes = dossier.outcomes.select(
        "claim_id", "verdict", "date", "checked_on", outcome_summary="summary", found=publishers
    )
    frame: pl.DataFrame = dossier.commitments
    for other, key in ((claims, "claim_id"), (treaties, "tie_id"), (outcomes, "claim_id")):
        frame = frame.join(other, on=key, how="left", maintain_order="left")
    principal = pl.col("committer", "nested_source").replace_strict(
        names.speaks_for, return_dtype=pl.String
    )
    frame = frame.with_columns(principal.name.prefix("of_"))
    own = pl.any_horizontal(
        (pl.col(who) == pl.col("of_committer")).fill_null(value=False)
        for who in ("principal", "of_nested_source")
    )
    foreign = pl.col("speech_act").is_in(FORECASTING_ACTS).fill_null(value=False) & ~own
    act = pl.when(foreign).then(pl.lit("forecast")).otherwise(pl.col("act").cast(pl.String))
    about = names.in_sentence.column("committer")
    return frame.with_columns(
        pl.col("kind", "verdict").cast(pl.String),
        act=act,
        committer_name=names.column("committer"),
        heading=pl.when(foreign)
        .then(pl.format("Forecast by {} about {}", "forecaster", about))
        .otherwise(pl.format("{} ({})", names.column("committer"), act)),
        locator=pl.coalesce("said", "treaty"),
        citation=pl.coalesce("found", "read"),
    ).select("committer", *_WORDED)


def _contradictions(dossier: Dossier) -> pl.DataFrame:
    """Contradictions, shaped like commitments that nobody made."""
    base, texts, names = rule_base(dossier), _descriptions(dossier), dossier.names.in_sentence
    who = {rule.commitment_id: names[rule.committer] for rule in base.rules}
    foreign = set(_committed(dossier).filter(act="forecast")["commitment_id"])
    ground = {
        one: f"others forecast of {name}" if one in foreign else f"{name} said or signed"
        for one, name in who.items()
    }
    met = base.contradictions()
    meanings = [
        f"{texts[one.proposition_id]}: follows from what {ground[one.first]}, and "
        f"{who[one.second]} warns it off"
        if one.kind == "bound and warned off"
        else f"Cannot both hold: {texts[one.first]}; {texts[one.second]}"
        for one in met
    ]
    rows = [(one.proposition_id, one.first, one.second, base.in_order(one.needed)) for one in met]
    schema = dict.fromkeys(_MEETING, pl.String()) | {"condition": _IDS}
    both = pl.format("{} against {}", "first", "second")
    over = pl.format("{} over {}", both, "proposition_id")
    often = pl.len().over("first", "second") > 1
    named = ("act", "committer_name", "heading")
    word = ("contradiction", "Contradiction", "Contradiction")
    return pl.DataFrame(rows, schema=schema, orient="row").select(
        *schema,
        pl.lit("").alias("committer"),
        pl.lit([], _IDS).alias("consequence"),
        *(pl.lit(text).alias(column) for column, text in zip(named, word, strict=True)),
        pl.Series("unsaid", meanings, pl.String),
        commitment_id=pl.when(often).then(over).otherwise(both),
    )


def _descriptions(dossier: Dossier) -> dict[str, str]:
    return dict(dossier.propositions.select("proposition_id", "description").iter_rows())


def _worded(cards: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Write conditions and consequences as sentences; a contradiction has neither."""
    text = pl.element().replace_strict(_descriptions(dossier), return_dtype=pl.String)
    follows = pl.col("consequence").list.eval(text).list.join("; ")
    open_ = pl.col("consequence").list.len() == 0
    said = pl.when(pl.col("act") != "contradiction")
    return cards.with_columns(
        condition=said.then(pl.col("condition").list.eval(text).list.join(" and ")),
        consequence=said.then(pl.when(open_).then(pl.lit(NO_CONSEQUENCE)).otherwise(follows)),
    )
