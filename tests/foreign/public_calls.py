"""Every public function that answers a question about a dossier, asked about any dossier."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import inspect
import json
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis import Dossier

ROOMS = (
    *("claims", "discourse", "alliances", "weapons", "red_lines"),
    *("corpora", "evidence", "exchange", "revisions"),
)
CHARTED = ("claims", "coding", "discourse", "alliances", "weapons", "red_lines")

Call = "Callable[[Dossier], object]"


def _ids(dossier: Dossier, table: str) -> list[str]:
    frame = getattr(dossier, table)
    return [*frame[frame.columns[0]].head(2).to_list(), "no-such-id", "no-such-either"]


def _ties(dossier: Dossier) -> pl.DataFrame:
    return _room("alliances").ties_in_force(dossier, dossier.study.day, ("treaty", "event"))


def _room(name: str) -> Any:  # noqa: ANN401  (a module, asked for its names)
    return importlib.import_module(f"analysis.{name}")


def _chain(dossier: Dossier) -> pl.DataFrame:
    one, other, *_ = _ids(dossier, "actors")
    chain: pl.DataFrame = _room("alliances").activated_obligations(dossier, one, other)
    return chain


def _who_describes_ties(dossier: Dossier) -> str:
    """First speaker of a tie, or, where there is none, an actor who describes none."""
    speakers = dossier.ties.join(dossier.claims, on="claim_id")["speaker"]
    return _ids(dossier, "actors")[0] if speakers.is_empty() else str(speakers[0])


def _consequences(dossier: Dossier) -> object:
    return _room("red_lines").forward_chain(dossier, _ids(dossier, "propositions")[:1])


def _figures(dossier: Dossier) -> tuple[str, str]:
    rows = dossier.figures.join(dossier.weapons, on="weapon_id")
    if rows.is_empty():
        return "no-such-class", "no-such-quantity"
    return rows["weapon_class"][0], rows["quantity"][0]


def _two_figures(dossier: Dossier) -> list[dict[str, Any]]:
    plain = {"quantity": "max_range_km", "condition": None, "low": 1.0, "high": 2.0, "unit": "km"}
    return [*dossier.figures.head(2).to_dicts(), plain, plain][:2]


def _without(dossier: Dossier) -> Dossier:
    """The dossier before anything was answered."""
    cleared = {t: getattr(dossier, t).clear() for t in ("outcomes", "ties", "figures")}
    return dataclasses.replace(dossier, **cleared)


def _article(_: Dossier) -> object:
    return _room("evidence").Article("One line.\nAnother line, with words in it.\n")


CALLS: dict[str, Callable[[Dossier], object]] = {
    "claims.acts_between": lambda d: _room("claims").acts_between(d, *_ids(d, "actors")[:2]),
    "discourse.coalitions": lambda d: _room("discourse").coalitions(
        _room("discourse").statements(d)
    ),
    "claims.likelihood_band": lambda _: _room("claims").likelihood_band("likely", "Kent"),
    "corpora.load_corpus": lambda d: _room("corpora").load_corpus([d.folder]),
    "evidence.digest": lambda _: _room("evidence").digest("words"),
    "evidence.make_anchor": lambda d: _room("evidence").make_anchor(_article(d), "words"),
    "evidence.read_article": lambda d: _room("evidence").read_article(folder=d.folder),
    "evidence.locate": lambda d: _room("evidence").locate(d.claims, _article(d)),
    "evidence.anchor_problems": lambda d: _room("evidence").anchor_problems(d.claims, _article(d)),
    "evidence.excerpt": lambda d: _room("evidence").excerpt(d, _ids(d, "claims")[0], _article(d)),
    "alliances.signed_edges": lambda d: _room("alliances").signed_edges(_ties(d), "strongest"),
    "alliances.camps": lambda d: _room("alliances").camps(_ties(d)),
    "alliances.describe_camps": lambda d: _room("alliances").describe_camps(
        _room("alliances").camps(_ties(d)), d.names.in_sentence
    ),
    "alliances.dyads": lambda d: _room("alliances").dyads(_ties(d), d.actors["actor_id"].head(20)),
    "alliances.from_atop": lambda _: _room("alliances").from_atop("no-such.csv"),
    "alliances.from_cow": lambda _: _room("alliances").from_cow("no-such.csv"),
    "alliances.signed_edges_csv": lambda d: _room("alliances").signed_edges_csv(
        d.folder / "actors.csv", source="name", target="kind", sign=None, weight="actor_id"
    ),
    "alliances.joined": lambda d: _room("alliances").joined(_ties(d), d),
    "alliances.ties_on": lambda d: _room("alliances").ties_on(d.ties, d.study.date or "2031-05-14"),
    "alliances.suppose": lambda d: _room("alliances").suppose(
        d.ties, _room("alliances").WhatIf(drop=_ids(d, "ties")[:1])
    ),
    "alliances.world": lambda d: _room("alliances").world(d, _who_describes_ties(d)),
    "alliances.activated_obligations": _chain,
    "alliances.describe_obligations": lambda d: _room("alliances").describe_obligations(
        _chain(d), d.names.in_sentence
    ),
    "weapons.comparable": lambda d: _room("weapons").comparable(*_two_figures(d)),
    "weapons.ratio": lambda d: _room("weapons").ratio(*_two_figures(d)),
    "weapons.conversion_factor": lambda _: _room("weapons").conversion_factor("km", "m"),
    "weapons.derive": lambda d: _room("weapons").derive(d, "power_to_mass_kw_per_t"),
    "weapons.delivery_comparisons": lambda d: _room("weapons").delivery_comparisons(
        d, _ids(d, "deliveries")[:1], d.deliveries["delivery_id"]
    ),
    "weapons.pairwise_comparisons": lambda d: _room("weapons").pairwise_comparisons(
        d, *_figures(d)
    ),
    "weapons.transfer_comparisons": lambda d: _room("weapons").transfer_comparisons(
        d, *_ids(d, "actors")[:2], ["XAA"], quantities=["max_range_km"]
    ),
    "weapons.within_range": lambda d: _room("weapons").within_range(d, _ids(d, "places")[0]),
    "red_lines.acts_with_outcomes": lambda d: _room("red_lines").acts_with_outcomes(
        d, *_ids(d, "actors")[:2]
    ),
    "red_lines.count_in_words": lambda d: _room("red_lines").count_in_words(
        d, d.commitments["commitment_id"]
    ),
    "red_lines.describe": lambda d: _room("red_lines").describe(d, _consequences(d)),
    "red_lines.due_for_recheck": lambda d: _room("red_lines").due_for_recheck(
        d, 1, (d.study.as_of or dt.date(2040, 1, 1)) + dt.timedelta(days=100)
    ),
    "red_lines.every_combination": lambda d: _room("red_lines").every_combination(
        d, _ids(d, "propositions")[:2]
    ),
    "red_lines.forward_chain": _consequences,
    "red_lines.minimal_triggers": lambda d: _room("red_lines").minimal_triggers(
        d, _ids(d, "propositions")[:2]
    ),
    "red_lines.minimal_ways": lambda d: _room("red_lines").minimal_ways(
        d, _ids(d, "propositions")[0]
    ),
    "revisions.changed_answers": lambda d: _room("revisions").changed_answers(_without(d), d),
    "exchange.notes": lambda d: _room("exchange").notes(d, "dna"),
    "exchange.read": lambda d: _room("exchange").read(d.folder / "no-such.dna", "dna"),
    "exchange.read_dna_database": lambda d: _room("exchange").read_dna_database(
        d.folder / "no-such.dna"
    ),
    "exchange.read_event_list": lambda d: _room("exchange").read_event_list(
        d.folder / "no-such.csv"
    ),
    "exchange.read_statement_table": lambda d: _room("exchange").read_statement_table(
        d.folder / "claims.csv"
    ),
    "exchange.read_dna": lambda d: _room("exchange").read_dna(d.folder / "no-such.dna"),
    "exchange.read_dna_events": lambda d: _room("exchange").read_dna_events(d.folder / "no.csv"),
    "exchange.read_followthemoney": lambda d: _room("exchange").read_followthemoney(
        d.folder / "no-such.json"
    ),
    "exchange.read_graphml": lambda d: _room("exchange").read_graphml(d.folder / "no-such.xml"),
    "exchange.signed_edges": lambda d: _room("exchange").signed_edges(
        _room("exchange").to_networkx(d), unsigned="omit"
    ),
    "exchange.from_networkx": lambda d: _room("exchange").from_networkx(
        _room("exchange").to_networkx(d)
    ),
}
"""How to ask functions that need more than the dossier; the others are asked with it alone."""


def public_functions() -> Iterator[tuple[str, FunctionType]]:
    """Every function that a room exports, as ``room.name``."""
    for room in ROOMS:
        module = _room(room)
        for name in module.__all__:
            if isinstance(found := getattr(module, name), FunctionType):
                yield f"{room}.{name}", found


def figures() -> Iterator[tuple[str, Callable[[Dossier], Any]]]:
    """Every figure of one call, as ``room.charts.name``."""
    for room in CHARTED:
        module = importlib.import_module(f"analysis.{room}.charts")
        for name, found in vars(module).items():
            public = isinstance(found, FunctionType) and not name.startswith("_")
            if public and found.__module__.startswith(module.__name__):
                assert next(iter(inspect.signature(found).parameters)) == "dossier", name
                yield f"{room}.charts.{name}", found


def answer(name: str, function: Callable[..., object], dossier: Dossier) -> object:
    """Ask about a dossier; a refusal is an answer too, if it is a sentence of ours."""
    try:
        if name.startswith("exchange.") and name == "exchange.write":
            formats = _room("exchange").FORMATS
            return {each: answer("", partial(function, name=each), dossier) for each in formats}
        return CALLS[name](dossier) if name in CALLS else function(dossier)
    except (QuestionError, FileNotFoundError, _room("evidence").AnchorError) as refusal:
        return str(refusal)


def as_text(result: object) -> str:
    """All that a result says, as a reader or another program would get it."""
    if isinstance(result, pl.DataFrame):
        return result.write_json()
    if hasattr(result, "to_html"):
        return f"{result}\n{result.to_html()}\n{json.dumps(getattr(result, 'spec', None))}"
    if hasattr(result, "_repr_html_"):
        return f"{result}\n{result._repr_html_()}"
    if isinstance(result, dict):
        return "\n".join(f"{key}: {as_text(value)}" for key, value in result.items())
    if isinstance(result, list | tuple):
        return "\n".join(map(as_text, result))
    if hasattr(result, "__dict__") and not isinstance(result, type):
        return "\n".join(as_text(value) for value in vars(result).values())
    return str(result)
