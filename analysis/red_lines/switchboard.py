"""What the page shows: every switch, every commitment it sets off, and what came of it.

A saved page has no Python, so all it can reach is worked out here: each row carries the smallest
set of switches that fires it as a bit mask, and shows once all of them are on.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import polars as pl

from analysis.claims import attributed, principals
from analysis.red_lines.chaining import Course, RuleBase, play
from analysis.red_lines.hindsight import FORECASTS, VERDICT_WORDS, publishers
from analysis.red_lines.witnesses import least, witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dossier.tables import Dossier

MAX_BITS = 31
"""Switches that fit into a mask: Vega's ``&`` works on 32-bit integers with a sign."""

UNSAID = "what would follow was left unsaid"


def switches(dossier: Dossier) -> pl.DataFrame:
    """Variables whose turning true sets off a commitment, directly or by what they imply.

    Outcomes that an action or a commitment brings about are left to it.

    Returns
    -------
    DataFrame
        ``variable_id``, ``bit`` (a power of two), ``label``, in the order of the table.

    Raises
    ------
    ValueError
        More than `MAX_BITS` variables set something off.
    """
    base = RuleBase(dossier)
    needed = frozenset[str]().union(*(rule.condition for rule in base.rules))
    made = {v for rule in base.rules for v in rule.consequence}
    made |= {v for one, implied in base.meaning.items() for v in implied if v != one}
    found = dossier.state_variables.filter(
        pl.col("variable_id").is_in([v for v, all_ in base.meaning.items() if all_ & needed]),
        (pl.col("kind") == "action") | ~pl.col("variable_id").is_in(list(made)),
    )
    if found.height > MAX_BITS:
        raise ValueError(
            f"{found.height} variables set something off; a page has room for {MAX_BITS} switches"
        )
    bit = pl.lit(2).pow(pl.int_range(pl.len())).cast(pl.Int64)
    return found.select("variable_id", bit=bit, label="description")


def in_words(dossier: Dossier) -> pl.DataFrame:
    """Every commitment in words, in the order of the table.

    Returns
    -------
    DataFrame
        ``name``, ``who``, ``act`` (``forecast`` where somebody else predicts what ``who`` would
        do), ``heading`` (both in words), ``kind``, ``condition``, ``consequence``, ``unsaid``,
        ``where``, ``verdict``, ``date``, ``summary``, ``checked``, ``publishers`` (of what the
        verdict rests on, or else of what the treaty was read in).
    """
    return _worded(_told(dossier), dossier).select(
        "name", "who", "act", "heading", "kind", "condition", "consequence", "unsaid", "where",
        "verdict", "date", "summary", "checked", "publishers",
    )  # fmt: skip


def tally(dossier: Dossier, commitment_ids: Iterable[str]) -> str:
    """Count what states have bound themselves to apart from what others forecast of them.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.load()
    >>> tally(dossier, play(dossier, ["russia-arms-north-korea"]).trace["commitment_id"])
    '1 forecast by others'
    """
    chosen = _told(dossier).filter(pl.col("name").is_in(list(commitment_ids)))
    foreign = (chosen["act"] == "forecast").sum()
    counts = ((chosen.height - foreign, "commitment", ""), (foreign, "forecast", " by others"))
    parts = [f"{n} {what}{'s' * (n != 1)}{whose}" for n, what, whose in counts if n]
    return " and ".join(parts) or "no commitments"


def tell(dossier: Dossier, course: Course) -> list[str]:
    """Say a course in sentences: one per commitment that fired, and one per contradiction.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.load()
    >>> tell(dossier, play(dossier, "freedom-edge-is-held"))[0][:47]
    '1. Forecast by the reporter about North Korea: '
    """
    fired = course.trace.select("round", name="commitment_id")
    clashes = _worded(_clashes(dossier), dossier)
    met = course.contradictions.select(name=pl.format("{} against {}", "first", "second"))
    told = []
    for row in fired.join(in_words(dossier), on="name", maintain_order="left").to_dicts():
        sentence = (
            f"{row['round']}. {row['heading']}: if {row['condition']}, then "
            f"{row['consequence']} ({row['where']})."
        )
        if row["verdict"]:
            sentence += f" What came of it: {VERDICT_WORDS[row['verdict']]}. {row['summary']}"
        told.append(sentence)
    unsaid = met.join(clashes, on="name", maintain_order="left")["unsaid"]
    return told + [f"Contradiction: {text}." for text in unsaid]


