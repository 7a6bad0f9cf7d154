"""Actors that are asked for by another word than their id."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError
from analysis.errors import require_known

if TYPE_CHECKING:
    from analysis import Dossier


@pytest.mark.parametrize(
    ("asked", "actor"),
    [
        ("Union of Three Rivers", "three-rivers"),
        ("the union of three rivers", "three-rivers"),
        ("the Union", "three-rivers"),
    ],
    ids=["name", "name in a sentence", "alias"],
)
def test_a_name_or_alias_is_answered_with_the_id(dossier: Dossier, asked: str, actor: str) -> None:
    said = f'"{asked}" is not the id of an actor of this dossier; write "{actor}"'
    with pytest.raises(QuestionError, match=re.escape(said)):
        dossier.names.require(asked)


def test_a_name_that_several_have_is_answered_with_all_their_ids(dossier: Dossier) -> None:
    union = pl.col("actor_id").is_in(["belmark", "three-rivers"])
    aliases = pl.when(union).then(pl.lit(["the Union"]))
    shared = replace(dossier, actors=dossier.actors.with_columns(aliases=aliases))
    with pytest.raises(QuestionError, match=r'; write "(belmark|three-rivers)" or "(?!\1)'):
        shared.names.require("the Union")
    with pytest.raises(QuestionError, match=r'; write "corvia"$'):
        shared.names.require("Corvia")


def test_of_many_ids_the_likest_are_listed_first() -> None:
    ids = [*(f"a-newspaper-{number}" for number in range(40)), "northern-isles", "west"]
    with pytest.raises(QuestionError, match=r"known: northern-isles, .* and 30 more$"):
        require_known("the North", ids, "an actor")
