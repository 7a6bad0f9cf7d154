"""What `same_results` compares: functions by both names, and all that may differ, with reasons."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import asked_results as ask

Names = Mapping[str, str]
WORDS = {
    "claim_of_hostility": "hostility",
    "untestable": "not_tested",
    "state_variables.csv": "propositions.csv",
    "state_variables": "propositions",
    "state-variables": "propositions",
    "State variables": "Propositions",
    "variable_id": "proposition_id",
    "pact-analysis": "article-dossier",
    "seoul-arms-kyiv-1": "c-seoul-arms-ukraine",
    "seoul-arms-kyiv-2": "c-putin-south-korea-warning",
    "moscow-arms-pyongyang-1": "c-moscow-arms-north-korea",
    "moscow-arms-pyongyang-2": "c-chang-south-korea-russia",
    "pact-counts-1": ask.PACT,
    f"{ask.OWN}-1": "what-if-163",
} | {f"beijing-joins-{n}": f"c-observers-{a}-{b}" for n, (a, b) in enumerate(ask.OBSERVED, 1)}
"""Cells before: now, in all results."""

TEXTS = {
    r" \((ATOP \d+|coded here, not by ATOP)\)": "",
    r"quotes words that this copy does not hold; is it this article\?": "quotes words that are "
    "not in this copy. Is it the right article?",
    r"^stands at characters": "is at characters",
    r"^urn:pact:": "urn:dossier:pact-2024:",
    r"^(no figure of .*) with $": r"\1",
    r"best splits": "best divisions",
    r"^As many ties at odds as without it": "The number of ties at odds stays the same",
    r"^Nobody changes camp": "No one changes camp",
    r"^Change of place: ([^,]*)$": r"Changes camp: \1",
    r"^Change of place: ": "Change camp: ",
    r"^Ties at odds: \+1$": "1 tie more at odds: ",
    r"^Ties at odds: -1$": "1 tie fewer at odds: ",
    r"^Ties at odds: \+(\d+)$": r"\1 ties more at odds: ",
    r"^Ties at odds: -(\d+)$": r"\1 ties fewer at odds: ",
    r"^the United States is pulled": "The United States is pulled",
    r"is pulled both ways:": "has duties to both sides:",
    r"what would follow was left unsaid": "the consequence was left open",
    r": stands against it$": ": opposes it",
    r"What came of it: came about\.": "Outcome: happened.",
    r"What came of it: the contrary\.": "Outcome: the opposite happened.",
    r"What came of it: met no test\.": "Outcome: not tested.",
    r"What came of it: ": "Outcome: ",
}
"""Patterns in cells before: what replaces them now, in all results."""

FIGURE = {"least": "lowest_stated", "most": "highest_stated"}
FIGURE |= {"match": "comparable_condition", "stated": "condition_stated"}
OUTDO = {"yes": "more", "no": "not_more", "not comparable": "not_comparable"}
ACT = {"rank": "order", "date": "said_on", "state": "actor", "state_name": "actor_name"}
ACT |= {"where": "locator", "answers_claim": "answers_id", "answers_rank": "answers_order"}
ACT |= {"answers_state": "answers_actor"}
IN_WORDS = {"name": "commitment_id", "who": "committer_name", "where": "locator"}
IN_WORDS |= {"summary": "outcome_summary", "checked": "checked_on", "publishers": "citation"}
CHAIN = {"because": "conditions", "follows": "consequences", "new": "added"}
CHAIN |= {"variable": "proposition_id", "clash": "kind"}
CAMP = {"strained": "frustration", "outweighed": "overruled"}
CAMP_WORDS = {"anchor": "seen_from", "either": "undecided", "apart": "unlinked"}
STEP = {"toward": "owed_to", "side": "owed_to_side", "state": "certainty", "pulled": "owes_both"}


@dataclass(frozen=True)
class Same:
    """A function before and now, and the names that moved in its results."""

    names: str
    """``room.before -> room.now``; one name if it stays."""
    settings: ask.Settings = ask.once
    ask: ask.Ask = ask.plainly
    of: str = ""
    """What it is asked about, where it is asked twice."""
    columns: Names = field(default_factory=dict)
    """Columns before: now."""
    words: Names = field(default_factory=dict)
    """Cells before: now, if that is true of this result alone."""
    lists: Sequence[str] = ()
    """Columns whose lists have no order."""
    added: Sequence[str] = ()
    """Columns and parts that are new."""
    ordered: bool = False
    """Whether the order of rows is promised."""
    two_ends: bool = False
    """Whether a pair without a direction may be written from either end."""

    @property
    def title(self) -> str:
        return f"{self.names.split(' -> ')[-1]} {self.of}".strip()

    def may_add(self, column: str) -> bool:
        """Whether a column may be new: rows behind a figure have what it needs."""
        return column in self.added or "._" in self.names


TIES = {"columns": {"state": "certainty"}, "added": ask.NEW_COLUMNS["ties"]}
CAMPS = {
    "columns": CAMP,
    "words": CAMP_WORDS,
    "lists": ("ties", "overruled", "description"),
    "added": ("assumed", "proven", "unsettled"),
    "two_ends": True,
}
CLAUSES = {"columns": {"order": "response_order", "state": "certainty"}}
PARTITION = {
    "columns": {"together": "share_together", "split": "partition"},
    "words": {"camps": "partition", "frustrated": "frustrated_edges", "splits": "partitions"},
}
OUTDONE = {"columns": FIGURE | {"verdict": "comparison"}, "words": OUTDO}
PLAYED = {
    "columns": CHAIN | {"switches": "needed"},
    "words": {"start": "facts", "state": "holds", "variable": "proposition"},
    "lists": ("conditions", "consequences", "added", "needed", "facts", "holds"),
    "two_ends": True,
}
GRAPH = {"added": ask.NEW_COLUMNS["ties"]}

SAME = (
    Same("load", ask.every_table, ask.in_load),
    Same("load_claims -> load_table", ask.every_table, ask.in_loader),
    Same("evidence.read_article", ask.with_article, ask.in_article),
    Same("evidence.digest", ask.each("red line"), ask.alone),
    Same("evidence.locate", ask.copies, ask.in_copy, columns={"found": "match"}),
    Same("evidence.verify -> evidence.anchor_problems", ask.copies, ask.in_copy),
    Same("evidence.anchor -> evidence.make_anchor", ask.with_article, ask.of_words),
    Same("evidence.excerpt", ask.with_article, ask.of_each_claim),
    Same("claims.likelihood_band", ask.every_term, ask.alone),
    Same("claims.FIRMNESS_NAMES -> claims.CERTAINTY_LABELS", ask=ask.itself),
    Same("claims.likelihoods -> claims.likelihood_words"),
    Same("claims.hedges -> claims.likelihood_counts", ordered=True),
    Same("claims.principals -> claims.speaks_for", columns={"state": "government"}),
    Same(
        "claims.attributed -> claims.claims_with_speakers",
        columns={"firmness": "certainty", "where": "locator", "place": "stack"}
        | {"date": "said_on", "state": "government"},
        added=ask.NEW_COLUMNS["claims"],
        ordered=True,
    ),
    Same("claims.silent -> claims.unheard", ordered=True),
    Same(
        "claims.exchange -> claims.acts_between",
        *(ask.states_in_pairs, ask.between),
        columns=ACT,
        ordered=True,
    ),
    Same("claims.discourse_network -> discourse.congruence_network", two_ends=True),
    Same("alliances.BASES", ask=ask.itself),
    Same("alliances.CAMPS", ask=ask.itself, words=CAMP_WORDS),
    Same("alliances.WEIGHT -> alliances.ties.KIND_RANK", ask=ask.itself),
    Same("alliances.DUTIES -> alliances.clauses.OBLIGATION_VERBS", ask=ask.itself),
    Same("alliances.SCENARIOS -> alliances.what_if.what_ifs_of", ask=ask.of_what_ifs),
    Same(
        "alliances.key_days -> dossier.Study.day_labels",
        ask=lambda f, d: f(d) if ask.is_before() else d.study.day_labels,
    ),
    Same(
        "alliances.spoken -> dossier.names.Names.in_sentence",
        ask=lambda f, d: f(d) if ask.is_before() else {a: d.names.in_sentence[a] for a in d.names},
    ),
    Same(
        "alliances.network -> alliances.ties_in_force",
        ask.options(ask.recorded),
        ask.on_a_day,
        **TIES,
    ),
    Same(
        "alliances.network -> alliances.ties_in_force",
        *(ask.options(ask.described), ask.on_a_day, "that a speaker describes"),
        **TIES,
    ),
    Same(
        "alliances.network -> alliances.ties_in_force",
        *(ask.options(ask.supposed), ask.on_a_day, "under a what-if"),
        **TIES,
    ),
    Same(
        "alliances.pairs -> alliances.dyads",
        *(ask.pairs, ask.in_network),
        columns={"state": "relation"},
        two_ends=True,
    ),
    Same("alliances.signed_edges", ask.rules, ask.in_conflict, **CAMPS),
    Same(
        "alliances.structure -> alliances.camps", ask.networks(ask.recorded), ask.as_seen, **CAMPS
    ),
    Same(
        "alliances.structure -> alliances.camps",
        *(ask.networks(ask.described), ask.as_seen, "that a speaker describes"),
        **CAMPS,
    ),
    Same(
        "alliances.structure -> alliances.camps",
        *(ask.networks(ask.supposed), ask.as_seen, "under a what-if"),
        **CAMPS,
    ),
    Same(
        "alliances.states -> alliances.every_setting",
        ask=ask.in_every_setting,
        **CAMPS | {"columns": CAMP | {"states": "settings"}},
    ),
    Same(
        "alliances.tell_structure -> alliances.describe_camps",
        ask.networks(ask.supposed_today),
        ask.as_compared,
    ),
    Same(
        "alliances.obligations -> alliances.clauses_in_force",
        of="of all ties",
        added=("read_on", "certainty"),
        **CLAUSES,
    ),
    Same(
        "alliances.obligations -> alliances.clauses_in_force",
        *(ask.networks(ask.recorded), lambda f, d, asked: f(d, ask.ties(d, **asked))),
        added=("read_on",),
        **CLAUSES,
    ),
    Same(
        "alliances.call_in -> alliances.activated_obligations",
        ask.attacks,
        columns=STEP,
        ordered=True,
    ),
    Same(
        "alliances.call_in -> alliances.activated_obligations",
        *(ask.attacks_if, ask.after_attack_if, "under a what-if"),
        columns=STEP,
    ),
    Same("alliances.tell -> alliances.describe_obligations", ask.attacks, ask.after_attack),
    Same(
        "alliances.compare -> alliances.treaty_obligations",
        columns={"told": "description", "source_text": "citation"},
        added=("tie_id", "url"),
        ordered=True,
    ),
    Same(
        "alliances.history -> alliances.rows.treaty_bars",
        ask=ask.in_time,
        columns={"source_text": "citation"},
        words={"other": "other event"},
    ),
    Same(
        "alliances.grounds -> alliances.rows.grounds",
        ask=ask.of_each_tie,
        columns={"source_text": "citation"},
    ),
    Same(
        "balance.frustration -> balance.frustration_index", ask.weighted, ask.in_edges, **PARTITION
    ),
    Same(
        "balance.optimal_camps -> balance.optimal_partitions",
        ask.weighted,
        ask.in_edges,
        **PARTITION,
    ),
    Same("balance.triads -> balance.triad_census", ask.weighted, ask.in_edges),
    Same("balance.walk_balance", ask.weighted, ask.in_edges),
    Same("balance.sensitivity -> balance.tie_sensitivity", ask.weighted, ask.in_edges),
    Same(
        "weapons.compare -> weapons.figure_envelopes",
        ask.envelopes,
        columns=FIGURE,
        lists=("sources",),
    ),
    Same(
        "weapons.outranks -> weapons.pairwise_comparisons",
        ask.comparisons,
        added=("weapon_class", "unit"),
        **OUTDONE,
    ),
    Same(
        "weapons.transfers_against -> weapons.transfer_comparisons",
        ask.transfers,
        added=("unit",),
        **OUTDONE,
    ),
    Same("weapons.derived -> weapons.derive", ask.derivations),
    Same("weapons.DERIVED -> weapons.derivation.derived_quantities", ask=ask.of_measures),
    Same("weapons.coverage -> weapons.source_coverage", ordered=True),
    Same(
        "weapons.coverage -> weapons.source_coverage", ask.classes, of="of one class", ordered=True
    ),
    Same(
        "weapons.assessments -> weapons.figures_on_claims",
        columns={"named_id": "mentioned_id", "bearing": "figures_found"},
        lists=("figures",),
    ),
    Same("weapons.distances"),
    Same(
        "weapons.reach -> weapons.within_range",
        ask.places,
        columns=FIGURE,
        words={"open": "undecided"},
    ),
    Same("weapons.comparable", ask.figures_in_pairs, ask.of_two_figures),
    Same("weapons.ratio", ask.figures_in_pairs, ask.of_two_figures),
    Same(
        "weapons.conversion -> weapons.conversion_factor",
        lambda _: [ask.args(*one) for one in (("km", "m"), ("mile", "km"), ("hp", "kW"))],
        ask.alone,
    ),
    Same("weapons.Interval", ask.intervals, ask.of_two_intervals),
    Same(
        "weapons.figure_rows -> weapons.charts._figure_rows",
        columns=FIGURE | {"measure": "measure_label"},
        lists=("sources",),
    ),
    Same(
        "weapons.range_rows -> weapons.charts._range_rows",
        columns=FIGURE | {"stated": "stated"},
    ),
    Same(
        "weapons.outranking_pairs -> weapons.charts._every_pair",
        columns=OUTDONE["columns"] | {"comparison": "label"},
        words=OUTDO,
    ),
    Same(
        "weapons.sheet_cells -> weapons.sheets._cells",
        *(ask.classes, ask.on_a_sheet),
        columns=FIGURE,
        lists=("sources",),
    ),
    Same("red_lines.play -> red_lines.forward_chain", ask.facts_in_pairs, **PLAYED),
    Same("red_lines.tell -> red_lines.describe", ask.facts, ask.from_facts, two_ends=True),
    Same("red_lines.alone -> red_lines.unilateral_consequences", **PLAYED),
    Same("red_lines.loops -> red_lines.feedback_loops"),
    Same(
        "red_lines.switches",
        columns={"variable_id": "proposition_id", "label": "description"},
        added=("sets_off",),
        ordered=True,
    ),
    Same("red_lines.witnesses -> red_lines.minimal_triggers", ask=ask.from_switches, **PLAYED),
    Same("red_lines.least -> red_lines.minimal_ways", ask.propositions, **PLAYED),
    Same(
        "red_lines.courses -> red_lines.every_combination",
        ask=ask.from_switches,
        **PLAYED | {"columns": {"switches": "facts", "state": "holds"}},
    ),
    Same("red_lines.in_words -> red_lines.commitments_in_words", columns=IN_WORDS, ordered=True),
    Same("red_lines.tally -> red_lines.count_in_words", ask.commitments),
    Same(
        "red_lines.scenarios -> red_lines.scenario_cards",
        columns=IN_WORDS | {"needs": "needed_bits", "place": "order"},
        words={"clash": "contradiction"},
        added=("kind",),
        two_ends=True,
    ),
    Same(
        "red_lines.ways -> red_lines.ways_to_goals",
        ask=ask.by_role,
        columns=IN_WORDS | {"goal": "goal_description"},
    ),
    Same(
        "red_lines.forecasts -> red_lines.claims_with_outcomes",
        columns={"where": "locator", "firmness": "certainty", "checked": "checked_on"},
        added=ask.NEW_COLUMNS["outcomes"],
        ordered=True,
    ),
    Same("red_lines.track_record", columns={"untestable": "not_tested"}, ordered=True),
    Same("red_lines.calibration", ask.each("ICD 203", "Kent", "PHIA")),
    Same(
        "red_lines.ladder -> red_lines.acts_with_outcomes",
        *(ask.states_in_pairs, ask.between),
        columns=IN_WORDS | ACT,
        ordered=True,
    ),
    Same(
        "red_lines.since -> red_lines.said_and_reported",
        ask=ask.by_publisher,
        columns={"lane": "series", "text": "description", "sources": "citation"},
        added=("party_ids",),
    ),
    Same(
        "red_lines.sources -> dossier.citations.Citations.cited", ask=ask.of_outcomes, ordered=True
    ),
    Same(
        "red_lines.stale -> red_lines.due_for_recheck",
        lambda _: [ask.args(days, "2027-06-01") for days in (0, 180, 190, 200)],
        ask.on_a_later_day,
        columns={"checked": "checked_on"},
    ),
    Same("alliances.to_networkx -> exchange.to_networkx", ask=ask.in_graph, **GRAPH),
    Same("alliances.from_networkx -> exchange.from_networkx", ask=ask.and_back, **GRAPH),
    Same("exchange.graphml", ask=ask.in_graph, **GRAPH),
    Same("exchange.datapackage", ask=ask.in_package, added=("vocabulary",)),
    Same("exchange.croissant", ask=ask.in_croissant),
    Same(
        "exchange.web_annotations",
        ask=lambda function, dossier: json.loads(function(dossier))["first"]["items"],
    ),
    Same(
        "exchange.dna_statements",
        ask=lambda function, dossier: csv.DictReader(io.StringIO(function(dossier))),
    ),
)


@dataclass(frozen=True)
class Meant:
    """A difference that is meant: rows that only one side has, or columns that may differ.

    With both, the columns may differ in these rows.
    """

    why: str
    columns: Sequence[str] = ()
    rows: Callable[[ask.Row], bool] | None = None

    def left(self, rows: ask.Rows) -> ask.Rows:
        """What is compared all the same."""
        there = self.rows or (lambda _: True)
        if not self.columns:
            return [row for row in rows if not there(row)]
        return [
            {c: cell for c, cell in row.items() if c not in self.columns} if there(row) else row
            for row in rows
        ]


def is_new(row: ask.Row) -> bool:
    """Whether a row of a description is about a new table or column."""
    table = row.get("table", row.get("path", row["name"]))
    table = table.removesuffix(".csv").replace("-", "_")
    return table in ask.NEW_TABLES or (
        row["part"] == "fields" and row["name"] in ask.NEW_COLUMNS.get(table, ())
    )


ASSUMED = "an assumed tie is a recorded one, and keeps what is recorded of it"
LABELS = Meant("labels of quantities come from their table", ["heading", "label", "measure_label"])
TWO_TIES = Meant(
    "two announced ties were added to `ties.csv`",
    rows=lambda row: row.get("tie_id") in ask.NEW_TIES,
)
NEW = Meant("tables and columns were added", rows=is_new)
BYTES = Meant(
    "the files have other bytes", ["bytes", "hash", "sha256"], lambda row: row["part"] != "fields"
)
REWORDED = Meant("descriptions are reworded", ["description"])
OF_STUDY = Meant(
    "names and sources of the package come from `study.toml` and `sources.csv`",
    ["name", "sources"],
    lambda row: row["part"] in {"package", "card"},
)

ACCEPTED: dict[str, Sequence[Meant]] = {
    "load": [TWO_TIES],
    "load_table": [TWO_TIES],
    "alliances.what_if.what_ifs_of": [
        Meant(
            "`pact-counts` assumes the recorded treaty, which rests on sources, not on a claim",
            ["claim_id"],
            lambda row: row["what_if"] == "pact-counts",
        )
    ],
    "dossier.names.Names.in_sentence": [
        Meant(
            "`actors.csv` says how seven more names read in a sentence; code knew United ...",
            ["value"],
            lambda row: row["part"] in ask.NEW_IN_SENTENCE,
        )
    ],
    "alliances.ties_in_force that a speaker describes": [TWO_TIES],
    "alliances.ties_in_force under a what-if": [
        Meant(
            ASSUMED,
            ["claim_id", "instrument", "obligations", "sources", "status"],
            lambda row: row["basis"] == "what-if",
        ),
        Meant(
            "a treaty that is assumed while it is in force counts once, not twice",
            rows=lambda row: row["tie_id"] == ask.PACT and row["basis"] == "treaty",
        ),
    ],
    "alliances.camps that a speaker describes": [
        Meant(
            TWO_TIES.why,
            ["ties"],
            lambda row: "c-chang-russia-north-korea" in str(row.get("ties")),
        )
    ],
    "alliances.activated_obligations under a what-if": [
        Meant(
            "`beijing-joins` assumes the ties that observers describe, which oblige to nothing",
            rows=lambda row: (
                row["what_if"] == "beijing-joins" and {row["actor"], row["owed_to"]} <= {*ask.TRIO}
            ),
        )
    ],
    "alliances.rows.treaty_bars": [
        Meant(
            "an event whose source has no address cites it; it no longer says 'supposed'",
            ["citation"],
            lambda row: str(row.get("name")).startswith("The article appears"),
        )
    ],
    "alliances.rows.grounds": [
        TWO_TIES,
        Meant(ASSUMED, rows=lambda row: row["what"].endswith("(what-if)")),
    ],
    "weapons.charts._figure_rows": [LABELS],
    "weapons.charts._every_pair": [LABELS],
    "weapons.sheets._cells": [LABELS],
    "red_lines.ways_to_goals": [
        Meant("ways of one length follow the table of propositions, not their ids", ["way"])
    ],
    "exchange.to_networkx": [TWO_TIES],
    "exchange.from_networkx": [TWO_TIES],
    "exchange.graphml": [TWO_TIES],
    "exchange.datapackage": [
        *(NEW, BYTES, REWORDED, OF_STUDY),
        Meant("vocabularies have more words, and fewer columns are required", ["constraints"]),
    ],
    "exchange.croissant": [NEW, BYTES, REWORDED, OF_STUDY],
    "exchange.dna_statements": [Meant("the title is that of the source", ["doc_title"])],
}
"""By the function's name now; all else must be the same."""

DROPPED = {
    "alliances.ATTACKS": "derived from the ties",
    "alliances.BASIS_WORDS": "labels of the figures' settings",
    "alliances.CHAIN_DAYS": "derived from the day of the study and the treaties",
    "alliances.COLUMNS": "derived from the ties",
    "alliances.draw": "edges and grounds are compared; where they are drawn follows camps",
    "alliances.draw_chains": "obligations and their sentences are compared",
    "alliances.place": "where actors are drawn follows their camps",
    "alliances.trend": "its figure is dropped; `camps` answers for any day",
    "claims.mirrored": "`agreement_matrix` writes pairs both ways",
    "red_lines.UNSAID": "part of `commitments_in_words`, and compared there",
    "red_lines.VERDICT_WORDS": "labels of the vocabulary of verdicts",
    "weapons.exchange_pairs": "its figure is dropped; `transfer_comparisons` has the rows",
    "weapons.label": "labels are a column of the table of quantities",
    "weapons.told_against": "its sentences are dropped; `pairwise_comparisons` has the rows",
}
