"""How charts and tables name weapons, quantities, units and conditions."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting.numbers import number_text
from analysis.dossier import VOICE
from analysis.weapons.envelopes import DESCRIPTIVE, UNKNOWN, main_units
from analysis.weapons.phrases import digits, span
from analysis.weapons.sides import countries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.dossier import Dossier
    from analysis.dossier.measures import Quantity, WeaponClass

UNIT_LABELS = pl.col("unit").replace(
    {"count": "", "dimensionless": "", "year": "", "1/min": "per minute", "knot": "knots"}
)
"""Label of the column ``unit``; numbers, ratios and years have none."""
_CITED = 2
"""Sources that a mark names; the rows below its chart name all of them."""
_VALUE_ALONE = {"name", "status", "missile", "counted", "formation", "launch"}
"""Keys of a condition that a label leaves out, as it does those that some quantity needs."""


def with_names(rows: pl.DataFrame, dossier: Dossier, **columns: str) -> pl.DataFrame:
    """Put names of weapons in columns, from the columns of their ids; no two are the same."""
    name = pl.when(pl.col("name").is_duplicated()).then(pl.format("{} ({})", "name", "weapon_id"))
    names = dict(dossier.weapons.select("weapon_id", name.otherwise("name")).iter_rows())
    return rows.with_columns(
        pl.col(ids).replace_strict(names, return_dtype=pl.String).alias(column)
        for column, ids in columns.items()
    )


def with_measures(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add what rows with quantity and unit measure: an id and a label.

    The id names the unit only where it is not the quantity's main one and does not convert to it.
    """
    main = pl.col("quantity").replace_strict(
        main_units(dossier), default=pl.col("unit"), return_dtype=pl.String
    )
    apart = pl.format("{}:{}", "quantity", "unit")
    return rows.with_columns(
        measure=pl.when(pl.col("unit") == main).then("quantity").otherwise(apart),
        measure_label=joined(label_of("quantity", dossier.measures), UNIT_LABELS),
    )


def label_of(column: str, described: Mapping[str, WeaponClass] | Mapping[str, Quantity]) -> pl.Expr:
    """Label a column of classes or quantities; those without the unit."""
    texts = {name: one.label for name, one in described.items()}
    return pl.col(column).replace_strict(texts, return_dtype=pl.String)


def class_labels(rows: pl.DataFrame, dossier: Dossier) -> dict[str, str]:
    """Label each class of the rows, in the order of labels."""
    found = {name: dossier.classes[name].label for name in rows["weapon_class"].unique().sort()}
    return dict(sorted(found.items(), key=itemgetter(1)))


def short_condition(column: str, dossier: Dossier) -> pl.Expr:
    """Shorten the conditions of a column: keys whose values need no explanation go."""
    alone = {m.needs for m in dossier.measures.values() if m.needs} | _VALUE_ALONE
    explained = rf"\b({'|'.join(alone - DESCRIPTIVE)}): ({'|'.join(UNKNOWN)})(;|$)"
    condition = pl.col(column).str.replace_all(explained, "$1 $2$3")
    short = condition.str.replace_all(rf"(^|; )({'|'.join(alone)}): ", "$1")
    return short.str.replace_all(r"\b(\w+) several(;|$)", "several ${1}s$2")


def joined(*parts: str | pl.Expr) -> pl.Expr:
    """Join what there is of a label with commas."""
    return pl.concat_str(*parts, separator=", ", ignore_nulls=True).str.strip_chars(", ")


def told_apart(rows: pl.DataFrame, by: Sequence[str], **full: pl.Expr) -> pl.DataFrame:
    """Put full labels in the place of short ones where several rows are alike in some columns.

    Examples
    --------
    >>> short = pl.DataFrame({"row": ["loaded", "loaded"], "as_coded": ["a: loaded", "b: loaded"]})
    >>> told_apart(short, ["row"], row=pl.col("as_coded"))["row"].to_list()
    ['a: loaded', 'b: loaded']
    """
    alike = pl.struct(by).is_duplicated()
    return rows.with_columns(
        pl.when(alike).then(label).otherwise(short).alias(short) for short, label in full.items()
    )


