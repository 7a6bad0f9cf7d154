"""The README of a new dossier: what to do first, and every table, column and word."""

from __future__ import annotations

from analysis.cli.starter.reference import ABOUT_TABLES, tables_in_words

_HEAD = """\
# A dossier

The tables of this folder take one article apart: who said what on which words of it, and, as far
as you code them, ties, weapons, commitments and what happened later. `study.toml` says what
figures show first, and the notebooks in `notebooks/` draw them.

## First steps

1. Save the article's text as `article.txt`. Offsets refer to this file, and git ignores it.
2. Fill in `sources.csv`, `actors.csv` and `claims.csv`; every other table may stay empty.
   `dossier anchor "words of the article"` prints `paragraph`, `start`, `end`, `digest` and `quote`
   of a claim.
3. `dossier check` lists all problems at once: file, line, column, value and what to write instead.
4. Open the notebooks in JupyterLab. They run at once: each figure says what is still missing.
5. `dossier share` writes them to `site/` as pages that need no Python and no network.

`dossier new .` writes whatever this folder lacks and never changes a file that exists.

## Check and validate this folder, also in CI

With this package, pytest and nbval installed:

```sh
dossier check
pytest --nbval --nbval-sanitize-with nbval-sanitize.cfg notebooks
```

Both exit with an error if something is wrong. nbval runs the notebooks and compares every output
with the one that is stored, so commit them executed: in JupyterLab run all cells and save, or

```sh
jupyter nbconvert --to notebook --execute --inplace --NotebookClient.store_widget_state=False \\
  --NotebookClient.record_timing=False notebooks/*.ipynb
```

# Tables

{about}

Write statements in your own words: a quote has at most eight words of the article. Examples are
rows of a fictional dossier, which `dossier new --example DIR` writes as a whole."""


def readme() -> str:
    """Explain how a dossier is begun, checked and written, with every table and word.

    Examples
    --------
    >>> readme().startswith("# A dossier")
    True
    """
    return "\n\n".join([_HEAD.format(about=ABOUT_TABLES), *tables_in_words(examples=True)]) + "\n"
