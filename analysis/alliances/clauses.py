"""What treaties oblige, and whose obligations an attack activates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.frames import read_clauses, read_ties
from analysis.alliances.ties import in_force, parse_day, ties_in_force
from analysis.alliances.what_if import resolve, suppose
from analysis.charting.words import cases
from analysis.dossier import Dossier, QuestionError, require_known
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
_ROUNDS = {
    "breaks": BROKEN,
    "helps": OWED,
    "joins": OWED,
    "spares": OWED,
    "answers": OWED_IF_ANSWERED,
}
_PLEDGES = ("treaty", "event", "what-if")
_OF_TIE = ("tie_id", "instrument", "source", "target", "directed", "start", "end", "basis")
_STEP = (
    *("step", "round", "actor", "duty", "owed_to", "owed_to_side", "obligation", "article"),
    *("condition", "response", "binding", "certainty", "owes_both", "tie_id", "instrument"),
    "sources",
)


def clauses_in_force(dossier: Dossier, ties: pl.DataFrame | None = None) -> pl.DataFrame:
    """List what ties oblige, clause by clause.

    Parameters
    ----------
    dossier
        Loaded dossier.
    ties
        From `ties_in_force`; by default every tie that was ever coded with an obligation or a
        clause.

    Returns
    -------
    DataFrame
        One row per clause: the tie (``tie_id``, ``instrument``, ``source``, ``target``,
        ``directed``, ``start``, ``end``, ``basis``, ``certainty``) and the clause (``clause_id``,
        ``article``, ``obligation``, ``obliged``, ``trigger``, ``condition``, ``response``,
        ``response_order``, ``sources``, ``read_on``). An obligation that is coded but of which no
        clause was read has a row without ``response``. ``obligation`` is null for clauses that
        owe none of ATOP's five.

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
    every = ties.select(*_OF_TIE, "certainty", "obligations", tie_sources="sources")
    every = every.with_row_index("number")
    read = every.join(clauses, on="tie_id")
    bare = (
        every.explode("obligations")
        .rename({"obligations": "obligation", "tie_sources": "sources"})
        .drop_nulls("obligation")
        .join(read, on=["tie_id", "obligation"], how="anti")
        .with_columns(response_order=pl.lit(1, pl.Int32))
    )
    both = pl.concat([read.drop("obligations", "tie_sources"), bare], how="diagonal")
    # Preambles come first, articles by number, and clauses whose number was not read last.
    number = pl.col("article").str.extract(r"^(\d+)").cast(pl.Int64).fill_null(0)
    place = pl.when(pl.col("article").is_not_null()).then(number)
    return both.sort("start", "number", place, "response_order", nulls_last=True).drop("number")


