"""How `same_results` asks functions, of the package before or the one now, and with what."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = (ROOT / "data" / "article.txt", ROOT.parent / "shared" / "article.txt")

Either = Any
"""A dossier, function or result of either package: the one before, or the one now."""
Row = dict[str, Any]
Rows = list[Row]
Ask = Callable[..., Any]


def the(names: str) -> Either:
    """Find ``room.name``, or ``room.before -> room.now``, in whichever package is imported."""
    before, _, now = names.partition(" -> ")
    found: Either = import_module("analysis")
    for part in (before if is_before() or not now else now).split("."):
        inside = getattr(found, part, None)
        found = import_module(f"{found.__name__}.{part}") if inside is None else inside
    return found


@cache
def is_before() -> bool:
    return not hasattr(import_module("analysis"), "load_table")


NEW_TABLES = ("what_ifs", "deliveries", "frontier", "quantities", "weapon_classes")
NEW_COLUMNS = {
    "actors": ("in_sentence", "cow_code"),
    "claims": ("coder", "review"),
    "clauses": ("read_on",),
    "figures": ("read_on",),
    "outcomes": ("confidence",),
    "sources": ("voice", "retrieved", "archived_url"),
    "ties": ("signed", "coded_by", "read_on", "coder", "review"),
    "transfers": ("coder", "review"),
}
NEW_TIES = ("c-seoul-arms-ukraine", "c-moscow-arms-north-korea")
NEW_IN_SENTENCE = (
    *("reporter", "experts", "analysts", "observers", "the-west", "other-countries"),
    "south-korea-allies",
)
PACT, OWN = "russia-north-korea-2024", "own"
TRIO, OTHERS = ("china", "russia", "north-korea"), ("us", "south-korea", "japan")
OBSERVED = [*((TRIO[0], one) for one in TRIO[1:]), TRIO[1:], *product(TRIO, OTHERS)]


@cache
def renames() -> dict[tuple[str, str, str], str]:
    with (ROOT / "analysis" / "dossier" / "renames.csv").open(encoding="utf-8") as file:
        return {(r["table"], r["column"], r["value"]): r["new"] for r in csv.DictReader(file)}


def column_now(table: str, column: str) -> str:
    return renames().get((table.replace("-", "_"), column, ""), column) if is_before() else column


def plainly(function: Ask, dossier: object, *args: object, **options: object) -> object:
    return function(dossier, *args, **options)


def alone(function: Ask, _: object, *args: object) -> object:
    return function(*args)


def itself(constant: object, _: object) -> object:
    return constant


def in_load(_: Ask, loaded: object, table: str) -> pl.DataFrame:
    return as_before(lambda name: getattr(loaded, name), table)


def in_loader(load: Ask, _: object, table: str) -> pl.DataFrame:
    return as_before((lambda name: the(f"load_{name}")()) if is_before() else load, table)


def as_before(get: Ask, table: str) -> pl.DataFrame:
    """A table with the names of now and the columns of before."""
    if is_before():
        return now_named(get(table), table)
    now = renames().get((table, "", ""), table)
    return get(now).drop(NEW_COLUMNS.get(now, ()))


def now_named(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    for (of, column, value), new in renames().items():
        if of == table and value:
            frame = frame.with_columns(pl.col(column).cast(pl.String).replace({value: new}))
        elif of == table and column:
            frame = frame.rename({column: new})
    return frame


def article(change: str = "") -> Either:
    """The article, or a copy of it as somebody else may have saved it."""
    text = the("evidence.read_article")(next(path for path in ARTICLES if path.is_file())).text
    changed = {
        "": text,
        "moved": f"One more line.\n{text}".replace("\n", "\r\n").replace("\u2019", "'"),
        "reworded": re.sub(r"\bthe\b", "this", text),
        "half": text[: len(text) // 2],
    }
    return the("evidence.Article")(changed[change])


def in_article(_: Ask, __: object) -> Row:
    text = article()
    spans = text.paragraphs if is_before() else text.paragraph_spans
    paragraph = text.paragraph_at if is_before() else text.paragraph_of
    places = [paragraph(at) for at in range(0, len(text.text), 50)]
    return {"text": hashed(text.text), "spans": spans, "paragraphs": places}


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def in_copy(function: Ask, dossier: Either, change: str) -> object:
    try:
        return function(dossier.claims, article(change))
    except ValueError as refusal:
        return vars(refusal)["problems"]


def of_words(function: Ask, dossier: Either) -> Iterator[object]:
    text = article()
    for start, end in dossier.claims.select("start", "end").iter_rows():
        for words in (text.text[start:end], text.text[start : start + 3]):
            try:
                yield function(text, words)
            except ValueError as refusal:
                yield {"refused": vars(refusal)["problems"][0].remedy}


def of_each_claim(excerpt: Ask, dossier: Either) -> Iterator[Row]:
    for claim in dossier.claims["claim_id"]:
        shown = excerpt(dossier.claims if is_before() else dossier, claim, article())
        text = shown.reveal() if is_before() else shown.text()
        yield {"printed": str(shown), "text": hashed(text), "html": hashed(shown.to_html())}


def between(function: Ask, dossier: Either, *states: str) -> pl.DataFrame:
    """Acts; the actor that one answers was a name before, and is an id now."""
    acts = function(dossier, *states)
    return acts if is_before() else acts.with_columns(dossier.names.column("answers_actor"))


def ties(dossier: object, day: str, **asked: Either) -> pl.DataFrame:
    if asked.get("what_if") == OWN:
        row = {"source": "japan", "target": "russia", "sign": 1, "kind": "alliance"}
        both = (row,), ("us-japan-1960",)
        asked["what_if"] = the("alliances.WhatIf")(*((OWN, OWN) if is_before() else ()), *both)
    return the("alliances.network -> alliances.ties_in_force")(dossier, day, **asked)


def on_a_day(_: Ask, dossier: object, **asked: Either) -> object:
    return ties(dossier, **asked)


def in_network(function: Ask, dossier: object, asked: Row, *args: object) -> object:
    return function(ties(dossier, **asked), *args)


def in_conflict(function: Ask, dossier: object, asked: Row, rule: str) -> object:
    """Edges, or the ties that a refusal names: which of a pair it names first says nothing."""
    now = {"weightiest": "strongest"}
    try:
        return function(ties(dossier, **asked), rule if is_before() else now.get(rule, rule))
    except ValueError as refusal:
        return {"refused": sorted(re.findall(r"\S+ \([+-]1\)", str(refusal)))}


def as_seen(function: Ask, dossier: Either, asked: Row) -> Either:
    more = {} if is_before() else {"actors": dossier.names}
    return function(ties(dossier, **asked), "united-states", **more)


def as_compared(function: Ask, dossier: Either, asked: Row) -> list[str]:
    camps = the("alliances.structure -> alliances.camps")
    names = the("alliances.spoken")(dossier) if is_before() else dossier.names.in_sentence
    recorded = as_seen(camps, dossier, asked | {"what_if": ()})
    said = function(as_seen(camps, dossier, asked), names, recorded)
    return [either_way(one) for one in (said.split("\n") if is_before() else said)]


def either_way(sentence: str) -> str:
    """Sort the names in a sentence on camps; inside one, "The West" is now "the West"."""
    start, _, listed = sentence.replace("The West", "the West").rstrip(".").partition(": ")
    if "at odds with the camps" not in start:
        return f"{start}: {', '.join(sorted(listed.split(', ')))}"
    pairs = (pair.partition(" (in ") for pair in listed.split("; "))
    either = (f"{' and '.join(sorted(a.split(' and ')))}{b}{c}" for a, b, c in pairs)
    return f"{start}: {'; '.join(sorted(either))}"


def in_every_setting(function: Ask, dossier: Either) -> Row:
    if is_before():
        found = function(dossier, list(the("alliances.key_days")(dossier)))
        summary = found.summary.rename({"state": "setting", "told": "description"})
    else:
        found = function(dossier)
        summary = the("alliances.rows.setting_rows")(dossier, found).drop("supposed")
    said = [[either_way(one) for one in text.split("\n")] for text in summary["description"]]
    nodes, edges = (rows.explode(rows.columns[-1]) for rows in (found.nodes, found.edges))
    summary = summary.with_columns(description=pl.Series(said))
    return {"nodes": nodes, "edges": edges, "summary": summary}


def in_edges(function: Ask, dossier: object, asked: Row, *, weights: bool) -> object:
    """Ask about signed edges in an order that depends on neither package."""
    rule = "weightiest" if is_before() else "strongest"
    edges = the("alliances.signed_edges")(ties(dossier, **asked), rule)
    ends = {"source": pl.min_horizontal("source", "target")}
    ends |= {"target": pl.max_horizontal("source", "target")}
    edges = edges.select(**ends, sign="sign").sort("source", "target")
    weight = {"weight": 1 + pl.int_range(pl.len()) % 3} if weights else {}
    return function(edges.with_columns(**weight))


def after_attack(function: Ask, dossier: Either, *args: object) -> list[str]:
    steps = the("alliances.call_in -> alliances.activated_obligations")(dossier, *args)
    return function(dossier, steps) if is_before() else function(steps, dossier.names.in_sentence)


def after_attack_if(function: Ask, dossier: object, *args: object, what_if: str) -> pl.DataFrame:
    """Who owes what to whom, each once: an assumed treaty has all its clauses now."""
    who = "toward" if is_before() else "owed_to"
    steps = function(dossier, *args, what_if=what_if)
    kept = steps.select("round", "actor", "obligation", "binding", who).unique()
    return kept.with_columns(what_if=pl.lit(what_if))


def of_what_ifs(scenarios: Either, dossier: Either) -> Iterator[Row]:
    ends = ("source", "target", "sign", "directed", "claim_id")
    if is_before():
        for name, one in scenarios.items():
            said = {"what_if": name, "description": one.description}
            for row in ({"directed": True} | row for row in one.add):
                yield said | {end: row[end] for end in ends}
            yield from (said | {"drop": tie_id} for tie_id in one.drop)
        return
    rows = dossier.what_ifs.join(dossier.ties, on="tie_id", maintain_order="left")
    for row in rows.iter_rows(named=True):
        said = {"what_if": row["what_if_id"], "description": row["description"]}
        assumed = row["change"] == "assume"
        yield said | ({end: row[end] for end in ends} if assumed else {"drop": row["tie_id"]})


def in_time(function: Ask, dossier: Either) -> Row:
    if is_before():
        return dict(zip(("bars", "points"), function(dossier), strict=True))
    bars = function(dossier, dossier.ties.filter(basis="treaty"))
    return {"bars": bars, "points": the("alliances.rows.event_points")(dossier)}


def of_each_tie(function: Ask, dossier: Either) -> pl.DataFrame:
    if is_before():
        return function(dossier)
    recorded = {tie: ground.recorded for tie, ground in function(dossier).items()}
    what = pl.col("tie_id").replace_strict(recorded).alias("what")
    return dossier.cite(dossier.ties).select("tie_id", what, "citation", "url")


def of_two_figures(function: Ask, dossier: Either, *ids: str) -> Row:
    """Compare two figures; in the reason, quantities go by their ids, whatever their labels."""
    find = dossier.figures.row
    pair = [find(by_predicate=pl.col("figure_id") == one, named=True) for one in ids]
    found = function(*pair) if is_before() else function(*pair, measures=dossier.measures)
    reason = found.reason
    for quantity in (row["quantity"] for row in pair):
        label = the("weapons.label")(quantity) if is_before() else dossier.measures[quantity].label
        reason = reason.replace(label, quantity)
    return found._asdict() | {"reason": reason}


def of_two_intervals(interval: Ask, _: object, *ends: Sequence[float]) -> list[str]:
    one, other = (interval(*end) for end in ends)
    return [str(one), str(one / other), str(one * other), str(one.exceeds(other))]


def of_measures(derived: Either, dossier: Either) -> object:
    if is_before():
        return derived
    made = (dossier.measures[name] for name in derived(dossier))
    return {one.quantity: (one.first, one.operator, one.second, one.unit) for one in made}


def on_a_sheet(cells: Ask, dossier: Either, weapon_class: str) -> pl.DataFrame:
    if is_before():
        return cells(dossier, weapon_class)
    return cells(dossier).filter(weapon_class=weapon_class).drop("weapon_class")


def from_facts(function: Ask, dossier: object, facts: list[str]) -> object:
    return function(dossier, the("red_lines.play -> red_lines.forward_chain")(dossier, facts))


def from_switches(function: Ask, dossier: object) -> object:
    return function(dossier, the("red_lines.switches")(dossier).to_series().to_list())


def by_role(function: Ask, dossier: object) -> pl.DataFrame:
    """Say in ``act`` what ``role`` says now."""
    ways = function(dossier)
    if is_before():
        return ways
    roles = {"condition": "must happen", "opposes": "stands against it"}
    role = pl.col("role").replace_strict(roles, default=None, return_dtype=pl.String)
    return ways.with_columns(act=pl.coalesce(role, "act")).drop("goal", "role")


def by_publisher(function: Ask, dossier: Either) -> pl.DataFrame:
    """Name publishers of reports: before there were ids."""
    found = function(dossier)
    if not is_before():
        return found
    reported = pl.col("lane") == "reported since"
    ids = found.with_columns(ids=pl.when(reported).then(pl.col("sources").str.split(", ")))
    publishers = the("red_lines.hindsight.publishers")(dossier, "ids")
    return ids.with_columns(sources=pl.coalesce(publishers, "sources")).drop("ids")


def on_a_later_day(function: Ask, dossier: object, days: int, today: str) -> object:
    return function(dossier, days, dt.date.fromisoformat(today))


def of_outcomes(function: Ask, dossier: Either) -> pl.DataFrame:
    if is_before():
        return function(dossier)
    treaties = dossier.ties.join(dossier.commitments, on="tie_id", how="semi")
    return dossier.citations.cited(dossier.outcomes, dossier.events, treaties)


def in_graph(function: Ask, dossier: object) -> Row:
    graph = function(dossier)
    if isinstance(graph, str):
        graph = import_module("networkx").read_graphml(io.StringIO(graph), force_multigraph=True)
    edges = [{"source": a, "target": b} | cells for a, b, cells in graph.edges(data=True)]
    return {"nodes": [{"node": a} | cells for a, cells in graph.nodes(data=True)], "edges": edges}


def and_back(function: Ask, dossier: object) -> pl.DataFrame:
    return function(the("alliances.to_networkx -> exchange.to_networkx")(dossier))


def in_package(function: Ask, dossier: Either) -> Row:
    found = json.loads(function() if is_before() else function(dossier))
    tables = [table | table.pop("schema") for table in found.pop("resources")]
    fields = [
        one | {"table": table["name"], "name": column_now(table["name"], one["name"])}
        for table in tables
        for one in table.pop("fields")
    ]
    return {"package": [found], "tables": tables, "fields": fields}


def in_croissant(function: Ask, dossier: Either) -> Row:
    found = json.loads(function() if is_before() else function(dossier))
    fields = []
    for table in found.pop("recordSet"):
        for one in table["field"]:
            names = (one.pop("name"), one.pop("@id").split("/")[1])
            names = (*names, one["source"].pop("extract")["column"])
            named = [column_now(table["name"], name) for name in names]
            fields.append(one | dict(zip(("name", "id", "column"), named, strict=True)))
            fields[-1]["table"] = table["name"]
    return {"card": [found], "files": found.pop("distribution"), "fields": fields}


# With which settings: those of the pages, and more.

Settings = Callable[[Either], Rows]
ARTICLE_DAY = "2024-06-24"
BASES, READINGS = (
    (("treaty",), ("treaty", "event"), ("treaty", "event", "claim")),
    ("bound", "value"),
)


def args(*given: object, **options: object) -> Row:
    return {"args": given, "options": options}


def once(_: object) -> Rows:
    return [args()]


def each(*values: object) -> Settings:
    return lambda _: [args(value) for value in values]


def every_table(_: object) -> Rows:
    before = {now: old for (old, column, _), now in renames().items() if not column}
    tables = (name for name in the("dossier.TABLES") if name not in NEW_TABLES)
    return [args(before.get(name, name)) for name in tables]


def with_article(_: object) -> Rows:
    return [args()] if any(path.is_file() for path in ARTICLES) else []


def copies(_: object) -> Rows:
    return [args(one) for one in ("", "moved", "reworded", "half") if with_article(None)]


def every_term(_: object) -> Rows:
    bands = the("claims.likelihood.bands")()
    terms = {term for standard in bands.values() for term in standard} | {"would likely", "could"}
    return [args(*asked) for asked in product(sorted(terms), bands)]


def states_in_pairs(dossier: Either) -> Rows:
    states = dossier.actors.filter(kind="state")["actor_id"].to_list()
    return [args(*pair) for pair in product(states, states) if pair[0] < pair[1]]


def recorded(dossier: Either) -> Rows:
    days = [*dossier.study.day_labels, *(f"{year}-07-01" for year in range(1946, 2027, 4))]
    return [{"day": day, "basis": basis} for day, basis in product(days, BASES)]


def supposed(dossier: Either) -> Rows:
    names = [*dossier.what_ifs["what_if_id"].unique(maintain_order=True), OWN]
    asked = product(dossier.study.day_labels, BASES, names)
    return [{"day": day, "basis": basis, "what_if": name} for day, basis, name in asked]


def supposed_today(dossier: Either) -> Rows:
    return [one for one in supposed(dossier) if one["day"] == ARTICLE_DAY]


def described(dossier: Either) -> Rows:
    claimed = dossier.ties.filter(~pl.col("tie_id").is_in(NEW_TIES), basis="claim")
    speakers = claimed.join(dossier.claims, on="claim_id")["speaker"]
    return [{"day": ARTICLE_DAY, "speaker": one} for one in sorted(set(speakers))]


def options(of: Settings) -> Settings:
    return lambda dossier: [args(**asked) for asked in of(dossier)]


def networks(of: Settings, *more: object) -> Settings:
    return lambda dossier: [args(asked, *more) for asked in of(dossier)]


def rules(dossier: Either) -> Rows:
    ways = ("error", "weightiest", "omit")
    return [args(*asked) for asked in product(recorded(dossier), ways)]


def pairs(dossier: Either) -> Rows:
    states = dossier.actors.filter(kind="state").join(
        dossier.ties, left_on="actor_id", right_on="source", how="semi"
    )
    return [args(asked, states["actor_id"].to_list()) for asked in recorded(dossier)]


def weighted(dossier: Either) -> Rows:
    """Every network, and those of the study's days with weights, too."""
    shown = [one for one in recorded(dossier) if one["day"] in dossier.study.day_labels]
    plain = [args(one, weights=False) for one in recorded(dossier)]
    return plain + [args(one, weights=True) for one in shown]


