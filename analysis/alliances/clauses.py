"""What treaties oblige, and whose obligations an attack activates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.alliances.frames import read_clauses, read_ties
from analysis.alliances.ties import in_force, parse_day, ties_in_force, treaties_pending
from analysis.alliances.what_if import resolve, suppose
from analysis.charting import cases, day_in_words, enumerated
from analysis.dossier import Dossier, QuestionError, as_names, require_known
from analysis.dossier.frames import require_frame
from analysis.dossier.names import Names
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from analysis.alliances.what_if import WhatIf

OBLIGATION_VERBS = {
    "consultation": "consult with",
    "defense": "assist",
    "offense": "fight beside",
    "neutrality": "stay neutral towards",
    "nonaggression": "refrain from attacking",
}
"""What each of ATOP's obligations asks, to be followed by the party it is owed to."""

BROKEN, OWED, OWED_IF_ANSWERED = range(3)
"""Rounds: pledges that the attack breaks; what is owed because of it; and what is owed to the
attacker if the answer is itself an armed attack on it."""

ARMED = ("state", "bloc", "armed_force", "armed_group")
"""Kinds of actors that can attack and be attacked."""

_RESTRAINT = ("nonaggression", "neutrality")
_HELP = ("consultation", "defense", "neutrality")
_ANSWER = ("consultation", "defense")
_PLEDGES = ("treaty", "event", "what-if")
_OF_TIE = (
    *("tie_id", "instrument", "source", "target", "directed", "start", "end", "basis"),
    *("certainty", "coded_by"),
)
_ROW_NUMBER = r"\s+[\d.]+$"
"""In ``coded_by``, which row of a data set is meant, behind its name."""
_STEP = (
    *("step", "round", "actor", "duty", "owed_to", "owed_to_side", "obligation", "article"),
    *("condition", "response", "read", "binding", "certainty", "owes_both", "tie_id"),
    *("instrument", "start", "coded_by", "sources", "day"),
)


def clauses_in_force(dossier: Dossier, ties: pl.DataFrame | None = None) -> pl.DataFrame:
    """List what ties from `ties_in_force` oblige, by default all ties, clause by clause.

    Returns
    -------
    DataFrame
        One row per clause: columns of its tie, with ``certainty``, and those of the table
        ``clauses``. An obligation that is coded but of which no clause was read has a row without
        ``response``. ``obligation`` is null for clauses that owe none of ATOP's five.

    Examples
    --------
    >>> import analysis
    >>> clauses = clauses_in_force(analysis.example())
    >>> clauses.filter(tie_id="ardania-corvia-2019")["obligation"].to_list()
    [None, 'nonaggression', 'consultation']
    """
    clauses = dossier.clauses.with_columns(pl.col("obligation", "trigger").cast(pl.String))
    return _clauses_of(read_ties(dossier.ties if ties is None else ties), clauses)


def _clauses_of(ties: pl.DataFrame, clauses: pl.DataFrame) -> pl.DataFrame:
    coded = pl.col("obligations").list.unique(maintain_order=True)
    owed = ties.select("tie_id", "sources", obligation=coded).explode("obligation")
    unread = owed.drop_nulls("obligation").join(
        clauses, on=["tie_id", "obligation"], how="anti", maintain_order="left"
    )
    every = pl.concat([clauses, unread], how="diagonal")
    numbered = ties.select(*_OF_TIE).with_row_index("number")
    found = numbered.join(every, on="tie_id", maintain_order="left_right")
    # Preambles come first, articles by number, and clauses whose number was not read last.
    number = pl.col("article").str.extract(r"^(\d+)").cast(pl.Int64, strict=False).fill_null(0)
    place = pl.when(pl.col("article").is_not_null()).then(number)
    return (
        found.with_columns(pl.col("response_order").fill_null(1))
        .sort("start", "number", place, "response_order", nulls_last=True, maintain_order=True)
        .drop("number")
    )


