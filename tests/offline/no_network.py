"""Forbids this Python process every socket that leads off this machine.

What a test tries is refused with its address, and written down, so that the test fails also where
the attempt is swallowed or made by another process. ``sitecustomize`` beside this file does the
same in every Python process that tests start, since the folder is on their ``PYTHONPATH``.
"""

from __future__ import annotations

import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path

TRIED = "DOSSIER_TESTS_TRIED"
"""Names, in the environment, the file of what was tried."""

_SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_RESOLVES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def is_local(host: object) -> bool:
    """Whether a host is this machine, without asking anybody.

    >>> is_local("127.0.0.5"), is_local("::1"), is_local("localhost"), is_local(None)
    (True, True, True, True)
    >>> is_local("192.0.2.1"), is_local("localhost.example.org")
    (False, False)
    """
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost", "0.0.0.0", "::", socket.gethostname()):  # noqa: S104
        return True
    try:
        return ip_address(str(name)).is_loopback
    except ValueError:
        return False


def tried(what: str) -> str:
    """Write down what somebody wanted of the network, and give the sentence about it."""
    said = f"A test may reach only this machine, and this one tried {what}."
    if file := os.environ.get(TRIED):
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(said + "\n")
    return said


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _SENDS:
        address = arguments[1]
        internet = getattr(arguments[0], "family", None) in {socket.AF_INET, socket.AF_INET6}
        if internet and isinstance(address, tuple) and not is_local(address[0]):
            raise PermissionError(tried(f"{address[0]}, port {address[1]}"))
    elif event in _RESOLVES and not is_local(arguments[0]):
        raise PermissionError(tried(str(arguments[0])))


def forbid() -> None:
    """Forbid it from now on; a process cannot take it back."""
    sys.addaudithook(_refuse)
