"""The Coder in a notebook: messages pass, and nothing of the article is kept with the notebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import analysis
from analysis import DossierError
from analysis.coding import Coder, Reader
from analysis.coding.desk import Desk
from analysis.evidence import Article

if TYPE_CHECKING:
    from pathlib import Path

VIEWS = [Coder, Reader]


def sent(view: Coder | Reader, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(view, "send", messages.append)
    return messages


def asked(view: Coder | Reader, message: object) -> None:
    """Let a message arrive as the browser sends it."""
    view._handle_custom_msg(message, [])  # noqa: SLF001  (what the kernel calls)


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_of_the_article_is_in_what_a_notebook_keeps(
    folder: Path, view: type[Coder | Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (folder / "article.txt").read_text(encoding="utf-8")
    claims = (folder / "claims.csv").read_text(encoding="utf-8")
    widget = view(folder)
    messages = sent(widget, monkeypatch)
    asked(widget, {"type": "open"})
    assert messages[0]["text"] == text
    bundle, metadata = _both(widget._repr_mimebundle_())
    kept = json.dumps([widget.get_state(), bundle, metadata, repr(widget)], default=str)
    for line in filter(str.strip, text.splitlines()):
        for words in (line[:40], line[-40:]):
            assert json.dumps(words)[1:-1] not in kept
    statements = [row["statement"] for row in analysis.load(folder).claims.to_dicts()]
    assert not [statement for statement in statements if statement in kept]
    assert str(folder) not in kept
    assert claims[:50] not in kept


def _both(bundle: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    return bundle if isinstance(bundle, tuple) else (bundle, {})


@pytest.mark.parametrize("view", VIEWS)
def test_a_long_article_makes_no_notebook_longer(folder: Path, view: type[Coder | Reader]) -> None:
    short = json.dumps(view(folder).get_state(), default=str)
    article = Article("Corvia denied it. " * 100_000)
    long = json.dumps(view(folder, article=article).get_state(), default=str)
    assert "Corvia denied it" not in long
    assert abs(len(long) - len(short)) < 100


@pytest.mark.parametrize("view", VIEWS)
def test_only_whether_it_is_for_reading_is_a_trait(
    folder: Path, view: type[Coder | Reader]
) -> None:
    state = view(folder).get_state()
    own = {name for name in state if not name.startswith("_")}
    assert own - {"layout", "tabbable", "tooltip"} == {"read_only"}
    assert state["read_only"] is (view is Reader)
    assert state["_esm"].endswith("export default dossierCoder.widget;")


@pytest.mark.parametrize("view", VIEWS)
def test_its_text_is_one_short_line(folder: Path, view: type[Coder | Reader]) -> None:
    bundle, _ = _both(view(folder)._repr_mimebundle_())
    assert bundle["text/plain"] == f"{view.__name__}('dossier')"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_messages_are_answered_by_number(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coder = Coder(folder, coder="ann")
    messages = sent(coder, monkeypatch)
    asked(coder, {"type": "select", "ask": 7, "start": 0, "end": 8})
    asked(coder, {"type": "nonsense", "ask": 8})
    cells = {"statement": "Another reading."}
    asked(coder, {"type": "save", "ask": 9, "table": "claims", "key": "c03", "cells": cells})
    assert [(one["type"], one["ask"]) for one in messages] == [
        *(("selected", 7), ("refused", 8), ("saved", 9))
    ]
    assert analysis.load(folder).claims.filter(claim_id="c03")["coder"].item() == "ann"


def test_a_folder_is_opened_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Coder(folder), Coder(analysis.load(folder))
    first, second = sent(one, monkeypatch), sent(two, monkeypatch)
    row = {"table": "actors", "key": "ardania", "cells": {"role": "Host"}}
    asked(one, {"type": "save", "ask": 1, **row})
    asked(two, {"type": "save", "ask": 1, **row, "key": "belmark"})
    asked(two, {"type": "reload", "ask": 2})
    asked(two, {"type": "save", "ask": 3, **row, "key": "belmark"})
    assert [message["type"] for message in first] == ["saved"]
    assert [message["type"] for message in second] == ["changed", "state", "saved"]


def test_what_nobody_has_thought_of_is_answered_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_desk: Desk, _message: object) -> None:
        raise RuntimeError("secret words")

    coder = Coder(folder)
    messages = sent(coder, monkeypatch)
    monkeypatch.setattr(Desk, "answer", broken)
    asked(coder, {"type": "undo", "ask": 3})
    (answer,) = messages
    assert (answer["type"], answer["ask"]) == ("refused", 3)
    assert "RuntimeError" in answer["message"]
    assert "secret" not in str(answer)


@pytest.mark.parametrize("view", VIEWS)
def test_a_folder_that_does_not_exist_is_refused_as_load_does(
    tmp_path: Path, view: type[Coder | Reader]
) -> None:
    with pytest.raises(DossierError) as refused:
        view(tmp_path / "none")
    with pytest.raises(DossierError) as as_load:
        analysis.load(tmp_path / "none")
    assert str(refused.value) == str(as_load.value)


def test_a_dossier_that_does_not_load_can_be_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "ties.csv").write_text("no table\n")
    coder = Coder(str(folder))
    messages = sent(coder, monkeypatch)
    asked(coder, {"type": "open"})
    assert any("ties.csv" in problem for problem in messages[0]["problems"])