def activated_obligations(
    ties: Dossier | pl.DataFrame,
    attacker: str,
    attacked: str,
    day: str | date | None = None,
    *,
    clauses: pl.DataFrame | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
    with_signed: bool = False,
) -> pl.DataFrame:
    """Follow who is obliged to what if one party attacks another.

    Round 0 has the pledges that the attack itself breaks; round 1 what partners of the attacked
    owe it and still owe the attacker, and who must fight beside the attacker; round 2 what
    partners of the attacker owe if the answer is itself an armed attack on it. Treaties and
    political pledges count, also those whose last day in force is the day of the attack. Whether
    a clause's condition is met is not judged here.

    Parameters
    ----------
    ties
        A dossier, or a frame of ties as for `signed_edges`.
    attacker, attacked
        Ids. In a dossier: states, blocs, armed forces or armed groups.
    day
        ISO 8601; by default the day of the study, or all ties of a frame.
    clauses
        For a frame of ties: ``obligation``, and ``tie_id`` or ``source`` and ``target``;
        optionally ``obliged`` (who owes it; by default both, or the source of a directed tie),
        ``article``, ``trigger``, ``condition``, ``response``, ``response_order``, ``sources``.
    what_if
        As for `ties_in_force`; for a frame of ties your own `WhatIf`.
    with_signed
        For a dossier: list also what treaties would oblige to that were signed by the day and were
        not yet in force, with the ``certainty`` "signed".

    Returns
    -------
    DataFrame
        One row per step in order: ``step``, ``round``, ``actor`` (who owes), ``duty``,
        ``owed_to``, ``owed_to_side`` ("attacked" or "attacker"; null where a pledge is broken),
        ``read`` (a clause was read that says so, or the frame names no data set; else it is only
        ``coded_by`` one), ``binding`` (false for political pledges), ``certainty`` ("known",
        "unknown" where the sources do not reach the day, or "signed"), ``owes_both`` (the actor
        owes something to both sides), columns of the clause and its tie, and ``day`` (the one
        asked for; null where a frame was asked for none).

    Raises
    ------
    QuestionError
        An actor is unknown, attacks itself or cannot attack or be attacked; a frame cannot be
        read, or is asked `with_signed`; or as `ties_in_force` raises.

    Examples
    --------
    >>> import analysis
    >>> steps = activated_obligations(analysis.example(), "corvia", "ardania")
    >>> steps.filter(owed_to_side="attacked").select("actor", "duty", "article").rows()
    [('three-rivers', 'consult with', '3'), ('three-rivers', 'assist', '4')]

    Rows of ATOP or the Correlates of War will do as well:

    >>> rows = {"source": ["FRN", "FRN"], "target": ["UKG", "GMY"], "sign": [1, -1]}
    >>> atop = pl.DataFrame(rows | {"obligations": [["defense"], []]})
    >>> activated_obligations(atop, "GMY", "UKG").select("actor", "duty", "owed_to").rows()
    [('FRN', 'assist', 'UKG')]
    """
    if not isinstance(with_signed, bool):
        raise QuestionError(f"with_signed is True or False, not {type(with_signed).__name__}")
    at = None if day is None else parse_day(day)
    if isinstance(ties, Dossier):
        at = at or ties.study.day
        if clauses is not None:
            raise QuestionError("clauses are given with a frame of ties; a dossier has its own")
        _require_armed(ties, attacker, "attack")
        _require_armed(ties, attacked, "be attacked")
        duties = duties_on(ties, at, what_if, with_signed=with_signed)
    else:
        if with_signed:
            raise QuestionError("with_signed asks a dossier; a frame has the ties that count")
        recorded = read_ties(ties)
        supposed = suppose(recorded, resolve(what_if, {}))
        every = pl.concat([recorded, supposed]).unique("tie_id", keep="first", maintain_order=True)
        for actor in (attacker, attacked):
            actors = {*every["source"], *every["target"]}
            require_known(actor, actors, "an actor of these ties")
        now = supposed.filter(pl.col("basis").is_in(_PLEDGES))
        if at is not None:
            now = in_force(now, at, pl.lit(value=True))
        owed = _clauses_of(now, read_clauses(clauses, every, now))
        duties = _duties(owed, every).sort("actor", "start", maintain_order=True)
        # A frame that names no data set is taken at its word.
        duties = duties.with_columns(pl.col("read") | pl.col("coded_by").is_null())
    if attacker == attacked:
        raise QuestionError(f'"{attacker}" cannot attack itself')
    return _steps(duties.with_columns(day=pl.lit(at, pl.Date)), attacker, attacked)


def duties_on(
    dossier: Dossier,
    day: str | date | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
    *,
    with_signed: bool = False,
) -> pl.DataFrame:
    """List who owes what to whom on a day, by treaties and political pledges, by name."""
    now = ties_in_force(dossier, day, ("treaty", "event"), what_if=what_if)
    if with_signed:
        signed = treaties_pending(dossier, day, what_if=what_if)
        now = pl.concat([now, signed], how="vertical_relaxed")
    duties = _duties(clauses_in_force(dossier, now), dossier.ties)
    return duties.sort(dossier.names.column("actor"), "start", maintain_order=True)


def _require_armed(dossier: Dossier, actor: str, can: str) -> None:
    dossier.names.require(actor)
    kind = str(dossier.actors.filter(actor_id=actor)["kind"].item())
    if kind not in ARMED:
        known = labels("actor_kinds")
        what = f"group of {known[kind]}" if kind == "group" else known[kind]
        article = "an" if what[0] in "aeiou" else "a"
        armed = alternatives([known[one] for one in ARMED])
        raise QuestionError(f'"{actor}" is {article} {what}; only a {armed} can {can}')


