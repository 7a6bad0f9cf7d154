"""A grammar that is parsed when it is first used, not whenever a chart is drawn or a page is made.

Altair and nbformat import jsonschema, and that, where JupyterLab is installed, a checker of
international addresses (IRIs), whose grammar takes longer to parse than all else takes to import.
No schema that comes here has such a check.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_CHECKER = "rfc3987_syntax"


class _Later(ModuleType):
    """The checker until somebody uses it."""

    def is_valid_syntax(self, term: str, value: str) -> Any:  # noqa: ANN401 (as it has it)
        return self._whole().is_valid_syntax(term, value)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever the name is of)
        if name.startswith("__"):  # asked of every module by who looks for something else
            raise AttributeError(name)
        return getattr(self._whole(), name)

    def _whole(self) -> ModuleType:
        if sys.modules.get(_CHECKER) is self:
            del sys.modules[_CHECKER]
        return import_module(_CHECKER)


def parse_iris_later() -> None:
    """Let jsonschema, if it is not there yet, find the checker of IRIs without its grammar."""
    if {"jsonschema", _CHECKER} & set(sys.modules) or not (found := find_spec(_CHECKER)):
        return
    later = _Later(_CHECKER)
    later.__spec__, later.__path__ = found, found.submodule_search_locations or []
    sys.modules[_CHECKER] = later
