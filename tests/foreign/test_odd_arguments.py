"""A function that is asked something odd says so in a sentence, whatever the oddity."""

from __future__ import annotations

import datetime as dt
import inspect
import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from public_calls import figures, public_functions

import analysis
from analysis import discourse
from analysis.alliances import BASES, WhatIf, activated_obligations, camps, ties_in_force
from analysis.dossier.reading import EXAMPLE
from analysis.evidence import read_article
from analysis.red_lines import forward_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis import Dossier

FUNCTIONS = dict(public_functions()) | dict(figures())
del FUNCTIONS["exchange.followthemoney_entities"]  # it needs a package that is an extra
OF_FILES = ("exchange.read", "alliances.from_", "alliances.signed_edges_csv")
for name in [name for name in FUNCTIONS if name.startswith(OF_FILES)]:
    del FUNCTIONS[name]  # it needs a file of another tool, which its own tests have
DAY = dt.date(2031, 5, 14)
FIGURE = {"quantity": "calibre_mm", "condition": None, "low": 1.0, "high": 2.0, "unit": "mm"}


def usual(dossier: Dossier) -> dict[str, object]:
    """A usual argument for each parameter that is not the dossier, by its name."""
    ties = ties_in_force(dossier, basis=BASES)
    return {
        "ties": ties,
        "by": "person",
        "actors": ["ardania", "belmark"],
        "attacker": "corvia",
        "attacked": "ardania",
        "day": DAY,
        "clauses": None,
        "what_if": WhatIf(drop=[ties["tie_id"][0]]),
        "seen_from": "ardania",
        "time_limit_s": 5,
        "now": camps(ties, "ardania"),
        "names": dossier.names.in_sentence,
        "compared_with": camps(ties, "ardania"),
        "steps": activated_obligations(dossier, "corvia", "ardania"),
        "days": {"2031-05-14": "a day"},
        "attacks": [("corvia", "ardania")],
        "with_signed": True,
        "on_conflict": "strongest",
        "basis": "treaty",
        "speaker": "unnamed-captains",
        "treaties": ["ardania-corvia-2019"],
        "a": FIGURE,
        "b": FIGURE,
        "measures": dossier.measures,
        "unit": "mm",
        "to": "m",
        "quantity": "calibre_mm",
        "weapon_class": "howitzer",
        "min_reliability": "B",
        "read_up_to_as": "value",
        "rivals": ["tank"],
        "supplier": "ardania",
        "recipient": "delmora",
        "against": ["XBE"],
        "old": dossier.folder,
        "new": dossier,
        "item": "Merrow howitzers",
        "measure": "announced",
        "within_days": 7,
        "first": ["kelpie-counted"],
        "second": "kelpie-announced",
        "quantities": ["max_range_km"],
        "origin_id": dossier.places["place_id"][0],
        "standard": "Kent",
        "term": "likely",
        "commitment_ids": dossier.commitments["commitment_id"],
        "consequences": forward_chain(dossier, "belmark-delivers-kelpie"),
        "today": DAY,
        "propositions": ["belmark-delivers-kelpie"],
        "facts": ["belmark-delivers-kelpie"],
        "goal": "ardania-arms-delmora",
        "claims": dossier.claims,
        "article": read_article(dossier.folder / "article.txt"),
        "text": "words",
        "words": "cross a line",
        "claim_id": "c01",
        "lines": None,
        "path": None,
        "folder": dossier.folder,
        "graph": analysis.exchange.to_networkx(dossier),
        "name": "a-name",
        "title": "A title",
        "other": dossier,
        "threshold": 0.5,
        "statements": discourse.statements(dossier),
        "dossiers": [dossier.folder],
    }