def activated_obligations(
    ties: Dossier | pl.DataFrame,
    attacker: str,
    attacked: str,
    day: str | date | None = None,
    *,
    clauses: pl.DataFrame | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
) -> pl.DataFrame:
    """Follow who is obliged to what if one party attacks another.

    Round 0 has the pledges that the attack itself breaks; round 1 what partners of the attacked
    owe it, and what those same partners still owe the attacker; round 2 what partners of the
    attacker owe if the answer is itself an armed attack on the attacker. Treaties and political
    pledges count; consultation comes before assistance. Whether a clause's condition is met is
    not judged here: the row gives the condition.

    Parameters
    ----------
    ties
        A dossier, or a frame of ties as for `signed_edges` with ``obligations`` (lists of ATOP's
        words), and ``start`` and ``end`` where there are dates.
    attacker, attacked
        Ids. In a dossier: states, blocs, armed forces or armed groups.
    day
        ISO 8601; by default the day of the study, or all ties of a frame.
    clauses
        For a frame of ties: ``obligation``, and ``tie_id`` or ``source`` and ``target``;
        optionally ``obliged`` (who owes it; null = both), ``article``, ``trigger``,
        ``condition``, ``response``, ``response_order`` and ``sources``.
    what_if
        As for `ties_in_force`; for a frame of ties your own `WhatIf`.

    Returns
    -------
    DataFrame
        One row per step in order: ``step``, ``round``, ``actor`` (who owes), ``duty``,
        ``owed_to``, ``owed_to_side`` ("attacked" or "attacker"; null where a pledge is broken),
        ``obligation``, ``article``, ``condition``, ``response``, ``binding`` (false for political
        pledges), ``certainty`` ("unknown" where the sources do not reach the day),
        ``owes_both`` (the actor owes something to both sides), ``tie_id``, ``instrument``,
        ``sources``. Empty where no one is known to owe anything.

    Raises
    ------
    QuestionError
        An actor is unknown, attacks itself or cannot attack or be attacked; a frame cannot be
        read; or as `ties_in_force` raises.

    Examples
    --------
    >>> import analysis
    >>> steps = activated_obligations(analysis.example(), "corvia", "ardania")
    >>> steps.filter(owed_to_side="attacked").select("actor", "duty", "article").rows()
    [('three-rivers', 'consult with', '3'), ('three-rivers', 'assist', '4')]

    Rows of ATOP or the Correlates of War will do as well:

    >>> atop = pl.DataFrame(
    ...     {
    ...         "source": ["FRN", "FRN"],
    ...         "target": ["UKG", "GMY"],
    ...         "sign": [1, -1],
    ...         "obligations": [["defense"], []],
    ...     }
    ... )
    >>> activated_obligations(atop, "GMY", "UKG").select("actor", "duty", "owed_to").rows()
    [('FRN', 'assist', 'UKG')]
    """
    if isinstance(ties, Dossier):
        if clauses is not None:
            raise QuestionError("clauses are given with a frame of ties; a dossier has its own")
        for actor, can in ((attacker, "attack"), (attacked, "be attacked")):
            _require_armed(ties, actor, can)
        duties = duties_on(ties, day, what_if)
    else:
        every = read_ties(ties)
        actors = pl.concat([every["source"], every["target"]]).unique().sort()
        for actor in (attacker, attacked):
            require_known(actor, actors, "an actor of these ties")
        now = _in_frame(every, day, what_if)
        owed = _clauses_of(now, read_clauses(clauses, every, now))
        political = every.filter(basis="event")["tie_id"]
        duties = _duties(owed, political).sort("actor", "start", maintain_order=True)
    if attacker == attacked:
        raise QuestionError(f'"{attacker}" cannot attack itself')
    return steps_between(duties, attacker, attacked)


def duties_on(
    dossier: Dossier,
    day: str | date | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
) -> pl.DataFrame:
    """List who owes what to whom on a day, by treaties and political pledges, by name."""
    now = ties_in_force(dossier, day, ("treaty", "event"), what_if=what_if)
    political = dossier.ties.filter(basis="event")["tie_id"]
    duties = _duties(clauses_in_force(dossier, now), political)
    return duties.sort(dossier.names.column("actor"), "start", maintain_order=True)


def _require_armed(dossier: Dossier, actor: str, can: str) -> None:
    dossier.names.require(actor)
    kind = str(dossier.actors.filter(actor_id=actor)["kind"].item())
    if kind not in ARMED:
        known = labels("actor_kinds")
        *others, last = [known[one] for one in ARMED]
        listed = f"{', '.join(others)} or {last}"
        what = f"group of {known[kind]}" if kind == "group" else known[kind]
        article = "an" if what[0] in "aeiou" else "a"
        raise QuestionError(f'"{actor}" is {article} {what}; only a {listed} can {can}')


def _in_frame(
    ties: pl.DataFrame,
    day: str | date | None,
    what_if: str | WhatIf | Iterable[str | WhatIf],
) -> pl.DataFrame:
    supposed = suppose(ties, resolve(what_if, {})).filter(pl.col("basis").is_in(_PLEDGES))
    if day is None:
        return supposed
    return in_force(supposed, pl.lit(parse_day(day)), pl.lit(value=True))