def _duties(clauses: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    """Turn clauses into who owes what to whom: one row per obliged party."""
    owed = clauses.drop_nulls("obligation").with_columns(
        duty=pl.col("obligation").replace_strict(OBLIGATION_VERBS, return_dtype=pl.String),
        read=pl.col("response").is_not_null(),
        binding=~pl.col("tie_id").is_in(recorded.filter(basis="event")["tie_id"].implode()),
    )
    by_source = (pl.col("obliged") == pl.col("source")).fill_null(value=True)
    by_target = (pl.col("obliged") == pl.col("target")).fill_null(~pl.col("directed"))
    return pl.concat(
        [
            owed.filter(by_source).with_columns(actor="source", owed_to="target"),
            owed.filter(by_target).with_columns(actor="target", owed_to="source"),
        ]
    )


def _steps(duties: pl.DataFrame, attacker: str, attacked: str) -> pl.DataFrame:
    """Order the duties that an attack activates."""
    actor, owed_to, obligation = pl.col("actor"), pl.col("owed_to"), pl.col("obligation")
    restraint, in_force = obligation.is_in(_RESTRAINT), pl.col("certainty") != "signed"
    broken = (actor == attacker) & (owed_to == attacked) & restraint & in_force
    partner = ~actor.is_in([attacker, attacked])
    helps = partner & (owed_to == attacked) & obligation.is_in(_HELP)
    owed_back = partner & (owed_to == attacker)
    answer = owed_back & obligation.is_in(_ANSWER)
    number = pl.when(broken).then(BROKEN).when(answer).then(OWED_IF_ANSWERED).otherwise(OWED)
    side = pl.col("owed_to_side")
    return (
        duties.with_columns(helper=(helps & in_force).any().over("actor"))
        .filter(broken | helps | (owed_back & (~restraint | (pl.col("helper") & in_force))))
        .with_columns(
            round=number.cast(pl.Int32),
            owed_to_side=cases({"attacked": helps, "attacker": owed_back}),
        )
        .with_columns(owes_both=in_force & (side.filter(in_force).n_unique().over("actor") > 1))
        .sort("round", "response_order", maintain_order=True)
        .with_row_index("step", offset=1)
        .select(_STEP)
    )


def describe_obligations(steps: pl.DataFrame, names: Mapping[str, str] | None = None) -> list[str]:
    """Describe activated obligations: a sentence per step, and one per actor that owes both sides.

    First comes the day they were asked for, if there is one. ``names`` has the name of each id:
    ``dossier.names``, or your own as they are inside a sentence.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.example()
    >>> steps = activated_obligations(dossier, "corvia", "ardania").filter(obligation="defense")
    >>> day, defends = describe_obligations(steps, dossier.names)
    >>> day
    'On 14 May 2031:'
    >>> defends
    '3. The Union of Three Rivers must assist Ardania (Treaty of Mutual Defence (2004); article \
4). Condition: On land or in the Sella Strait.'
    """
    called = dict(Names.inside(names))
    require_frame(steps, _STEP, "steps of `activated_obligations`")
    named = steps.with_columns(
        who=pl.col("actor").replace(called), whom=pl.col("owed_to").replace(called)
    )
    days = steps["day"].drop_nulls().unique().sort()
    sentences = [f"On {enumerated([*map(day_in_words, days)])}:"] if days.len() else []
    sentences += [_sentence(row) for row in named.iter_rows(named=True)]
    both = named.filter("owes_both").group_by("actor", "who", maintain_order=True)
    for (_, who), rows in both:
        owed = rows.select(pl.concat_str("duty", "whom", separator=" ")).to_series()
        duties = enumerated(owed.unique(maintain_order=True).to_list())
        what = "duties" if rows["binding"].all() else "duties or pledges"
        firm = rows.filter(pl.col("read") & (pl.col("certainty") == "known"))
        has = "has" if firm["owed_to_side"].n_unique() > 1 else "may have"
        sentences.append(capital(f"{who} {has} {what} to both sides: to {duties}."))
    return sentences


def _sentence(step: Mapping[str, Any]) -> str:
    given = {"": step["instrument"], "article ": step["article"], **duty_grounds(step)}
    ground = "; ".join(f"{name}{value}" for name, value in given.items() if value is not None)
    condition = f" Condition: {step['condition']}." if step["condition"] else ""
    where = f" ({ground})" if ground else ""
    return f"{step['step']}. {capital(step['who'])} {duty_words(step)}{where}.{condition}"


def duty_words(step: Mapping[str, Any]) -> str:
    """Say what the actor of a step must do, and how certain that is."""
    standing, coded = step["certainty"], _coded(step)
    firm = step["read"] and standing == "known"
    if step["round"] == BROKEN:
        verb = "breaks its pledge to" if firm else "may break a pledge to"
    elif standing == "signed":
        verb = "would have to"
    elif standing == "unknown":
        verb = f"may still {'have' if step['binding'] else 'be pledged, without legal duty,'} to"
    elif firm:
        verb = "must" if step["binding"] else "has pledged, without legal duty, to"
    else:
        verb = f"is {coded} as {'bound' if step['binding'] else 'pledged, without legal duty,'} to"
    after = " once the treaty is in force" if standing == "signed" else ""
    answered = step["round"] == OWED_IF_ANSWERED
    after += " if the response amounts to an armed attack on it" if answered else ""
    return f"{verb} {step['duty']} {step['whom']}{after}"


def duty_grounds(step: Mapping[str, Any]) -> dict[str, str | None]:
    """Say from when a step of a signed treaty is owed, and whether no clause was read."""
    coded = _coded(step)
    said = f"is {coded} as" in duty_words(step)
    signed = step["certainty"] == "signed"
    return {
        "in force from ": day_in_words(step["start"]) if signed and step["start"] else None,
        "no clause was read": None if step["read"] else ("" if said else f", {coded}"),
    }


def _coded(step: Mapping[str, Any]) -> str:
    name = re.sub(_ROW_NUMBER, "", step["coded_by"] or "")
    return f"coded by {name}" if name else "coded"


def data_set() -> pl.Expr:
    """Name the data set that coded a tie, without the number of the row in it."""
    return pl.col("coded_by").str.replace(_ROW_NUMBER, "")


def capital(sentence: str) -> str:
    """Begin with a capital letter."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def alternatives(words: Sequence[str]) -> str:
    """List alternatives as a sentence does."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def treaty_obligations(dossier: Dossier, treaties: Sequence[str] | None = None) -> pl.DataFrame:
    """Set treaties side by side, by default those of the study: one row per obligation of each.

    Returns
    -------
    DataFrame
        ``tie_id``, ``treaty`` (its parties and year), ``obligation``, ``articles`` (the articles
        read, or the data set that alone codes the obligation), ``description``, ``citation`` and
        ``url``.

    Examples
    --------
    >>> import analysis
    >>> grid = treaty_obligations(analysis.example(), ["belmark-corvia-1998"])
    >>> grid.select("treaty", "obligation", "articles").rows()[0]
    ('Belmark–Corvia, 1998', 'nonaggression', 'Coastal Treaties Data Set only')
    """
    if treaties is None:
        treaties = dossier.study.treaties
    else:
        treaties = list(dict.fromkeys(as_names(treaties, "treaties")))
        for tie_id in treaties:
            require_known(tie_id, dossier.ties["tie_id"], "a tie of this dossier")
    numbered = pl.when(pl.col("article").str.contains(r"^\d")).then("art. " + pl.col("article"))
    article = numbered.otherwise("article").drop_nulls().unique(maintain_order=True)
    described = pl.concat_str("response", "condition", separator=". Condition: ", ignore_nulls=True)
    articles = (
        pl.when(pl.col("articles") != "")
        .then("articles")
        .when("read")
        .then(pl.lit("yes, article not checked"))
        .otherwise((data_set() + " only").fill_null("yes"))
    )
    ties = pl.DataFrame({"tie_id": treaties}, {"tie_id": pl.String})
    ties = ties.join(dossier.ties, on="tie_id", maintain_order="left")
    owed = clauses_in_force(dossier, ties).drop_nulls("obligation")
    cells = owed.group_by("tie_id", "obligation", maintain_order=True).agg(
        articles=article.str.join(", "),
        read=pl.col("response").is_not_null().any(),
        description=described.drop_nulls().str.join(". "),
    )
    rows = ties.with_columns(treaty=treaty_label(dossier)).join(
        cells, on="tie_id", maintain_order="left_right"
    )
    shown = ("tie_id", "treaty", "obligation", "articles", "description", "citation", "url")
    return dossier.cite(rows.with_columns(articles=articles)).select(shown)


def treaty_label(dossier: Dossier) -> pl.Expr:
    """Name treaties by their parties and year, and those that are named alike by a number."""
    year = pl.coalesce("signed", "start").dt.year().cast(pl.String)
    parties = pl.format("{}–{}", *map(dossier.names.column, ("source", "target")))
    label = pl.concat_str(parties, year, separator=", ", ignore_nulls=True)
    number = pl.int_range(1, pl.len() + 1).over(label)
    return pl.when(number == 1).then(label).otherwise(pl.format("{} ({})", label, number))
