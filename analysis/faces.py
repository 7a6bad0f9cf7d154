"""The public face of a room: what tab completion offers of it, and charts that come when touched.

Like `analysis.errors` this module imports nothing of the project, so that every room can use it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def promised(names: Sequence[str]) -> Callable[[], list[str]]:
    """Make the ``__dir__`` of a module that shows what it promises, and no inner module or import.

    Examples
    --------
    >>> promised(["load", "example"])()
    ['example', 'load']
    """
    return lambda: sorted(names)


def with_charts(
    room: str, names: Sequence[str], later: Mapping[str, str] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` of a room whose charts are imported when touched.

    Altair takes a second to import; who only asks questions does not wait for it.

    Parameters
    ----------
    room, names
        The room, and what it promises.
    later
        Further names that are imported when touched, each with its inner module.

    Examples
    --------
    >>> import analysis.discourse
    >>> shown = dir(analysis.discourse)
    >>> "charts" in shown, "positions" in shown, "annotations" in shown
    (True, True, False)
    """

    def get(name: str) -> Any:  # noqa: ANN401  (a module, or whatever the name is of)
        if name == "charts":
            return import_module(f"{room}.charts")
        if later and name in later:
            return getattr(import_module(f"{room}.{later[name]}"), name)
        raise AttributeError(f"module {room!r} has no attribute {name!r}")

    return get, promised([*names, "charts"])