def attacks(dossier: Either) -> Rows:
    tied = {*dossier.ties["source"], *dossier.ties["target"]}
    armed = dossier.actors.filter(pl.col("kind").is_in(["state", "bloc", "armed_force"]))
    parties = [one for one in armed["actor_id"] if one in tied]
    asked = product(parties, parties, ("1955-01-01", ARTICLE_DAY, "2024-12-05"))
    return [args(one, other, day) for one, other, day in asked if one != other]


def attacks_if(dossier: Either) -> Rows:
    """Attacks of states on states, on the article's day."""
    names = dossier.what_ifs["what_if_id"].unique(maintain_order=True)
    states = {*dossier.actors.filter(kind="state")["actor_id"], ARTICLE_DAY}
    today = [one for one in attacks(dossier) if {*one["args"]} <= states]
    return [one | {"options": {"what_if": name}} for one, name in product(today, names)]


def measured(dossier: Either) -> list[tuple[str, str]]:
    figures = dossier.figures.join(dossier.weapons, on="weapon_id")
    return sorted(set(figures.select("weapon_class", "quantity").iter_rows()))


def classes(dossier: Either) -> Rows:
    return [args(name) for name in sorted({name for name, _ in measured(dossier)})]


def envelopes(dossier: Either) -> Rows:
    asked = [args(up_to=r, min_reliability=g) for r, g in product(READINGS, "ABCDEF")]
    asked += [args(*pair) for pair in measured(dossier)] + classes(dossier)
    return [*asked, args("howitzer", "max_range_km", unit="mile"), args(None, "crew")]