def scenarios(dossier: Dossier) -> pl.DataFrame:
    """Everything that any combination of switches sets off.

    Returns
    -------
    DataFrame
        A row per commitment or clash and smallest set of switches: ``name``, ``needs`` (bits of
        `switches` that must all be on), ``round``, ``place`` (order to show it in: by round,
        clashes last), and in words ``who``, ``act``, ``heading``, ``condition``,
        ``consequence``, ``unsaid``, ``where`` (paragraph and characters of the article, or the
        treaty), ``verdict``, ``date``, ``summary``, ``checked``, ``publishers``.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.load()
    >>> bit = dict(switches(dossier).select("variable_id", "bit").iter_rows())
    >>> fired = scenarios(dossier).filter(needs=bit["russia-sends-high-precision-weapons"])
    >>> "seoul-red-line" in fired["name"]
    True
    """
    told = pl.concat([_told(dossier), _clashes(dossier)], how="diagonal").with_row_index("order")
    bits = dict(switches(dossier).select("variable_id", "bit").iter_rows())
    # Clashes stand in as commitments that nobody made, so that witnesses find them too.
    rules = told.select("committer", "kind", "condition", "consequence", commitment_id="name")
    record = SimpleNamespace(state_variables=dossier.state_variables, commitments=rules)
    mask = pl.col("switches").list.eval(pl.element().replace_strict(bits)).list.sum()
    clash = (pl.col("act") == "clash").cast(pl.Int64)
    rounds = pl.col("round") + clash * pl.col("round").max()
    return (
        witnesses(record, bits)
        .filter(what="commitment")
        .join(_worded(told, dossier), on="name")
        .with_columns(needs=mask, place=rounds * told.height + pl.col("order"))
        .sort("place", "needs")
        .drop("switches", "what", "order", "committer", "kind")
    )


def ways(dossier: Dossier) -> pl.DataFrame:
    """What would have to be true for each thing that somebody said would follow.

    Returns
    -------
    DataFrame
        ``goal`` (description), ``way`` (number), ``step`` and the words of `scenarios`: first
        what must happen (``act`` is ``must happen``), then the commitments that lead on from
        it, then those that stand against the goal.
    """
    base, texts = RuleBase(dossier), _texts(dossier)
    page = in_words(dossier)
    parts = []
    for goal in (v for v in base.meaning if any(v in rule.consequence for rule in base.rules)):
        rivals = {a if b == goal else b for a, b in base.excludes if goal in {a, b}}
        against = [
            r.name
            for r in base.rules
            if (r.deters and goal in r.condition) or r.consequence & rivals
        ]
        found = least(dossier, goal).filter(pl.col("round") > 0)["switches"]
        for way, needed in enumerate(found, 1):
            leading, wanted = [], {goal}
            for fired in play(dossier, needed).trace.reverse().iter_rows(named=True):
                if wanted.intersection(fired["new"]):
                    leading.append(fired["commitment_id"])
                    wanted.update(fired["because"])
            must = pl.DataFrame(
                {
                    "act": "must happen",
                    "heading": "What must happen",
                    "consequence": [texts[v] for v in needed],
                }
            )
            opposed = page.filter(pl.col("name").is_in(against))
            stages = [
                must,
                pl.DataFrame({"name": leading[::-1]}).join(page, on="name", maintain_order="left"),
                opposed.with_columns(
                    act=pl.lit("stands against it"),
                    heading=pl.format("{}: stands against it", "heading"),
                ),
            ]
            steps = pl.concat(stages, how="diagonal").with_row_index("step", 1)
            parts.append(steps.with_columns(goal=pl.lit(texts[goal]), way=pl.lit(way)))
    nothing = page.clear().with_row_index("step").with_columns(goal=pl.lit(""), way=pl.lit(0))
    return pl.concat([*parts, nothing], how="diagonal")