def _duties(clauses: pl.DataFrame, political: pl.Series) -> pl.DataFrame:
    """Turn clauses into who owes what to whom: one row per obliged party."""
    owed = clauses.drop_nulls("obligation")
    here = (pl.col("obliged") == pl.col("source")).fill_null(value=True)
    there = (pl.col("obliged") == pl.col("target")).fill_null(value=True) & ~pl.col("directed")
    verb = pl.col("obligation").replace_strict(OBLIGATION_VERBS, return_dtype=pl.String)
    sides = [
        owed.filter(here).with_columns(actor="source", owed_to="target"),
        owed.filter(there).with_columns(actor="target", owed_to="source"),
    ]
    binding = ~pl.col("tie_id").is_in(political.implode())
    return pl.concat(sides).with_columns(duty=verb, binding=binding)


def steps_between(duties: pl.DataFrame, attacker: str, attacked: str) -> pl.DataFrame:
    """Order the duties of `duties_on` that an attack activates into steps."""
    third = ~pl.col("actor").is_in([attacker, attacked])
    to_attacked = third & (pl.col("owed_to") == attacked)
    to_attacker = third & (pl.col("owed_to") == attacker)
    between = (pl.col("actor") == attacker) & (pl.col("owed_to") == attacked)
    restraint = pl.col("obligation").is_in(_RESTRAINT)
    role = {
        "breaks": between & restraint,
        "helps": to_attacked & pl.col("obligation").is_in(_HELP),
        "joins": to_attacker & (pl.col("obligation") == "offense"),
        "spares": to_attacker & restraint,
        "answers": to_attacker,
    }
    helps = pl.col("role") == "helps"
    side = {"attacked": helps, "attacker": third}
    return (
        duties.with_columns(role=cases(role))
        .drop_nulls("role")
        .with_columns(owed_to_side=cases(side), helper=helps.any().over("actor"))
        .filter((pl.col("role") != "spares") | pl.col("helper"))
        .with_columns(
            round=pl.col("role").replace_strict(_ROUNDS, return_dtype=pl.Int32),
            owes_both=pl.col("owed_to_side").n_unique().over("actor") > 1,
        )
        .sort("round", "response_order", maintain_order=True)
        .with_row_index("step", offset=1)
        .select(_STEP)
    )


def describe_obligations(steps: pl.DataFrame, names: Mapping[str, str] | None = None) -> list[str]:
    """Describe activated obligations: a sentence per step, and one per actor that owes both sides.

    Parameters
    ----------
    steps
        From `activated_obligations`.
    names
        Name of each id inside a sentence: ``dossier.names.in_sentence``; by default the id.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.example()
    >>> steps = activated_obligations(dossier, "corvia", "ardania").filter(obligation="defense")
    >>> describe_obligations(steps, dossier.names.in_sentence)[0]
    '3. The Union of Three Rivers must assist Ardania (Treaty of Mutual Defence (2004); article 4; \
condition: On land or in the Sella Strait).'
    """
    ids = pl.concat([steps["actor"], steps["owed_to"]]).unique()
    called = {actor: actor if names is None else names[actor] for actor in ids}
    sentences = [_sentence(row, called) for row in steps.iter_rows(named=True)]
    for (actor,), rows in steps.filter("owes_both").group_by("actor", maintain_order=True):
        owed = rows.select("duty", "owed_to").unique(maintain_order=True).iter_rows()
        duties = " and to ".join(f"{duty} {called[owed_to]}" for duty, owed_to in owed)
        sentences.append(capital(f"{called[str(actor)]} has duties to both sides: to {duties}."))
    return sentences


