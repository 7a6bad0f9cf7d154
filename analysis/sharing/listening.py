"""A client of kernels that looks again for messages whose arrival it was not told of.

Sockets say once that something has arrived. Where that is missed, a client waits for an answer that
is there already, and without a limit it waits for ever.
"""

from __future__ import annotations

import math
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

LOOK_AGAIN_S = 1.0


class LookingChannel(AsyncZMQSocketChannel):
    """A channel that asks its socket again every second."""

    async def get_msg(  # type: ignore[override]  # as its own class does
        self,
        timeout: float | None = None,  # noqa: ASYNC109 (the name it has there)
    ) -> dict[str, Any]:
        """Wait for a message.

        Raises
        ------
        queue.Empty
            None arrived within the seconds given.
        """
        left = math.inf if timeout is None else timeout
        while True:
            wait = min(left, LOOK_AGAIN_S)
            try:
                return await super().get_msg(timeout=wait)
            except Empty:
                left -= wait
                if left <= 0:
                    raise


class LookingClient(AsyncKernelClient):
    """A client whose answers and outputs are looked for again."""

    shell_channel_class = Type(LookingChannel)
    iopub_channel_class = Type(LookingChannel)
