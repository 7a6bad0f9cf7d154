"""A kernel that is interrupted in the middle of a save: the files are whole, and coding goes on."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.manager import start_new_kernel

import analysis
from analysis.coding.coder import Coder
from analysis.coding.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jupyter_client.blocking import BlockingKernelClient
    from jupyter_client.manager import KernelManager

PATIENCE_S = 120
BEGIN = """
from analysis.coding import Coder
desk = Coder({folder!r})._desk
number = 0

def save():
    global number
    number += 1
    actor = {{"actor_id": f"new-{{number}}", "name": f"New {{number}}", "kind": "person"}}
    more = [{{"table": "actors", "cells": actor}}]
    cells = {{"speaker": actor["actor_id"], "statement": f"Version {{number}}."}}
    return desk.answer(
        {{"type": "save", "ask": 1, "table": "claims", "key": "c03", "cells": cells, "more": more}}
    )[0]
"""
SAVING = "while save()['type'] == 'saved': pass"


@pytest.fixture
def kernel() -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=PATIENCE_S)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.slow
def test_an_interrupted_kernel_leaves_whole_files_and_goes_on_saving(
    kernel: tuple[KernelManager, BlockingKernelClient], folder: Path
) -> None:
    manager, client = kernel
    chance = random.Random(15)  # noqa: S311 (no secret)
    assert replied(client, client.execute(BEGIN.format(folder=str(folder))))["status"] == "ok"
    names = {path.name for path in folder.iterdir()}
    for _ in range(5):
        before = (folder / "claims.csv").read_bytes()
        asked = client.execute(SAVING)
        while (folder / "claims.csv").read_bytes() == before:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.1))
        manager.interrupt_kernel()
        assert replied(client, asked)["ename"] == "KeyboardInterrupt"
        assert {path.name for path in folder.iterdir()} == names
        loaded = analysis.load(folder)
        (claim,) = loaded.claims.filter(claim_id="c03").to_dicts()
        latest = loaded.actors["actor_id"][-1]
        assert claim["speaker"] == latest, "the actor came with its claim"
        assert claim["statement"] == f"Version {latest.removeprefix('new-')}."
    client.execute("assert save()['type'] == 'saved'")
    undo = "assert desk.answer({'type': 'undo', 'ask': 2})[0]['type'] == 'saved'"
    assert replied(client, client.execute(undo))["status"] == "ok"


def replied(client: BlockingKernelClient, asked: str) -> dict[str, Any]:
    while True:
        reply = client.get_shell_msg(timeout=PATIENCE_S)
        if reply["parent_header"].get("msg_id") == asked:
            return dict(reply["content"])


def test_a_view_whose_answer_is_interrupted_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_desk: Desk, _message: object) -> list[dict[str, Any]]:
        raise KeyboardInterrupt

    coder, sent = Coder(folder), list[dict[str, Any]]()
    monkeypatch.setattr(coder, "send", sent.append)
    monkeypatch.setattr(Desk, "answer", interrupted)
    coder._handle_custom_msg({"type": "undo", "ask": 7}, [])  # noqa: SLF001 (as a message arrives)
    assert [(one["type"], one["ask"]) for one in sent] == [("refused", 7)]
    assert "load again to see what is there" in sent[0]["message"]