def amount(low: str = "low", high: str = "high") -> pl.Expr:
    """Write the interval of two columns with thousands apart: "at least 10,000"."""
    return pl.struct(low, high).map_elements(
        lambda ends: _amount(ends[low], ends[high]), return_dtype=pl.String
    )


def _amount(low: float | None, high: float | None) -> str:
    lowest, highest = map(grouped, (low, high))
    if lowest is None:
        return "no number" if highest is None else f"up to {highest}"
    if highest is None:
        return f"at least {lowest}"
    return lowest if lowest == highest else f"{lowest} to {highest}"


def grouped(number: float | None) -> str | None:
    """Write a number with thousands apart."""
    if number is None:
        return None
    whole, point, rest = number_text(number).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdecimal() else whole + point + rest


def spans(low: str, high: str) -> pl.Expr:
    """Write the interval of two columns as a label: "40–60"."""
    return pl.struct(low, high).map_elements(
        lambda ends: span(ends[low], ends[high]), return_dtype=pl.String
    )


def with_citations(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add ``citation``, the first sources of each row by publisher and day.

    Where there are more, ``citation_in_full`` has all of them, for the rows below a chart.
    """
    of = citations(dossier)
    cited: list[tuple[str | None, str | None]] = []
    for ids in rows["sources"]:
        texts = list(dict.fromkeys(of[one] for one in ids if one in of))
        rest = len(texts) - _CITED
        first = [*texts[:_CITED], f"and {rest} more"] if rest > 0 else texts
        cited.append((" · ".join(first) or None, " · ".join(texts) if rest > 0 else None))
    schema = {"citation": pl.String, "citation_in_full": pl.String}
    return rows.with_columns(pl.DataFrame(cited, schema, orient="row").get_columns())


def citations(dossier: Dossier) -> dict[str, str]:
    """Give the short citation of each source, by its id: "Gazette, 14 Feb 2031".

    Pages of one publisher and day are told apart by their titles.
    """
    text = joined(pl.coalesce("publisher", "title"), day_texts("published"))
    title = pl.concat_str(text, "title", separator=": ")
    told = dossier.sources.select("source_id", text=text, title=title)
    apart = pl.when(pl.col("text").is_duplicated()).then("title").otherwise("text")
    return dict(told.select("source_id", apart).iter_rows())


def alphabetical(dossier: Dossier) -> dict[str, int]:
    """Number the sources by publisher, title and address, which readers see, unlike ids."""
    by = ("publisher", "title", "url")
    ordered = dossier.sources.sort(by, nulls_last=True, maintain_order=True)
    return {source_id: at for at, source_id in enumerate(ordered["source_id"])}


def number_of_voices(dossier: Dossier) -> pl.Expr:
    """Count the sources in the column ``sources``, those of one voice once."""
    voices = dict(dossier.sources.select("source_id", VOICE).iter_rows())
    voice = pl.element().replace_strict(voices, default=None)
    return pl.col("sources").list.eval(voice).list.n_unique()


def source_links(dossier: Dossier) -> dict[str, str]:
    """Give the address of each source that has one, by its short citation."""
    url = dict(dossier.sources.select("source_id", "url").iter_rows())
    return {text: url[one] for one, text in citations(dossier).items() if url[one]}


def day_texts(column: str) -> pl.Expr:
    """Write days, months and years as a reader does: "14 Feb 2031", "Feb 2031", "2031"."""
    whole = pl.col(column).str.to_date("%Y-%m-%d", strict=False).dt.strftime("%-d %b %Y")
    month = (pl.col(column) + "-01").str.to_date("%Y-%m-%d", strict=False).dt.strftime("%b %Y")
    return pl.coalesce(whole, month, column)


def two(row: Mapping[str, Any]) -> str:
    """Write the two figures of a gap: "3 vs 5 km"."""
    unit = f" {row['unit_label']}" if row["unit_label"] else ""
    return f"{digits(row['low'])} vs {digits(row['high'])}{unit}"


def country_of_origin(dossier: Dossier, *, in_sentence: bool = False) -> pl.Expr:
    """Name the country whose code is in the column ``origin``."""
    names = countries(dossier, in_sentence=in_sentence)
    return pl.col("origin").replace_strict(names, default=None, return_dtype=pl.String)
