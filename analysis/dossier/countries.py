"""Codes of countries: ISO 3166-1 alpha-3, those of former countries, and those left to users."""

from __future__ import annotations

import re
from functools import cache

from analysis.dossier.vocabularies import package_rows

USER_ASSIGNED = re.compile(r"AA[A-Z]|Q[M-Z][A-Z]|X[A-X][A-Z]|ZZ[A-Z]")
"""Codes that ISO 3166-1 leaves to its users, who say themselves what they mean."""
UNKNOWN = frozenset({"XXX", "ZZZ", "QQQ"})
"""User-assigned codes that passports and data sets use for no or an unknown country."""


@cache
def country_names() -> dict[str, str]:
    """Name of each country, by its code.

    ``countries.csv`` has the codes that ISO 3166-1 assigns and, with the year they were withdrawn,
    those of former countries (ISO 3166-3), after iso-codes 4.15.

    Examples
    --------
    >>> country_names()["CIV"], country_names()["YUG"]
    ("Côte d'Ivoire", 'Yugoslavia, (Socialist) Federal Republic of')
    """
    return {row["code"]: row["name"] for row in package_rows("countries.csv")}


@cache
def short_codes() -> dict[str, str]:
    """Code of two letters of each country, by that of three; of former countries, that of four.

    Examples
    --------
    >>> short_codes()["CIV"], short_codes()["YUG"]
    ('CI', 'YUCS')
    """
    return {row["code"]: row["short"] for row in package_rows("countries.csv")}
