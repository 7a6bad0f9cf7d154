"""Data sheets, one page per class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charting import NothingToShow, counted
from analysis.charting.untrusted import escape_html
from analysis.explorer import Figure, figure
from analysis.weapons import sheets
from analysis.weapons.envelopes import DISAGREEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier
    from analysis.weapons.sheets import Sheet

_STYLE = """<style>
.printed-sheet { overflow-x: auto; margin: 1rem 0; font-size: 0.875rem; line-height: 1.4; }
.printed-sheet caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
.printed-sheet table { border-collapse: collapse; width: 100%; }
.printed-sheet :is(td, th) { border-bottom: 1px solid #8884; padding: 2px 6px; }
.printed-sheet :is(td, th) { text-align: left; vertical-align: top; }
.printed-sheet td.apart { border-left: 4px solid #d55e00; font-weight: 600; }
.printed-sheet p { font-size: 0.75rem; margin: 0.4rem 0; }
.printed-sheets summary { padding: 0.3rem 0; }
@media screen { .printed-sheets details:not([open]) ~ .printed-sheet { display: none; } }
@media print {
  .printed-sheets details { display: none; }
  .printed-sheet { break-inside: avoid; font-size: 7.5pt; line-height: 1.2; margin: 0 0 3mm; }
  .printed-sheet :is(td, th) { padding: 0.3mm 1mm; }
  .printed-sheet p { font-size: 6pt; line-height: 1.15; margin: 0.6mm 0 0; }
}
</style>
"""
_APART = f"With a bar and marked \u2260: sources are more than {DISAGREEMENT:.0%} apart."


class DataSheets(Figure):
    """Sheets of several classes, one below the other."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        super().__init__("data-sheets")
        self.sheets = sheets

    def __str__(self) -> str:
        return f"Sheets: {', '.join(sheet.label for sheet in self.sheets.values())}"

    def to_html(self) -> str:
        """Give the sheets as HTML that needs no script."""
        names = escape_html(", ".join(sheet.label.lower() for sheet in self.sheets.values()))
        number = counted(len(self.sheets), "sheet")
        sheets = "".join(_html(name, sheet) for name, sheet in self.sheets.items())
        # Folded on a screen and whole on paper: no folded part of a page is printed.
        fold = f"<details><summary>{number} to print: {names}</summary></details>"
        return f'{_STYLE}<div class="printed-sheets">{fold}{sheets}</div>'


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
            f'<td class="apart">{escape_html(cell.text)} \u2260</td>'
            if cell.apart
            else f"<td>{escape_html(cell.text)}</td>"
            for cell in cells
        )
        + "</tr>"
        for weapon, cells in sheet.rows
    )
    apart = f"{_APART} " if any(cell.apart for _, cells in sheet.rows for cell in cells) else ""
    return (
        f'<div class="printed-sheet" id="sheet-{name.replace("_", "-")}" tabindex="0"><table>'
        f"<caption>{escape_html(sheet.label)}</caption>"
        f'<thead><tr><th scope="col">System</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"<p>{apart}{escape_html(sheet.sources)}</p></div>"
    )
