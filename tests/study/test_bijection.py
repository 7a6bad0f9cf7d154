"""No result depends on what things are called or when they happened.

Every id of this study is replaced by a random one and every date moves by 400 years, after which
the Gregorian calendar repeats. All results must be the same up to that.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import re
import shutil
import string
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import networkx as nx
import polars as pl
import pytest
from public_calls import answer, figures, public_functions

import analysis
from analysis.dossier.reading import PACKAGED
from analysis.dossier.references import references_of
from analysis.dossier.tables import TABLES, item_type

if TYPE_CHECKING:
    from pathlib import Path

    from analysis import Dossier

YEARS = 400
LONG = 400
OF_FILES = {"bytes", "hash", "sha256"}
Ask = Callable[[str, analysis.Dossier], object]
FUNCTIONS = dict(public_functions())
FIGURES = dict(figures())


class Bijection:
    """New ids and dates for old ones, and the way back."""

    def __init__(self, study: Dossier, seed: int, folder: Path) -> None:
        self.folder = str(folder)
        rng = random.Random(seed)  # noqa: S311  (names, not secrets)
        keys = {t: s.primary_key()[0] for t, s in TABLES.items() if len(s.primary_key()) == 1}
        keys |= {"what_ifs": "what_if_id"}
        self.ids: dict[str, dict[str, str]] = {}
        used: set[str] = set()
        for table, key in keys.items():
            if key.endswith("_id") and key not in references_of(TABLES[table]):
                self.ids[table] = {}
                for old in getattr(study, table)[key].unique(maintain_order=True):
                    new = "".join(rng.choices(string.ascii_lowercase, k=10))
                    assert new not in used
                    used.add(new)
                    self.ids[table][old] = f"q-{new}"
        back = {new: old for ids in self.ids.values() for old, new in ids.items()}
        self.back = back | {n.replace("-", "_"): o.replace("-", "_") for n, o in back.items()}

    def cell(self, table: str, column: str, text: str) -> str:
        schema = TABLES[table]
        target = references_of(schema).get(column)
        own = schema.columns()[column]
        if target in self.ids:
            return "|".join(self.ids[target][item] for item in text.split("|")) if text else ""
        if column == "what_if_id" or (table in self.ids and column == schema.primary_key()[0]):
            return self.ids[table][text]
        if text and (item_type(own) == pl.Date or column == "published"):
            return f"{int(text[:4]) + YEARS}{text[4:]}"
        return text

    def toml(self, text: str) -> str:
        every = {old: new for ids in self.ids.values() for old, new in ids.items()}
        text = re.sub(r'"([a-z0-9-]+)"', lambda m: f'"{every.get(m[1], m[1])}"', text)
        return re.sub(r"(?m)= (\d{4})(-\d\d-\d\d)$", self._later, text)

    @staticmethod
    def _later(found: re.Match[str]) -> str:
        return f"= {int(found[1]) + YEARS}{found[2]}"

    def undone(self, text: str) -> str:
        text = text.replace(self.folder, str(PACKAGED))
        text = re.sub(r"data-[0-9a-f]{32}", "data", text)  # Altair names data by their hash
        text = re.sub(r"q[-_][a-z]{10}", lambda m: self.back.get(m[0], m[0]), text)
        return re.sub(
            r"(?<![\d.])2(?:3[4-9]|4[0-3])\d(?!\d|\.\d)", lambda m: str(int(m[0]) - YEARS), text
        )


@pytest.fixture(scope="session", params=[1])
def moved(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Bijection, Dossier]:
    folder: Path = tmp_path_factory.mktemp("moved") / PACKAGED.name
    bijection = Bijection(analysis.load(), request.param, folder)
    shutil.copytree(PACKAGED, folder)
    for table in TABLES:
        with (PACKAGED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, TABLES[table].column_names(), lineterminator="\n")
            writer.writeheader()
            for row in rows:
                writer.writerow({c: bijection.cell(table, c, text) for c, text in row.items()})
    toml = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(bijection.toml(toml), encoding="utf-8")
    return bijection, analysis.load(folder)


def canonical(result: object, bijection: Bijection) -> Any:  # noqa: ANN401  (any JSON)
    """All a result says, whatever its order: ids and dates as they were, every list sorted."""
    match result:
        case pl.DataFrame():
            return canonical(result.to_dicts(), bijection)
        case dict():
            kept = {k: v for k, v in result.items() if k not in OF_FILES}
            rows = [[canonical(k, bijection), canonical(v, bijection)] for k, v in kept.items()]
            return sorted(rows, key=json.dumps)
        case list() | tuple() | set() | frozenset():
            return sorted((canonical(item, bijection) for item in result), key=json.dumps)
        case str() if len(result) > LONG and result.startswith(("{", "[")):
            value, end = json.JSONDecoder().raw_decode(result)  # what follows looks a word up
            return [canonical(value, bijection), bijection.undone(result[end:])]
        case bytes():
            return None  # a file, which tests of its format read back
        case float():
            return f"{result:.9g}"
        case str() | bool() | int() | None | dt.date():
            return " ".join(sorted(re.split(r"[\s,;|]+", bijection.undone(str(result)))))
    return canonical(_content(result), bijection)


def _content(result: object) -> object:
    if isinstance(result, nx.Graph):
        return [[*result.nodes(data=True)], [*result.edges(data=True)]]
    if hasattr(result, "frame"):
        return [str(result), result.frame]
    if hasattr(result, "spec"):
        return [str(result), result.spec]
    if hasattr(result, "_repr_html_"):
        return re.findall(r"<t[dh].*?</t[dh]>", result._repr_html_())
    return vars(result) if hasattr(result, "__dict__") else str(result)


def assert_same(name: str, ask: Ask, dossier: Dossier, moved: tuple[Bijection, Dossier]) -> None:
    bijection, other = moved
    before = canonical(ask(name, dossier), bijection)
    after = canonical(ask(name, other), bijection)
    assert json.dumps(before, indent=0) == json.dumps(after, indent=0)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_answers_the_same_up_to_the_names(
    name: str, dossier: Dossier, moved: tuple[Bijection, Dossier]
) -> None:
    assert_same(name, lambda n, d: answer(n, FUNCTIONS[n], d), dossier, moved)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_shows_the_same_up_to_the_names(
    name: str, dossier: Dossier, moved: tuple[Bijection, Dossier]
) -> None:
    assert_same(name, lambda n, d: FIGURES[n](d), dossier, moved)
