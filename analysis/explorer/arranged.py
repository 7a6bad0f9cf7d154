"""How many switches of one figure are arranged: in groups, with choices of many at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import reveal_hidden
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from analysis.charting.untrusted import Json
    from analysis.explorer.params import Param


@dataclass(frozen=True)
class Arrangement:
    """Groups of controls, buttons that set several, and switches that others imply.

    Parameters
    ----------
    groups
        Words above each group, with the names of its params. Controls of no group come first.
    presets
        Words on each button, with the value that it gives to each param it names.
    implied
        Switches (params bound to a checkbox) that are on whenever one of those named is: they are
        shown ticked and cannot be changed, and keep their own value for when none is.

    Examples
    --------
    >>> Arrangement(groups={"Alpha": ["alpha_warns"]}, presets={"Nothing": {"alpha_warns": False}})
    Arrangement(groups={'Alpha': ['alpha_warns']}, presets={'Nothing': {'alpha_warns': False}}, \
implied={})
    """

    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    presets: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    implied: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def checked(self, params: Sequence[Param], said_by: str) -> Arrangement:
        """Give it back, and refuse names that no control has.

        Raises
        ------
        AnalysisError
            A group or a button names what no control is called, a switch that others imply is not
            a checkbox, or a control is in two groups.
        """
        bound = {param.key: param.bind or {} for param in params if param.bind}
        for key in self._named():
            if key not in bound:
                known = ", ".join(bound) or "none"
                raise AnalysisError(f"{said_by} arranges {key!r}; the controls are: {known}")
        for key in (one for on, causes in self.implied.items() for one in (on, *causes)):
            if bound[key]["input"] != "checkbox":
                raise AnalysisError(
                    f"{said_by}: only a checkbox is implied, and {key!r} is not one"
                )
        placed = [key for keys in self.groups.values() for key in keys]
        if twice := next((key for key in placed if placed.count(key) > 1), None):
            raise AnalysisError(f"{said_by} has {twice!r} in two groups")
        return self

    def _named(self) -> Iterator[str]:
        for part in (*self.groups.values(), *self.presets.values()):
            yield from part
        for key, causes in self.implied.items():
            yield from (key, *causes)

    def payload(self) -> dict[str, Json]:
        """Give what a page or a widget needs; lists, because browsers sort names like numbers."""
        return {
            "groups": [[words, [*keys]] for words, keys in self.groups.items()],
            "presets": [[words, dict(values)] for words, values in self.presets.items()],
            "implied": {key: [*causes] for key, causes in self.implied.items()},
        }

    @classmethod
    def of_payload(cls, payload: Json, params: Sequence[Param]) -> Arrangement | None:
        """Take what an output has, as if a stranger had written it; None where it has none.

        Raises
        ------
        AnalysisError
            It is not what `payload` gives for these params.
        """
        if payload is None:
            return None
        try:
            parts: dict[str, Any] = {
                "groups": {reveal_hidden(words): [*keys] for words, keys in payload["groups"]},
                "presets": {reveal_hidden(words): dict(v) for words, v in payload["presets"]},
                "implied": {key: [*causes] for key, causes in payload["implied"].items()},
            }
        except (TypeError, KeyError, ValueError, AttributeError) as problem:
            raise AnalysisError("the arrangement is not groups, presets and implied") from problem
        return cls(**parts).checked(params, "the figure")
