"""What a reader chooses with: Vega params bound to lists of options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt

from analysis.charting.settings import NothingToShow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from analysis.charting.settings import Settings


def option_control(
    name: str,
    options: Sequence[Any] | Mapping[Any, str],
    heading: str | None = None,
    value: object = None,
    *,
    radio: bool = False,
) -> alt.Parameter:
    """Offer options in a list, or as radio buttons.

    Parameters
    ----------
    name
        Of the param; same-named params of a page move together.
    options
        What the param can be, or that with the label of each.
    heading
        Text before the control; by default its name.
    value
        Option to begin with; the first where it is none of them.
    radio
        Show all options at once.

    Raises
    ------
    NothingToShow
        There are no options.

    Examples
    --------
    >>> option_control("from_year", [1990, 2022], "From ").param.bind.to_dict()
    {'input': 'select', 'options': [1990, 2022], 'name': 'From '}
    """
    spoken = name.replace("_", " ")
    if not options:
        raise NothingToShow(f"There is no {spoken} to choose yet.")
    offered: dict[str, Any] = {"options": list(options)}
    if isinstance(options, Mapping):
        offered["labels"] = list(options.values())
    start = value if value in options else offered["options"][0]
    bind = alt.binding_radio if radio else alt.binding_select
    return alt.param(name, value=start, bind=bind(**offered, name=heading or spoken))


def setting_controls(
    settings: Settings,
    headings: Mapping[str, str] | None = None,
    start: Mapping[str, str] | None = None,
    radio: Collection[str] = (),
) -> list[alt.Parameter]:
    """Give one control per param of the settings, in their order.

    Parameters
    ----------
    settings
        What can be chosen.
    headings, start
        Text before each control and the value it begins with, as for `option_control`, by name
        of the param.
    radio
        Names of the params that show all options at once.

    Examples
    --------
    >>> from analysis.charting import Settings
    >>> settings = Settings(basis={"treaty": "treaties", "event": "treaties and events"})
    >>> [basis] = setting_controls(settings, {"basis": "Basis "}, {"basis": "event"})
    >>> basis.param.value
    'event'
    """
    headings, start = headings or {}, start or {}
    return [
        option_control(name, labels, headings.get(name), start.get(name), radio=name in radio)
        for name, labels in settings.options.items()
    ]