def _sentence(step: dict[str, object], called: Mapping[str, str]) -> str:
    sure = step["certainty"] == "known"
    if step["round"] == BROKEN:
        verb = "breaks its pledge to" if sure else "may break a pledge to"
    elif not sure:
        verb = "may still have to"
    else:
        verb = "must" if step["binding"] else "has pledged, without legal duty, to"
    actor, owed_to = called[str(step["actor"])], called[str(step["owed_to"])]
    answered = step["round"] == OWED_IF_ANSWERED
    after = " if the answer is an armed attack on it" if answered else ""
    grounds = {"": step["instrument"], "article ": step["article"]}
    grounds |= {"condition: ": step["condition"]}
    given = "; ".join(f"{name}{text}" for name, text in grounds.items() if text)
    ground = f" ({given})" if given else ""
    return f"{step['step']}. {capital(actor)} {verb} {step['duty']} {owed_to}{after}{ground}."


def capital(sentence: str) -> str:
    """Begin with a capital letter."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def treaty_obligations(dossier: Dossier, treaties: Sequence[str] | None = None) -> pl.DataFrame:
    """Set treaties side by side: one row per treaty and obligation.

    Parameters
    ----------
    dossier
        Loaded dossier.
    treaties
        Ids of ties, in the order to show them; by default those of the study.

    Returns
    -------
    DataFrame
        ``tie_id``, ``treaty`` (its parties and year), ``obligation``, ``articles`` (the articles
        read, or the data set that alone codes the obligation), ``description``, ``citation`` and
        ``url``.

    Raises
    ------
    QuestionError
        A treaty is not a tie of the dossier.

    Examples
    --------
    >>> import analysis
    >>> grid = treaty_obligations(analysis.example(), ["belmark-corvia-1998"])
    >>> grid.select("treaty", "obligation", "articles").rows()[0]
    ('Belmark - Corvia, 1998', 'nonaggression', 'Coastal only')
    """
    chosen = dossier.study.treaties if treaties is None else treaties
    treaties = [chosen] if isinstance(chosen, str) else list(dict.fromkeys(chosen))
    for tie_id in treaties:
        require_known(tie_id, dossier.ties["tie_id"], "a tie of this dossier")
    numbered = pl.when(pl.col("article").str.contains(r"^\d")).then("art. " + pl.col("article"))
    article = numbered.otherwise("article").drop_nulls().unique(maintain_order=True)
    described = pl.concat_str("response", "condition", separator="; if: ", ignore_nulls=True)
    coded = pl.col("coded_by").str.extract(r"^(\S+)") + " only"
    articles = (
        pl.when(pl.col("articles") != "")
        .then("articles")
        .when("read")
        .then(pl.lit("yes, number not read"))
        .otherwise(coded.fill_null("yes"))
    )
    named = pl.DataFrame(
        {"tie_id": treaties, "treaty": treaty_labels(dossier, treaties)},
        schema={"tie_id": pl.String, "treaty": pl.String},
    ).with_row_index("place")
    rows = (
        clauses_in_force(dossier)
        .join(named, on="tie_id", maintain_order="left")
        .drop_nulls("obligation")
        .group_by("place", "tie_id", "treaty", "obligation", maintain_order=True)
        .agg(
            articles=article.str.join(", "),
            read=pl.col("response").is_not_null().any(),
            description=described.drop_nulls().str.join(". "),
        )
        .join(dossier.ties, on="tie_id", maintain_order="left")
        .with_columns(articles=articles)
        .sort("place", maintain_order=True)
    )
    shown = ("tie_id", "treaty", "obligation", "articles", "description", "citation", "url")
    return dossier.cite(rows).select(shown)


def treaty_labels(dossier: Dossier, treaties: Sequence[str]) -> list[str]:
    """Name treaties by their parties and year, and those that are named alike by a number."""
    ties = {row["tie_id"]: row for row in dossier.ties.iter_rows(named=True)}
    found: list[str] = []
    seen: dict[str, int] = {}
    for row in (ties[tie_id] for tie_id in treaties):
        day = row["signed"] or row["start"]
        year = f", {day.year}" if day else ""
        label = f"{dossier.names[row['source']]} - {dossier.names[row['target']]}{year}"
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found