OWN: dict[str, dict[str, object]] = {
    "alliances.activated_obligations": {"with_signed": False},  # a frame of ties is asked
    "corpora.load_corpus": {
        "review": "accepted",
        "on_error": "raise",
        "progress": False,
        "actors": None,
    },
    "weapons.derive": {"quantity": "power_to_mass_kw_per_t"},
    "red_lines.due_for_recheck": {"days": 100},
    "alliances.joined": {"codes": None},
    "exchange.signed_edges": {
        **dict.fromkeys(("sign", "weight", "names")),
        "unsigned": "omit",
    },
    "exchange.to_networkx": {"actors": None},  # actors of a frame are a frame
    "exchange.dna_database": {"dossiers": []},
    "exchange.dna_notes": {"dossiers": []},
    "exchange.event_list": {"statements": analysis.example()},
    "exchange.notes": {"name": "dna"},
    "exchange.doccano_lines": {"unit": "utf16"},
    "exchange.write": {"name": "dna"},
    **{
        f"discourse.{function.__name__}": {
            name: one.default
            for name, one in inspect.signature(function).parameters.items()
            if name != "statements"
        }
        for function in (discourse.coalitions, discourse.network)
    },
}
ODD: dict[str, object] = {
    "None": None,
    "no text": "",
    "a text": "no such thing",
    "characters": "\x00\udcff",
    "bytes": b"bytes",
    "zero": 0,
    "less": -1,
    "much": 10**30,
    "no number": float("nan"),
    "truth": True,
    "a time": dt.datetime(2031, 5, 14, tzinfo=dt.UTC),
    "an object": object(),
    "empty list": [],
    "list of lists": [[]],
    "list of None": [None],
    "numbers": [1, 2.0],
    "mapping": {},
    "empty frame": pl.DataFrame(),
    "other frame": pl.DataFrame({"a": [1]}),
    "lazy frame": pl.LazyFrame({"source": ["a"], "target": ["b"], "sign": [1]}),
    "nulls": pl.DataFrame({"source": [None], "target": [None], "sign": [None]}),
    "wrong types": pl.DataFrame({"source": [1.5], "target": [dt.date(2031, 1, 1)], "sign": ["+"]}),
    "series": pl.Series([None]),
    "a type": int,
}


WORDING = {"title", "names", "measures", "now", "compared_with", "consequences", "article"}
WORDING |= {"path", "folder", "text", "words", "term", "lines"}
"""Parameters that take an object of ours, a path or words, not rows, ids, options or numbers."""


def asked() -> Iterator[tuple[str, str]]:
    for name, function in FUNCTIONS.items():
        named = {"name"} if ".charts." in name else set[str]()  # any name of a figure is made text
        for parameter in inspect.signature(function).parameters.values():
            if parameter.name not in {"dossier", *WORDING, *named}:
                yield name, parameter.name


@pytest.fixture(scope="module")
def arguments(dossier: Dossier) -> dict[str, object]:
    return {"dossier": dossier} | usual(dossier)


def usually(name: str, arguments: dict[str, object]) -> dict[str, object]:
    own = OWN.get(name, {})
    wanted = inspect.signature(FUNCTIONS[name]).parameters
    return {one: own[one] if one in own else arguments[one] for one in wanted}


def call(function: Callable[..., Any], given: dict[str, Any]) -> object:
    parameters = inspect.signature(function).parameters
    several = {n for n, p in parameters.items() if p.kind is inspect.Parameter.VAR_POSITIONAL}
    listed = [one for name in several for one in given.pop(name)]
    first = [given.pop("dossier")] if listed and "dossier" in given else []
    return function(*first, *listed, **given)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_usual_arguments_are_answered(name: str, arguments: dict[str, object]) -> None:
    call(FUNCTIONS[name], usually(name, arguments))


@pytest.mark.parametrize(("name", "parameter"), [*asked()])
def test_odd_arguments_are_refused_in_a_sentence(
    name: str, parameter: str, arguments: dict[str, object]
) -> None:
    wanted = inspect.signature(FUNCTIONS[name]).parameters
    usual_ones = usually(name, arguments)
    several = wanted[parameter].kind is inspect.Parameter.VAR_POSITIONAL
    failed = {}
    for odd, value in ODD.items():
        given = [value, value] if several else value
        try:
            call(FUNCTIONS[name], usual_ones | {parameter: given})
        except (analysis.AnalysisError, FileNotFoundError):
            continue
        except Exception as error:  # noqa: BLE001 (whatever it is)
            failed[odd] = f"{type(error).__name__}: {error}"[:100]
    assert not failed


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> analysis.Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("one", "two"):
        shutil.copytree(EXAMPLE, folder / name)
    return analysis.load_corpus(folder, progress=False)


@pytest.mark.parametrize("name", dict(figures()))
def test_a_figure_of_what_is_not_a_dossier_is_refused_in_a_sentence(
    name: str, arguments: dict[str, object], corpus: analysis.Corpus
) -> None:
    function = FUNCTIONS[name]
    first = next(iter(inspect.signature(function).parameters.values()))
    given = [arguments["statements"], arguments["ties"], None, pl.DataFrame(), "a text"]
    for odd in given if "Corpus" in str(first.annotation) else [*given, corpus]:
        with pytest.raises(analysis.QuestionError, match=r"shows .*, not \w+; load it by "):
            call(function, usually(name, arguments) | {"dossier": odd})
