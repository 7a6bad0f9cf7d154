"""Where rows can be checked, worded once: sources by publisher and title, claims by their place."""

from __future__ import annotations

from functools import cached_property

import polars as pl

LOCATOR = pl.format("paragraph {}, characters {} to {}", "paragraph", "start", "end")
"""Where a claim's words are in the article."""


class Citations:
    """Citations of one dossier's sources and claims."""

    def __init__(self, sources: pl.DataFrame, claims: pl.DataFrame) -> None:
        self._sources = sources
        self._claims = claims

    def cite(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add where each row can be checked.

        Parameters
        ----------
        rows
            With ``sources`` (lists of source ids), ``claim_id``, or both.

        Returns
        -------
        DataFrame
            The rows with ``citation`` (publisher and title of the first source that has an
            address; else the place of the claim's words; else the first source; null where a row
            rests on nothing) and ``url`` (null where no source has an address).
        """
        sources = rows.get_column("sources", default=None)
        claims = rows.get_column("claim_id", default=None)
        cells = zip(
            sources if sources is not None else [[]] * rows.height,
            claims if claims is not None else [None] * rows.height,
            strict=True,
        )
        cited = [self._cited(list(ids) if ids is not None else [], claim) for ids, claim in cells]
        columns = pl.DataFrame(cited, {"citation": pl.String, "url": pl.String}, orient="row")
        return rows.drop("citation", "url", strict=False).hstack(columns)

    def cited(self, *frames: pl.DataFrame) -> pl.DataFrame:
        """List the sources that rows name.

        Parameters
        ----------
        frames
            With ``sources`` (lists of source ids) or ``source_id``.

        Returns
        -------
        DataFrame
            ``source_id``, ``title``, ``publisher``, ``published``, ``reliability`` and ``url``
            of each source named, in the order of the table.
        """
        named = [
            frame["sources"].explode() if "sources" in frame.columns else frame["source_id"]
            for frame in frames
        ]
        ids = pl.concat(named).drop_nulls().unique()
        columns = ["source_id", "title", "publisher", "published", "reliability", "url"]
        return self._sources.filter(pl.col("source_id").is_in(ids.implode())).select(columns)

    def publishers(self, column: str = "sources") -> pl.Expr:
        """Name the publishers of a column of source ids, each once; null where there are none.

        A source without a publisher is named by its title.
        """
        name = pl.coalesce("publisher", "title")
        by = dict(self._sources.select("source_id", name).iter_rows())
        named = pl.col(column).list.eval(
            pl.element().replace_strict(by, default=None, return_dtype=pl.String)
        )
        listed = named.list.unique(maintain_order=True).list.join(" \N{MIDDLE DOT} ")
        return pl.when(pl.col(column).list.len() > 0).then(listed)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The address of each source that has one, by the words of its citation."""
        return {text: url for text, url in self._by_id.values() if url}

    def _cited(self, ids: list[str], claim_id: str | None) -> tuple[str | None, str | None]:
        sources = [self._by_id[i] for i in ids if i in self._by_id]
        linked = [(text, url) for text, url in sources if url]
        if linked:
            return linked[0]
        if claim_id in self._places:
            return f"Article, {self._places[claim_id]}", None
        return sources[0] if sources else (None, None)

    @cached_property
    def _by_id(self) -> dict[str, tuple[str, str | None]]:
        text = pl.concat_str("publisher", "title", separator=": ", ignore_nulls=True)
        rows = self._sources.select("source_id", text, "url").iter_rows()
        return {source_id: (text, url) for source_id, text, url in rows}

    @cached_property
    def _places(self) -> dict[str | None, str]:
        return dict(self._claims.select("claim_id", LOCATOR).iter_rows())
