"""The corpus that comes as an example: what its script writes, and what there is to find."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import polars as pl
import pytest
from made_dossiers import EXAMPLES

from analysis import discourse, load_corpus
from analysis.evidence import anchor_problems, read_article

if TYPE_CHECKING:
    from pathlib import Path

STORY = tomllib.loads((EXAMPLES / "story.toml").read_text(encoding="utf-8"))
CHANGES = {s["organisation"]: s["changes"] for s in STORY["speakers"] if "changes" in s}
CONTESTED = [
    "The shoals are opened for mining",
    "The pause in mining is extended",
    "Belmark’s patrol boats leave the shoals",
    "The Shoals Commission decides by majority",
    "Fishers are paid for lost catches",
]
SHARED = ["The shore states share the revenue", "Independent inspectors visit the shoals"]


def test_the_script_writes_what_is_here(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    script = [sys.executable, str(EXAMPLES / "make.py"), str(tmp_path)]
    subprocess.run(script, check=True, env=environment)
    written = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    here = {p.relative_to(EXAMPLES) for p in (EXAMPLES / "dossiers").rglob("*") if p.is_file()}
    assert written == here | {(EXAMPLES / "actors.csv").relative_to(EXAMPLES)}
    for path in written:
        assert (tmp_path / path).read_bytes() == (EXAMPLES / path).read_bytes(), path


def test_every_claim_is_found_in_its_article() -> None:
    corpus = load_corpus(EXAMPLES / "dossiers")
    assert corpus.dossiers.height == 12
    assert corpus.dossiers["claims"].is_between(10, 22).all()
    for name in corpus.dossiers["dossier"]:
        dossier = corpus.dossier(name)
        assert anchor_problems(dossier.claims, read_article(folder=dossier.folder)) == []


def test_two_camps_share_what_they_share_and_three_change_sides_on_their_days() -> None:
    said = discourse.statements(load_corpus(EXAMPLES / "dossiers"))
    assert said.filter(pl.col("concept").is_in(SHARED))["agreement"].all()
    contested = said.filter(pl.col("concept").is_in(CONTESTED))
    mining = pl.col("concept").is_in([CONTESTED[0], CONTESTED[3]]) == pl.col("agreement")
    sides = contested.with_columns(mining=mining)
    assert set(sides["organization"]) == {s["organisation"] for s in STORY["speakers"]}
    changed = {}
    for (name,), part in sides.group_by("organization"):
        before = CHANGES.get(str(name), dt.date(2034, 1, 1))
        late = pl.col("date").dt.date() >= before
        early, later = part.filter(~late)["mining"], part.filter(late)["mining"]
        assert early.n_unique() == 1, name
        assert later.n_unique() == (name in CHANGES), name
        if name in CHANGES:
            changed[name] = (early[0], later[0])
    assert changed == {
        "Felland": (True, False),
        "Port Workers’ Union": (True, False),
        "Delmora": (False, True),
    }


@pytest.mark.parametrize("name", [article["name"] for article in STORY["articles"]])
def test_nobody_says_the_same_twice_in_an_article(name: str) -> None:
    text = (EXAMPLES / "dossiers" / name / "article.txt").read_text(encoding="utf-8")
    for sentence in STORY["sentences"]:
        ways = (*sentence["direct"], *sentence["indirect"], *sentence.get("of_states", ()))
        assert all(text.count(words) <= 1 for words in ways)
    assert "{" not in text
    assert ",," not in text
    assert "  " not in text
