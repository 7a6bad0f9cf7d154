"""Write a dozen small dossiers about an invented quarrel: ``python examples/corpus/make.py``.

The story is in ``story.toml``: who speaks, for whom, on which side and since when, and in which
words. This script chooses among them, always in the same way, puts an article together for every
month, ties each claim to its words in the article as the Coder would, and writes the tables. It
needs the package alone. Run it with another folder, ``make.py DIR``, to keep what is here.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
import tomllib
from pathlib import Path
from typing import Any

from analysis.dossier import TABLES
from analysis.evidence import Article, make_anchor

HERE = Path(__file__).resolve().parent
SEED = 2033
CODERS = ("ab", "cd")
FIRST_VERBS = ("said", "said", "told reporters")
LATER_VERBS = ("added", "said", "argued", "insisted")
TALKATIVE = 3
"""So many claims a speaker makes in an article at most."""


def main(folder: Path) -> None:
    """Write ``folder/dossiers/NAME/`` for every article, and the actors of them all."""
    story = tomllib.loads((HERE / "story.toml").read_text(encoding="utf-8"))
    papers = {paper["publisher"]: paper for paper in story["papers"]}
    for number, article in enumerate(story["articles"]):
        chance = random.Random(f"{SEED} {article['name']}")  # noqa: S311 (nothing is secret)
        written = Writer(story, article, papers[article["paper"]], chance)
        written.dossier(folder / "dossiers" / article["name"], CODERS[number % len(CODERS)])
    write_table(folder / "actors.csv", "actors", corpus_actors(story))


class Writer:
    """One article and its dossier."""

    def __init__(
        self,
        story: dict[str, Any],
        article: dict[str, Any],
        paper: dict[str, Any],
        chance: random.Random,
    ) -> None:
        self.story = story
        self.article = article
        self.paper = paper
        self.chance = chance
        self.used: set[str] = set()
        self.claims: list[dict[str, str]] = []

    def dossier(self, folder: Path, coder: str) -> None:
        """Write the article and what was coded of it."""
        text = Article("\n\n".join(self.paragraphs()) + "\n")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "article.txt").write_bytes(text.text.encode())
        (folder / "study.toml").write_bytes(self.choices().encode())
        rows = [
            {"claim_id": f"c{number:02}", "coder": coder}
            | claim
            | make_anchor(text, claim["words"])
            for number, claim in enumerate(self.claims, 1)
        ]
        write_table(folder / "claims.csv", "claims", rows)
        write_table(folder / "actors.csv", "actors", self.actors())
        write_table(folder / "sources.csv", "sources", [self.source()])

    def paragraphs(self) -> list[str]:
        """Put the article together, and keep in mind who says what in it."""
        about = self.article
        day: dt.date = about["date"]
        self.claim(self.paper["author_id"], about["claim"], about["statement"], act="report")
        certain = [one for one in self.story["speakers"] if one["actor_id"] in about["heard"]]
        others = [one for one in self.story["speakers"] if one not in certain]
        heard = certain + self.chance.sample(others, about["speakers"] - len(certain))
        said = [self.speech(speaker) for speaker in heard]
        if about.get("unnamed"):
            said.insert(2, self.captains())
        middle = len(said) // 2
        return [
            about["headline"],
            f"By {self.paper['author']}",
            f"{day.day} {day:%B %Y}",
            f"{about['place']} – {about['lead']}",
            *said[:middle],
            about["between"],
            *said[middle:],
            about["end"],
        ]

    def speech(self, speaker: dict[str, Any]) -> str:
        """Let somebody speak: a paragraph of one to three claims, each on something else."""
        day = self.article["date"] - dt.timedelta(days=self.chance.randrange(1, 4))
        stances = stances_of(self.story, speaker, day)
        wishes = [self.topic(topic, stance) for topic, stance in sorted(stances.items())]
        topics = self.chance.sample(
            [topic for topic in wishes if self.words(topic, speaker)],
            self.chance.choice((1, 2, 2, TALKATIVE)),
        )
        parts = [
            self.sentence(speaker, topic, day, first=at == 0) for at, topic in enumerate(topics)
        ]
        return " ".join(parts)

    def topic(self, topic: str, stance: str) -> dict[str, Any]:
        """Find the words for a stance."""
        asked = (topic, stance)
        return next(
            one for one in self.story["sentences"] if (one["concept"], one["stance"]) == asked
        )

    def words(self, topic: dict[str, Any], speaker: dict[str, Any]) -> list[str]:
        """List what somebody can say on a topic that nobody has said before in this article."""
        own = topic.get("of_states", []) if speaker["kind"] == "state" else []
        every = [*topic["direct"], *own, *topic["indirect"]]
        return [words for words in every if words not in self.used]

    def sentence(
        self, speaker: dict[str, Any], topic: dict[str, Any], day: dt.date, *, first: bool
    ) -> str:
        """Word one claim."""
        words = self.chance.choice(self.words(topic, speaker))
        self.used.add(words)
        quoted = words not in topic["indirect"]
        verb = self.chance.choice(FIRST_VERBS if first else LATER_VERBS)
        self.claim(
            speaker["actor_id"],
            words,
            topic["statement"],
            act=topic["act"],
            attribution="direct_quote" if quoted else "indirect_speech",
            cue=verb.split()[0],
            said_on=day.isoformat(),
            concept=self.story["concepts"][topic["concept"]],
            stance=topic["stance"],
            likelihood_term="probably" if " probably " in words else "",
        )
        who, when = speaker["name"].split()[-1], ""
        if first:
            who = speaker["first"].format(organisation=self.organisation(speaker))
            when = f" on {day:%A}"
        if not quoted:
            return f"{who} {verb}{when} that {words}."
        if " " in verb:
            return f"“{words},” {who} {verb}{when}."
        return f"“{words},” {verb} {who if when else who.rstrip(',')}{when}."

    def captains(self) -> str:
        """Let those speak whom an article leaves unnamed."""
        words = "lights of a survey ship over the shoals on two nights of the past week"
        self.claim(
            "captains",
            words,
            "A survey ship was on the shoals at night twice in the week before.",
            act="report",
            attribution="indirect_speech",
            cue="saw",
        )
        return f"Captains who asked not to be named saw the {words}."

    def claim(self, speaker: str, words: str, statement: str, *, act: str, **cells: str) -> None:
        """Keep a claim, as the tables have it."""
        row = {"speaker": speaker, "words": words, "statement": statement, "speech_act": act}
        row |= {"attribution": "narration", "factuality": "CT+", "polarity": "positive"}
        row |= cells
        if row.get("likelihood_term"):
            row["factuality"] = "PR+"
        if row.get("stance") == "disagree":
            row["polarity"] = "negative"
        self.claims.append(row)

    def organisation(self, speaker: dict[str, Any]) -> str:
        """Name of a speaker's organisation, as this paper calls it."""
        other = speaker.get("other_name") if self.paper.get("other_names") else None
        name: str = other or speaker["organisation"]
        return (
            f"the {name}"
            if "{organisation}" in speaker["first"] and name.endswith("Company")
            else name
        )

    def actors(self) -> list[dict[str, str]]:
        """The five states, everybody who speaks in the article, and for whom; its author, too."""
        spoke = {claim["speaker"] for claim in self.claims}
        bodies, persons = list[dict[str, str]](), list[dict[str, str]]()
        for speaker in self.story["speakers"]:
            body = organisation_of(speaker, other=bool(self.paper.get("other_names")))
            if speaker["actor_id"] in spoke or speaker["kind"] == "state":
                bodies.append(body)
            if speaker["actor_id"] in spoke:
                persons.append(person_of(speaker, body["actor_id"]))
        author = {
            "actor_id": self.paper["author_id"],
            "name": self.paper["author"],
            "kind": "person",
            "role": f"Author of the article in the {self.paper['publisher']}",
            "sector": "JRN",
        }
        named = [*bodies, *persons, author]
        if "captains" in spoke:
            group = {"actor_id": "captains", "name": "Captains (unnamed)", "kind": "group"}
            named.append(group | {"in_sentence": "unnamed captains"})
        return named

    def source(self) -> dict[str, str]:
        """The article as a source."""
        return {
            "source_id": "article",
            "title": self.article["headline"],
            "publisher": self.paper["publisher"],
            "published": self.article["date"].isoformat(),
            "kind": "article",
            "reliability": self.paper["reliability"],
        }

    def choices(self) -> str:
        """The choices of ``study.toml``."""
        lines = [
            "[study]",
            f'name = "{self.article["name"]}"',
            f'title = "{self.article["headline"]}"',
            'description = "An invented news article of 2033, one of a dozen about one quarrel."',
            'licence = "CC0-1.0"',
            "",
            "[article]",
            'source = "article"',
            f'author = "{self.paper["author_id"]}"',
            f"date = {self.article['date'].isoformat()}",
        ]
        return "\n".join(lines) + "\n"