def _told(dossier: Dossier) -> pl.DataFrame:
    """Commitments beside who made them, where they stand and what came of them."""
    said = pl.format("article, {}, said by {}", "where", "speaker_name")
    unnamed = pl.format("unnamed {}", pl.col("speaker_name").str.extract(r"^(.*) \(unnamed\)$"))
    forecaster = (
        pl.when(pl.col("speaker") == "reporter")
        .then(pl.lit("the reporter"))
        .otherwise(pl.coalesce(unnamed.str.to_lowercase(), "speaker_name"))
    )
    claims = attributed(dossier).select(
        "claim_id", "principal", "nested_source", "speech_act", said=said, speaker=forecaster
    )
    treaties = dossier.ties.select(
        "tie_id", treaty=pl.format("treaty: {}", "instrument"), read=publishers(dossier)
    )
    names = dossier.actors.select(committer="actor_id", who="name")
    outcomes = dossier.outcomes.select(
        "claim_id", "verdict", "date", "summary", "checked", found=publishers(dossier)
    )
    joins = ((claims, "claim_id"), (treaties, "tie_id"), (names, "committer"))
    frame: pl.DataFrame = dossier.commitments
    for other, key in (*joins, (outcomes, "claim_id")):
        frame = frame.join(other, on=key, how="left", maintain_order="left")
    speaks_for = dict(principals(dossier).select("actor_id", "principal").iter_rows())
    nested = pl.col("nested_source").replace_strict(speaks_for, return_dtype=pl.String)
    own = (pl.col("principal") == pl.col("committer")) | (nested == pl.col("committer"))
    foreign = pl.col("speech_act").is_in(FORECASTS) & ~own.fill_null(value=False)
    act = pl.when(foreign).then(pl.lit("forecast")).otherwise(pl.col("act").cast(pl.String))
    heading = (
        pl.when(foreign)
        .then(pl.format("Forecast by {} about {}", "speaker", "who"))
        .otherwise(pl.format("{} ({})", "who", act))
    )
    return frame.with_columns(
        pl.col("kind", "verdict").cast(pl.String),
        act=act,
        heading=heading,
        name="commitment_id",
        where=pl.coalesce("said", "treaty"),
        publishers=pl.coalesce("found", "read"),
    ).drop(
        "commitment_id", "said", "treaty", "claim_id", "tie_id", "beneficiary", "explicitness",
        "principal", "nested_source", "speech_act", "speaker", "found", "read",
    )  # fmt: skip


def _clashes(dossier: Dossier) -> pl.DataFrame:
    """Contradictions, shaped like commitments."""
    base, texts = RuleBase(dossier), _texts(dossier)
    names = dict(dossier.actors.select("actor_id", "name").iter_rows())
    who = {rule.name: names[rule.committer] for rule in base.rules}
    foreign = _told(dossier).filter(act="forecast")["name"].to_list()
    ground = {
        name: f"others forecast of {one}" if name in foreign else f"{one} said or signed"
        for name, one in who.items()
    }
    rows = [
        {
            "name": f"{clash.first} against {clash.second}",
            "committer": "",
            "act": "clash",
            "who": "Contradiction",
            "condition": sorted(clash.needed),
            "consequence": [],
            "heading": "Contradiction",
            "unsaid": f"{texts[clash.variable]}: follows from what {ground[clash.first]}, "
            f"and {who[clash.second]} warns it off"
            if clash.first in who
            else f"Cannot both hold: {texts[clash.first]}; {texts[clash.second]}",
        }
        for clash in base.clashes()
    ]
    schema = pl.Schema(
        dict.fromkeys(("name", "committer", "act", "who", "heading", "unsaid"), pl.String())
    )
    for column in ("condition", "consequence"):
        schema[column] = pl.List(pl.String)
    return pl.DataFrame(rows, schema=schema)


def _texts(dossier: Dossier) -> dict[str, str]:
    return dict(dossier.state_variables.select("variable_id", "description").iter_rows())


def _worded(told: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    words = pl.element().replace_strict(_texts(dossier), return_dtype=pl.String)
    follows = pl.col("consequence").list.eval(words).list.join("; ")
    said = pl.when(pl.col("consequence").list.len() > 0).then(follows).otherwise(pl.lit(UNSAID))
    clash = pl.col("act") == "clash"
    return told.with_columns(
        condition=pl.when(~clash).then(pl.col("condition").list.eval(words).list.join(" and ")),
        consequence=pl.when(~clash).then(said),
    )
