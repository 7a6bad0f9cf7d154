"""A message is found although nobody was told that it has arrived."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from queue import Empty
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
import zmq
import zmq.asyncio
from jupyter_client.session import Session
from nbformat.v4 import new_code_cell, new_notebook

from analysis.sharing import listening
from analysis.sharing.listening import LookingChannel
from analysis.sharing.running import run_notebook

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path


class DeafSocket(zmq.asyncio.Socket):
    """A socket that misses what arrives while it is asked for the first time."""

    async def poll(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 (the name it has there)
        flags: int = zmq.POLLIN,
    ) -> int:
        if not getattr(self, "was_asked", False):
            object.__setattr__(self, "was_asked", True)
            await asyncio.sleep(1e9 if timeout is None else timeout / 1000)
            return 0
        return int(await super().poll(timeout, flags))


async def received(limit_s: float | None, *, sent: bool) -> dict[str, Any]:
    context, session = zmq.asyncio.Context(), Session()
    ours, theirs = DeafSocket(context, zmq.PAIR), context.socket(zmq.PAIR)
    try:
        ours.bind("inproc://test")
        theirs.connect("inproc://test")
        if sent:
            await theirs.send_multipart(session.serialize(session.msg("answer")))
        asked = LookingChannel(ours, session).get_msg(timeout=limit_s)
        return await asyncio.wait_for(asked, 10)
    finally:
        ours.close(0)
        theirs.close(0)
        context.term()


def awaited(coroutine: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Run in a thread of its own: a browser of other tests may have a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.mark.parametrize("timeout", [None, 3])
def test_a_message_that_arrived_unnoticed_is_found(
    timeout: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LOOK_AGAIN_S", 0.05)
    message = awaited(received(timeout, sent=True))
    assert message["header"]["msg_type"] == "answer"


def test_waiting_ends_with_its_time() -> None:
    with pytest.raises(Empty):
        awaited(received(0.1, sent=False))


def test_notebooks_are_run_by_such_a_client(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []
    whole = LookingChannel.get_msg

    async def noted(channel: LookingChannel, **limit: Any) -> dict[str, Any]:  # noqa: ANN401
        asked.append(channel)
        return await whole(channel, **limit)

    monkeypatch.setattr(LookingChannel, "get_msg", noted)
    notebook = new_notebook(cells=[new_code_cell("6 * 7")])
    nbformat.write(notebook, tmp_path / "n.ipynb")
    run_notebook(notebook, tmp_path / "n.ipynb", lambda *_: None)
    assert notebook.cells[0].outputs[0].data["text/plain"] == "42"
    assert len(set(asked)) == 2, "answers and outputs"