def stances_of(story: dict[str, Any], speaker: dict[str, Any], day: dt.date) -> dict[str, str]:
    """Say what somebody is for and against on a day: the camps change sides with their members."""
    camps = list(story["camps"])
    camp = speaker["camp"]
    if "changes" in speaker and day >= speaker["changes"]:
        camp = camps[1 - camps.index(camp)]
    wishes = story["camps"][camp]
    return {topic: stance for stance in ("agree", "disagree") for topic in wishes[stance]}


def organisation_of(speaker: dict[str, Any], *, other: bool) -> dict[str, str]:
    """The body that somebody speaks for, under its other name and id if asked."""
    name, key = speaker["organisation"], speaker["affiliation"]
    if other and "other_name" in speaker:
        name, key = speaker["other_name"], speaker["other_id"]
    state = speaker["kind"] == "state"
    body = {"actor_id": key, "name": name, "kind": speaker["kind"], "country": speaker["country"]}
    return body if state else body | {"sector": speaker["sector"], "in_sentence": f"the {name}"}


def person_of(speaker: dict[str, Any], organisation: str) -> dict[str, str]:
    """Somebody who speaks, with what they speak for."""
    kept = {key: speaker[key] for key in ("actor_id", "name", "role", "country", "sector")}
    return kept | {"kind": "person", "affiliation": organisation}


def corpus_actors(story: dict[str, Any]) -> list[dict[str, str]]:
    """The actors that several dossiers name, with the other names that some of them use."""
    bodies = [
        organisation_of(speaker, other=False) | {"aliases": speaker.get("other_name", "")}
        for speaker in story["speakers"]
    ]
    persons = [person_of(speaker, speaker["affiliation"]) for speaker in story["speakers"]]
    return [*bodies, *persons]


def write_table(path: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Write a table with its columns in their order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = TABLES[table].column_names()
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
