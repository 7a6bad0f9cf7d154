"""How firmly speakers put their claims, and what is said above the map of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from analysis.charting import NOT_CODED, counted, enumerated
from analysis.claims.charts.looks import opening
from analysis.claims.speakers import CERTAINTY_LABELS, firmness
from analysis.dossier.vocabularies import labels
from analysis.explorer import Sentence

if TYPE_CHECKING:
    from analysis.dossier.names import Names

ALL = "all"
CERTAIN = CERTAINTY_LABELS[max(CERTAINTY_LABELS)]
_HOW = (
    "A mark is a claim: on the left by paragraph (the headline is 0), on the right firmest first."
)
_OTHERS = "Rings are the other claims."


class Group(NamedTuple):
    """Speakers of one group, and how many of their claims are certain."""

    name: str
    heading: str
    subject: str
    puts: str
    certain: int
    coded: int

    @property
    def share(self) -> float:
        """Give the share of claims put as certain."""
        return self.certain / self.coded

    @property
    def of(self) -> str:
        """Write how many of its claims are certain."""
        return f"{self.certain:,} of {self.coded:,}"


def speaker_groups(said: pl.DataFrame, names: Names) -> list[Group]:
    """Give the groups that speak, in their order, each as a subject of sentences."""
    counts = firmness(said)
    states = said.filter(group="state")["government"].unique()
    of_state = f"speakers for {names.in_sentence[states[0]]}" if states.len() == 1 else "states"
    several = {
        "state": ("For a state", of_state),
        "named": (
            "Other named" if states.len() else "Named",
            f"{'other ' * bool(states.len())}named speakers",
        ),
        "unnamed": ("Unnamed", "unnamed speakers"),
        "author": ("The author", "the author"),
    }
    found = []
    for row in counts.iter_rows(named=True):
        speakers = said.filter(group=row["group"])["speaker"].unique()
        heading, subject = several[row["group"]]
        one = speakers.len() == 1
        subject = names.in_sentence[speakers[0]] if one else subject
        puts = "puts" if one and row["group"] != "unnamed" else "put"
        found.append(Group(row["group"], heading, subject, puts, row["certain"], row["coded"]))
    return found


def firmness_sentence(groups: list[Group]) -> tuple[str, dict[str, Any]] | None:
    """Compare the groups that put the highest and the lowest share of claims as certain.

    The author is compared only where nobody else speaks. Gives a sentence with slots, without its
    full stop, and what is in them.
    """
    known = [group for group in groups if group.coded]
    compared = [group for group in known if group.name != "author"] or known
    if not compared:
        return None
    first = max(compared, key=lambda group: group.share)
    other = min(compared, key=lambda group: group.share)
    words = "{first} {puts} {certain} of {coded} {of_coded} as certain"
    if other is not first:
        words += ", {other} {other_certain} of {other_coded}"
    if first.share == other.share and len(compared) > 1:
        other = next(group for group in compared if group is not first)
        words += ", the same share as {other} with {other_certain} of {other_coded}"
    slots: dict[str, Any] = {
        "first": opening(first.subject),
        "puts": first.puts,
        "certain": first.certain,
        "coded": first.coded,
        "of_coded": "claim" if first.coded == 1 else "claims",
        "other": other.subject,
        "other_certain": other.certain,
        "other_coded": other.coded,
    }
    return words, slots


def hedged_sentence(said: pl.DataFrame) -> str:
    """Say how many claims are put as less than certain, and how many of those look ahead."""
    coded = said.drop_nulls("certainty")
    hedged = coded.filter(pl.col("certainty") < max(CERTAINTY_LABELS))
    if coded.is_empty():
        return "How firmly they are put is not coded yet."
    number = (
        f"{hedged.height:,} {'is' if hedged.height == 1 else 'are'}" if hedged.height else "none is"
    )
    part = f"Of the {coded.height:,} claims, {number} put as less than certain"
    if coded.height == 1:
        part = f"The claim is put as {'less than ' * hedged.height}certain"
    ahead = hedged.filter(time_reference="future").height
    if ahead and hedged.height > 1:
        part += f"; {ahead:,} of those {'is' if ahead == 1 else 'are'} about the future"
    if uncoded := said.height - coded.height:
        part += f"; for {uncoded:,} of {said.height:,} that is not coded"
    return f"{part}."


def captions(
    said: pl.DataFrame, groups: list[Group], names: Names, keys: list[str], more: str
) -> pl.DataFrame:
    """Word each state that has claims."""
    every = pl.DataFrame({"speech_act": [ALL], "firmness": [ALL]})
    pairs = said.select("speech_act", "firmness").unique(maintain_order=True)
    states = pl.concat(
        [
            every,
            pairs.select("speech_act", firmness=pl.lit(ALL)).unique(maintain_order=True),
            pairs.select(pl.lit(ALL).alias("speech_act"), "firmness").unique(maintain_order=True),
            pairs,
        ]
    )
    for key in ("speech_act", "firmness"):
        if key not in keys:
            states = states.filter(pl.col(key) == ALL)
    rows = []
    for act, level in states.iter_rows():
        wording = (
            _whole(said, groups, names) if act == level == ALL else _part(said, names, act, level)
        )
        found, sentence = wording
        rows.append((act, level, found, sentence + more))
    frame = pl.DataFrame(rows, ["speech_act", "firmness", "title", "sentence"], orient="row")
    return frame.select(*keys, "title", "sentence")


def _whole(said: pl.DataFrame, groups: list[Group], names: Names) -> tuple[str, str]:
    hedged = hedged_sentence(said)
    compared = firmness_sentence(groups)
    if compared is None:
        return most_speaking(said, names), f"{hedged} {_HOW}"
    found = str(Sentence(compared[0], **compared[1]))
    named = {str(compared[1]["first"]), opening(str(compared[1]["other"]))}
    rest = [group for group in groups if group.coded and opening(group.subject) not in named]
    also = ""
    if rest:
        first, *others = rest
        also = f"{opening(first.subject)} {first.puts} {first.of} that way"
        also = ", ".join([also, *(f"{group.subject} {group.of}" for group in others)]) + "."
    return found, " ".join(filter(None, [also, hedged, _HOW]))


def _part(said: pl.DataFrame, names: Names, act: str, level: str) -> tuple[str, str]:
    of_act = said if act == ALL else said.filter(speech_act=act)
    chosen = of_act if level == ALL else of_act.filter(firmness=level)
    label = labels("speech_acts").get(act, act)
    coded = act != NOT_CODED
    if level == ALL:
        what = (label if chosen.height == 1 else _several(label)) if coded else "of no coded kind"
        is_a = "a " if coded and chosen.height == 1 else ""
        found = f"{chosen.height:,} of {counted(said.height, 'claim')} {_be(chosen)} {is_a}{what}"
        certain = chosen.filter(firmness=CERTAIN).height
        if chosen["certainty"].count():
            found += f", {_share(certain, chosen.height)}put as certain"
    else:
        of_what = counted(of_act.height, "claim")
        if act != ALL and coded:
            of_what = counted(of_act.height, label, _several(label))
        put = f"put as {level}" if level != NOT_CODED else "not coded for how firmly they are put"
        found = f"{chosen.height:,} of {of_what} {_be(chosen)} {put}"
    return found, f"{_whose(chosen, names)} {_OTHERS}"


def _share(part: int, every: int) -> str:
    if every == 1:
        return "" if part else "not "
    return "all " if part == every else f"{part:,} of them " if part else "none of them "


def _be(rows: pl.DataFrame) -> str:
    return "is" if rows.height == 1 else "are"


def _several(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _whose(chosen: pl.DataFrame, names: Names) -> str:
    counts = _by_speaker(chosen)
    first = counts.filter(n=counts["n"].max())["speaker"].to_list()
    most = counts["n"][0]
    if chosen.height == 1:
        return f"It comes from {names.in_sentence[first[0]]}."
    if counts.height == 1:
        return f"All come from {names.in_sentence[first[0]]}."
    who = enumerated([names.in_sentence[one] for one in first], most=3)
    if len(first) == counts.height:
        return f"They come from {who}, {most:,} each."
    each = " each" if len(first) > 1 else ""
    unnamed = chosen.filter(speaker=first[0])["group"][0] == "unnamed"
    make = "make" if each or unnamed else "makes"
    return f"{opening(who)} {make} {most:,}{each}, more than anybody else."


def most_speaking(said: pl.DataFrame, names: Names) -> str:
    """Say who makes most claims, and who comes next."""
    (first, most), *others = _by_speaker(said).head(2).iter_rows()
    unnamed = said.filter(speaker=first)["group"][0] == "unnamed"
    name = f"{opening(names.in_sentence[first])} {'make' if unnamed else 'makes'}"
    if not others:
        return f"{name} {'the only claim' if most == 1 else f'all {most:,} claims'}"
    second, fewer = others[0]
    return f"{name} {most:,} of {said.height:,} claims, {names.in_sentence[second]} {fewer:,}"


def _by_speaker(said: pl.DataFrame) -> pl.DataFrame:
    counts = said.group_by("speaker", "speaker_name").agg(n=pl.len())
    return counts.sort("n", "speaker_name", descending=[True, False]).select("speaker", "n")
