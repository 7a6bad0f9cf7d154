"""Cells of exported CSV that a spreadsheet would compute: written so that it shows them instead."""

from __future__ import annotations

import re

_COMPUTED = re.compile("'*[=+\\-@\t\r]")
_NEUTRAL = re.compile("'+[=+\\-@\t\r]")


def neutralised(cell: str) -> str:
    """Put an apostrophe before a cell that begins with ``=``, ``+``, ``-``, ``@``, tab or CR.

    One that has apostrophes before such a sign already gets one more, so that `restored` gives back
    every cell exactly.

    Examples
    --------
    >>> neutralised("=1+1"), neutralised("'=1+1"), neutralised("'tis")
    ("'=1+1", "''=1+1", "'tis")
    """
    return f"'{cell}" if _COMPUTED.match(cell) else cell


def restored(cell: str) -> str:
    """Take back what `neutralised` did.

    Examples
    --------
    >>> restored("'=1+1"), restored("''=1+1"), restored("'tis"), restored("=1+1")
    ('=1+1', "'=1+1", "'tis", '=1+1')
    """
    return cell[1:] if _NEUTRAL.match(cell) else cell
