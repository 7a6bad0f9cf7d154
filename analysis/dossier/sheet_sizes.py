"""How much a workbook becomes when it is read, found before it is: a small one can be too much.

Readers of workbooks make room for every cell up to the last one of a sheet, and repeat a shared
text for each cell that has it. So a file of a few kilobytes can ask for more memory than there is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.errors import QuestionError, shorten

if TYPE_CHECKING:
    from analysis.dossier.archives import Archive

MOST_CELLS = 10_000_000
"""Cells up to the last one of a sheet, empty ones too."""
MOST_TEXT_BYTES = 512 * 2**20
"""Bytes of the texts of all cells, each as often as it is shown."""
_SHARED = "xl/sharedstrings.xml"
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_EMPTY_ROW = re.compile(rb"<(?:[\w.-]+:)?row\s[^<>]*/>")
_PLACE = re.compile(rb"[\s\"']r\s*=\s*[\"']\s*([A-Za-z]{0,9})([0-9]{1,20})\s*[\"']")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*([0-9]{1,9})\s*<")
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s>/])")
_LETTERS = 26


def require_readable_sizes(archive: Archive) -> None:
    """Refuse a workbook that would be too large when it is read.

    Its files are looked through as they are, not as XML, so that nothing another reader may see is
    overlooked.

    Raises
    ------
    QuestionError
        It is not a workbook in XML, a sheet has a cell that is too far away, or texts are shown too
        often.
    """
    names = {name.replace("\\", "/").casefold() for name in archive.names()}
    if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
        raise QuestionError(f"{archive.name} is not a workbook (.xlsx); save it as one")
    lengths: list[int] = []
    values = list[bytes]()
    for name in archive.names():
        content = archive.read(name)
        if name.replace("\\", "/").casefold() == _SHARED:
            starts = [found.start() for found in _ITEM.finditer(_COMMENT.sub(b"", content))]
            ends = [*starts[1:], len(content)]
            lengths = [end - start for start, end in zip(starts, ends, strict=False)]
            continue
        rows, columns = _last(content)
        if rows * columns > MOST_CELLS:
            raise QuestionError(
                f"{archive.name}: {shorten(name)} has a cell in row {rows:,} and one in column "
                f"{columns:,}, which makes more than {MOST_CELLS:,} cells with the empty ones; "
                "delete what is beyond the table"
            )
        values += _VALUE.findall(content)
    shown = sum(lengths[at] for at in map(int, values) if at < len(lengths))
    if shown > MOST_TEXT_BYTES:
        most = f"{MOST_TEXT_BYTES / 2**20:,.0f} MiB"
        raise QuestionError(
            f"{archive.name}: its cells show the same texts so often that they are more than "
            f"{most}; split it into parts"
        )


def _last(content: bytes) -> tuple[int, int]:
    """Give the last row and the last column that anything says it is in."""
    rows, columns = 0, 0
    for letters, digits in _PLACE.findall(_EMPTY_ROW.sub(b"", content)):
        column = 0
        for letter in letters.upper():
            column = column * _LETTERS + letter - ord("A") + 1
        rows, columns = max(rows, int(digits)), max(columns, column)
    return rows, columns