def comparisons(dossier: Either) -> Rows:
    asked = [args(*pair, up_to=r) for pair, r in product(measured(dossier), READINGS)]
    rivals = args("fighter", "combat_radius_km", rivals=["stealth_aircraft"])
    return [*asked, rivals, args("howitzer", "max_range_km", min_reliability="B")]


def transfers(dossier: Either) -> Rows:
    compared = [name for name, measure in dossier.measures.items() if measure.compared]
    sides = (
        ("south-korea", "ukraine", ["RUS", "PRK"]),
        ("russia", "north-korea", ["KOR", "USA"]),
        ("russia", "north-korea", ["KOR", "USA", "UKR", "JPN"]),
    )
    return [args(*who, quantities=compared, up_to=r) for who, r in product(sides, READINGS)]


def derivations(dossier: Either) -> Rows:
    names = [name for name, measure in dossier.measures.items() if measure.first]
    asked = product(names, READINGS, "FB")
    return [args(name, up_to=r, min_reliability=g) for name, r, g in asked]


def places(dossier: Either) -> Rows:
    asked = product(dossier.places["place_id"], READINGS)
    return [args(place, up_to=r) for place, r in asked]


def figures_in_pairs(dossier: Either) -> Rows:
    """Some pairs of each quantity, and some of two quantities."""
    first = dossier.figures.group_by("quantity", maintain_order=True).head(4)
    of = dict(first.select("figure_id", "quantity").iter_rows())
    same = [args(a, b) for a, b in product(of, of) if of[a] == of[b] and a != b]
    return same + [args(a, b) for a, b in zip(of, [*of][7:], strict=False)]


def intervals(dossier: Either) -> Rows:
    ends = dossier.figures.select("low", "high").unique(maintain_order=True).head(60).rows()
    return [args(a, b) for a, b in pairwise(ends)]


def propositions(dossier: Either) -> Rows:
    return [args(one) for one in dossier.propositions["proposition_id"]]


def facts(dossier: Either) -> Rows:
    ids = dossier.propositions["proposition_id"].to_list()
    return [args(one) for one in (*([one] for one in ids), ids)]


def facts_in_pairs(dossier: Either) -> Rows:
    ids = dossier.propositions["proposition_id"].to_list()
    pairs = ([one, other] for one, other in product(ids, ids) if one < other)
    return [*facts(dossier), *map(args, pairs)]


def commitments(dossier: Either) -> Rows:
    ids = dossier.commitments["commitment_id"].to_list()
    return [args(one) for one in (*([one] for one in ids), ids, [])]
