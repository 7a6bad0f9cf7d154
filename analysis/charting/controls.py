"""What a reader chooses with: Vega params bound to lists of options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence


def choice(
    name: str,
    options: Sequence[Any] | Mapping[Any, str],
    heading: str | None = None,
    value: Any = None,  # noqa: ANN401 (one of the options)
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
        What stands before the control; by default its name.
    value
        Option to begin with; the first where this is none of them.
    radio
        Show all options at once.

    Examples
    --------
    >>> choice("since", [1945, 2022], "From ").param.bind.to_dict()
    {'input': 'select', 'options': [1945, 2022], 'name': 'From '}
    """
    bind = alt.binding_radio if radio else alt.binding_select
    more: dict[str, Any] = (
        {"labels": list(options.values())} if isinstance(options, Mapping) else {}
    )
    more |= {"name": heading} if heading else {}
    start = value if value in options else next(iter(options))
    return alt.param(name, value=start, bind=bind(options=list(options), **more))
