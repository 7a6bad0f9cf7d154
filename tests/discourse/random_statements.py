"""Small random tables of statements, and questions that can be asked of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

Row = dict[str, Any]
KINDS = {"agreement": "boolean", "intensity": "integer", "frame": "text", "type": "document"}


def table(dice: random.Random) -> list[Row]:
    documents = [
        {
            "document_id": number,
            "date": day(2019, 12, 20)
            + timedelta(days=dice.choice([0, 9, 11, 12, 30, 380, 400]), hours=number % 3),
            "type": dice.choice(["", "post", "article"]),
        }
        for number in range(1, dice.randint(2, 8))
    ]
    scale = dice.choice([[-3, -1, 0, 2, 5], [1, 400, 800], [7]])
    return [
        {
            "statement_id": number,
            **dice.choice(documents),
            "organization": dice.choice(["A", "b", "\N{SEEDLING}", "\uff21", "", "A"]),
            "concept": dice.choice(["x", "y", "z", ""]),
            "agreement": dice.random() < 0.6,
            "intensity": dice.choice(scale),
            "frame": dice.choice(["", "cost", "risk"]),
        }
        for number in range(1, dice.randint(4, 30))
    ]


def question(dice: random.Random, compat: str | None) -> Row:
    kind = dice.choice(["twomode", "onemode"])
    words = [
        "ignore",
        "subtract",
        *(["combine"] if kind == "twomode" else ["congruence", "conflict"]),
    ]
    asked: Row = {
        "network_type": kind,
        "qualifier": dice.choice(list(KINDS)),
        "qualifier_aggregation": dice.choice(words),
        "normalization": dice.choice(
            ["no", "activity", "prominence"]
            if kind == "twomode"
            else ["no", "average", "jaccard", "cosine"]
        ),
        "duplicates": dice.choice(["include", "document", "week", "month", "year", "acrossrange"]),
        "isolates": dice.random() < 0.3,
        "compat": compat,
    }
    asked["qualifier_document"] = asked["qualifier"] == "type"
    if asked["qualifier_aggregation"] == "combine":
        asked["normalization"] = "no"
    if compat and asked["qualifier_document"]:
        asked["duplicates"] = "include"
    if dice.random() < 0.3:
        asked["exclude_values"] = {"concept": ["x"], "agreement": [dice.random() < 0.5]}
        asked["invert_values"] = dice.random() < 0.5
    if dice.random() < 0.3:
        asked |= {"start": "2019-12-25", "stop": dice.choice(["20.01.2020", "2020-12-31"])}
    time = dice.random()
    if time < 0.4:
        unit = dice.choice(["days", "weeks", "months"])
        asked |= {"time_window": unit, "window_size": dice.randint(1, 5)}
        if time < 0.2 and not compat:
            asked["kernel"] = dice.choice(["uniform", "triangular", "epanechnikov", "gaussian"])
    elif time < 0.5 and not compat:
        asked |= {"time_window": "events", "window_size": dice.randint(1, 6)}
    return asked


def things(rows: list[Row], asked: Row) -> list[str]:
    """Say option by option what is asked, and whether whole numbers differ at all."""
    more = {
        "levels": len({row["intensity"] for row in rows}) > 1,
        "window_size": asked.get("window_size", 0) % 2,
        "exclude_values": "exclude_values" in asked,
    }
    optional = dict.fromkeys(["invert_values", "start", "stop", "time_window", "kernel"])
    return sorted(f"{name}={value}" for name, value in (optional | asked | more).items())


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number)  # noqa: DTZ001 (statements have no zone)
