"""Data sheets, one page per class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charting import NothingToShow
from analysis.charting.untrusted import escape_html
from analysis.explorer import Figure, figure
from analysis.weapons import sheets
from analysis.weapons.envelopes import DISAGREEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier
    from analysis.weapons.sheets import Sheet

_STYLE = """<style>
.printed-sheet { overflow-x: auto; margin: 1rem 0; font-size: 0.8rem; }
.printed-sheet table { border-collapse: collapse; width: 100%; }
.printed-sheet :is(td, th) { border-bottom: 1px solid #8884; padding: 2px 6px; text-align: left; }
.printed-sheet b { background: #d55e0033; }
@media print { .printed-sheet { font-size: 7pt; } }
</style>
"""
_APART = f"Tinted and marked \u2260: sources are more than {DISAGREEMENT:.0%} apart"


class DataSheets(Figure):
    """Sheets of several classes, one below the other."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        super().__init__("data-sheets")
        self.sheets = sheets

    def __str__(self) -> str:
        return f"Sheets: {', '.join(sheet.label for sheet in self.sheets.values())}"

    def to_html(self) -> str:
        """Give the sheets as HTML that needs no script."""
        return _STYLE + "".join(_html(name, sheet) for name, sheet in self.sheets.items())


@figure("data-sheets", "figures")
def data_sheets(dossier: Dossier) -> DataSheets:
    """Print a sheet for every class, except for munitions that others load."""
    printed = sheets.printed_sheets(dossier)
    if not printed:
        raise NothingToShow("No figure states its condition yet.")
    return DataSheets(printed)


def _html(name: str, sheet: Sheet) -> str:
    heads = "".join(f'<th scope="col">{escape_html(text)}</th>' for text in sheet.headings)
    rows = "".join(
        f'<tr><th scope="row">{escape_html(weapon)}</th>'
        + "".join(
            f"<td><b>{escape_html(cell.text)} \u2260</b></td>"
            if cell.apart
            else f"<td>{escape_html(cell.text)}</td>"
            for cell in cells
        )
        + "</tr>"
        for weapon, cells in sheet.rows
    )
    return (
        f'<div class="printed-sheet" id="sheet-{name.replace("_", "-")}" tabindex="0"><table>'
        f"<caption>{escape_html(sheet.label)}. {_APART}</caption>"
        f'<thead><tr><th scope="col">System</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"<p>{escape_html(sheet.sources)}</p></div>"
    )
