"""Write the reference pages of ``docs/`` from tables, code and command: ``make docs``.

Nothing on these pages is written by hand, so a test can say whether they are up to date:
`PAGES` gives the text of each.
"""

from __future__ import annotations

import copy
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from picture import picture
from reference import api

from analysis.cli.starter.reference import ABOUT_TABLES, table, tables_in_words
from analysis.dossier.choices import KEYS, Key
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.vocabularies import package_rows
from analysis.exchange import FORMATS, READERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer import Typer

_ABOUT_STUDY = """\
The choices of a study, beside its tables. Every key may be left out, and so may the file: the
package then derives the value as the last column says. Unknown keys and ids are problems that
`dossier check` reports. `dossier new` writes the file with every key explained, and
[your own article](your-own-article.md) leads through a first study."""
_ABOUT_FORMATS = """\
What goes out is the same bytes each time. What comes in is shown before it is kept (`--write`),
and everything that could not be taken along is listed. [From other tools](from-other-tools.md)
leads from a file of DNA, ATOP, the Correlates of War, Label Studio, doccano or brat to networks,
figures and back. ATOP and the Correlates of War are read in Python, by `alliances.from_atop` and
`alliances.from_cow`.

Places are counted in characters (code points) here. Where a format counts otherwise, they are
converted, and compared with the words that the file quotes.

A CSV of statements has an apostrophe before each text that a spreadsheet would compute (`=`, `+`,
`-`, `@`, tab or CR at its beginning, after apostrophes or not); reading takes one away again. An
event list of the Discourse Network Analyzer (DNA) is written as DNA writes it: it has none, has a
comma for each semicolon and an apostrophe for each quotation mark, and is not for spreadsheets. A
database for DNA has the password "dossier" for every coder.

A claim says who, and the actor says to which organisation they belong: one. In DNA a person may
speak for another organisation in each statement. What differs is listed on import, and networks by
organisation then differ from those of DNA; `exchange.read_dna` keeps what each statement says."""
DOCS = Path(__file__).parent
HELP_CHARACTERS = 88
KINDS = {
    "text": "text",
    "day": "date",
    "id": "id",
    "ids": "list of ids",
    "pair": "list of two ids",
}


def tables() -> str:
    """Every table and column, every vocabulary, and what the package knows of weapons."""
    parts = ["# Tables of a dossier", ABOUT_TABLES, *tables_in_words(), *_likelihood()]
    return "\n\n".join(parts) + "\n"


def _likelihood() -> list[str]:
    file = DOCS.parent / "analysis" / "claims" / "likelihood_words.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    return [
        "# Likelihood words",
        "The band of probability that a standard gives a word, in percent.",
        table([name.removesuffix("_pct") for name in header], rows),
    ]


def study() -> str:
    """Every key of ``study.toml``."""
    parts = ["# study.toml", _ABOUT_STUDY]
    for section in dict.fromkeys(key.section for key in KEYS):
        rows = [
            (f"`{key.key}`", key.meaning, _kind(key), key.default)
            for key in KEYS
            if key.section == section
        ]
        parts += [f"## [{section}]", table(["key", "meaning", "type", "default"], rows)]
    example = (EXAMPLE / "study.toml").read_text(encoding="utf-8").strip()
    parts += ["## Example", f"```toml\n{example}\n```"]
    return "\n\n".join(parts) + "\n"


def _kind(key: Key) -> str:
    kind = KINDS[key.kind]
    return f"{kind}: `{key.column}` in `{key.table}`" if key.table else kind


def cli() -> str:
    """Help of every command, without the styles of a terminal."""
    from typer.main import get_command

    from analysis.cli import app

    plain = copy.copy(app)
    plain.rich_markup_mode = None
    parts = ["# The command", _help(plain)]
    for name in sorted(get_command(plain).commands):  # type: ignore[attr-defined]
        parts += [f"## dossier {name}", _help(plain, name)]
    return "\n\n".join(parts) + "\n"


def _help(app: Typer, *words: str) -> str:
    from typer.testing import CliRunner

    asked = [*words, "--help"]
    done = CliRunner().invoke(app, asked, prog_name="dossier", terminal_width=HELP_CHARACTERS)
    text = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
    return f"```text\n{text}\n```"


def formats() -> str:
    """What a dossier is written in, and what is read."""
    out = [(f"`{name}`", about) for name, (about, _) in FORMATS.items()]
    read = [
        (
            f"`{name}`",
            reader.description,
            "; ".join(f"`{o}`: {d}" for o, d in reader.options.items()),
        )
        for name, reader in READERS.items()
    ]
    parts = ["# Formats", _ABOUT_FORMATS]
    parts += ["## Out: `dossier export DIR --format NAME`", table(["format", "what it is"], out)]
    header = ["format", "what it is", "options (`--option NAME=VALUE`)"]
    parts += ["## In: `dossier import FILE DIR --format NAME`", table(header, read)]
    return "\n\n".join(parts) + "\n"


def renames() -> str:
    """What `dossier tidy` renames in dossiers written for version 0.1."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["table", "column", "old", "new", "what"])
    for row in package_rows("renames.csv"):
        what = "value" if row["value"] else "column" if row["column"] else "table"
        old = row["value"] or row["column"] or row["table"]
        writer.writerow([row["table"], row["column"], old, row["new"], what])
    return text.getvalue()


PAGES: dict[str, Callable[[], str]] = {
    "api.md": api,
    "cli.md": cli,
    "formats.md": formats,
    "renames.csv": renames,
    "rooms.svg": picture,
    "study.md": study,
    "tables.md": tables,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")
