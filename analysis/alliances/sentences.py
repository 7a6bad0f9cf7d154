"""How this room words days, pairs, strain and camps for a reader; it loads no chart library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.alliances.clauses import capital
from analysis.alliances.structure import BASIS_LABELS, DAY_OF_ARTICLE
from analysis.charting import day_in_words, enumerated
from analysis.dossier.vocabularies import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from analysis.alliances.structure import Camps
    from analysis.dossier.names import Names

NAMED = 4
"""Pairs or actors that a sentence names one by one."""

_ARTICLE = re.compile(r"^The ")
_MEMBERS = 8
"""Actors of one camp that a sentence names; of more, only a few."""

_STAYS = "nobody changes camp"
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def number_word(number: int) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number_word(2), number_word(14), number_word(1200)
    ('two', '14', '1,200')
    """
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"


def day_text(day: str | date) -> str:
    """Write a day of the settings as a sentence does.

    Examples
    --------
    >>> day_text("2031-05-14"), day_text("article")
    ('14 May 2031', 'the day of the article')
    """
    return DAY_OF_ARTICLE.get(str(day)) or day_in_words(day)


def short_day(day: date) -> str:
    """Write a day where there is little room.

    Examples
    --------
    >>> from datetime import date
    >>> short_day(date(1950, 2, 14))
    '14 Feb 1950'
    """
    return f"{day.day} {day:%b %Y}"


def pair_text(one: str, other: str, names: Mapping[str, str]) -> str:
    """Name a pair, in the order of the names.

    Examples
    --------
    >>> pair_text("b", "a", {"a": "Alba", "b": "Bor"})
    'Alba–Bor'
    >>> pair_text("i", "a", {"a": "Alba", "i": "The Isles"})
    'Alba–the Isles'
    """
    first, second = sorted((names.get(one, one), names.get(other, other)))
    return f"{first}–{_ARTICLE.sub('the ', second)}"


def shortened(name: str, characters: int) -> str:
    """Cut a long name in the middle, as names of one kind often differ at their end.

    Examples
    --------
    >>> shortened("Republic of the Northern Isles", 16), shortened("Alba", 16)
    ('Republic…n Isles', 'Alba')
    """
    if len(name) <= characters:
        return name
    kept = characters - 1
    return f"{name[: kept - kept // 2].rstrip()}\N{HORIZONTAL ELLIPSIS}{name[-(kept // 2) :]}"


def few(names: Sequence[str]) -> str:
    """List the first of several names, and count the others.

    Examples
    --------
    >>> few(["a", "b"]), few([*"abcdef"])
    ('a and b', 'a, b, c, d and 2 others')
    """
    return enumerated(names, NAMED)


def graded(min_reliability: str) -> str:
    """Say which sources count, where not all do."""
    if min_reliability == words("reliabilities")[-1]:
        return ""
    return f"Treaties and events: only with a source of grade {min_reliability} or better."


def quoted(words: str) -> str:
    """Set words off as those of a dossier."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def joined(*sentences: str | None) -> str:
    """Join the sentences that there are."""
    return " ".join(filter(None, sentences))


class Strained(NamedTuple):
    """Pairs whose ties are at odds with all best divisions, and with some of them."""

    always: list[str]
    sometimes: list[str]
    shared: str
    """The latter in words, where they have one actor in common or are many; else empty."""

    @classmethod
    def in_camps(cls, now: Camps, names: Names) -> Strained:
        """Name those of one network; none where it has too many best divisions to name all."""
        if now.edges["frustration"].null_count():  # some of them are not known
            return cls([], [], "")
        found: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        rows = now.edges.filter(pl.col("frustration") > 0)
        for one, other, share in rows.select("source", "target", "frustration").iter_rows():
            found[share < 1].append((one, other))
        always, sometimes = (sorted(pair_text(*pair, names) for pair in pairs) for pairs in found)
        return cls(always, sometimes, _shared(found[1], names.in_sentence))

    @property
    def named(self) -> bool:
        """Whether words name any of them, rather than count all."""
        return bool(self.always) or 0 < len(self.sometimes) <= NAMED

    def text(self, index: int) -> str:
        """Name them in a sentence, those that depend on the division apart."""
        rest = number_word(index - len(self.always))
        which = f"{rest} of {self.shared or few(self.sometimes)}, depending on the division"
        if not self.always:
            return which if self.sometimes else ""
        return f"{few(self.always)}{f', and {which}' if self.sometimes else ''}"


def _shared(pairs: Sequence[tuple[str, str]], names: Mapping[str, str]) -> str:
    if not pairs:
        return ""
    ends = {*pairs[0]}.intersection(*pairs)
    ties = f"{number_word(len(pairs))} ties"
    if len(ends) == 1 and len(pairs) <= NAMED:
        [one] = ends
        others = sorted(names[end] for pair in pairs for end in pair if end != one)
        return f"the {ties} of {names[one]} with {enumerated(others)}" if others[1:] else ""
    return ties if len(pairs) > NAMED else ""


def strain_title(now: Camps, names: Names, day: str) -> str:
    """Say how many ties strain the camps on a day, and name them where they are few.

    Examples
    --------
    >>> import analysis
    >>> from analysis import alliances
    >>> dossier = analysis.example()
    >>> now = alliances.camps(alliances.ties_in_force(dossier, basis=alliances.BASES), "ardania")
    >>> strain_title(now, dossier.names, "2031-05-14")
    '14 May 2031: 2 of 11 known ties strain the two camps: Belmark–Felland and Corvia–Delmora'
    """
    when, known = capital(day_text(day)), now.edges.height
    if not known:
        return f"{when}: no friendly or hostile tie is known"
    if not now.index:
        fits = f"none of the {known:,} known ties strains" if known > 1 else "the known tie fits"
        return f"{when}: {fits} the camps"
    strains = "strains" if now.index == 1 else "strain"
    bound = "" if now.proven else "at most "
    found = f"{when}: {bound}{now.index:,} of {known:,} known ties {strains} the two camps"
    strained = Strained.in_camps(now, names)
    few = strained.always and not strained.sometimes and len(strained.always) < NAMED
    return f"{found}: {enumerated(strained.always)}" if few else found


def camp_sentence(now: Camps, names: Mapping[str, str]) -> str:
    """Say who is on whose side.

    Examples
    --------
    >>> import analysis
    >>> from analysis import alliances
    >>> dossier = analysis.example()
    >>> now = alliances.camps(alliances.ties_in_force(dossier, basis=alliances.BASES), "ardania")
    >>> camp_sentence(now, dossier.names.in_sentence)
    'With Ardania: Delmora, Felland and the Union of Three Rivers. Against it: Belmark and Corvia.'
    """
    if now.seen_from is None or now.edges.is_empty():
        return ""
    whose = names.get(now.seen_from, now.seen_from)
    others = now.nodes.filter(pl.col("actor") != now.seen_from)
    heads = {"with": f"With {whose}", "against": f"Against {whose}"}
    heads |= {"undecided": "In either camp", "unlinked": f"Not linked to {whose}"}
    said: list[str] = []
    for camp, head in heads.items():
        members = sorted(names.get(actor, actor) for actor in others.filter(camp=camp)["actor"])
        if members:
            again = camp == "against" and said
            named = few(members) if len(members) > _MEMBERS else enumerated(members, _MEMBERS)
            said.append(f"{'Against it' if again else head}: {named}.")
    if now.edges["sign"].min() == 1:
        said.insert(0, "No known tie is hostile, so no camp is against another.")
    return " ".join(said)


def moved(before: Camps, now: Camps, names: Mapping[str, str]) -> list[str]:
    """Name the actors whose camp differs, in the order of their names."""
    both = before.nodes.join(now.nodes, on="actor", suffix="_now")
    changed = both.filter(pl.col("camp") != pl.col("camp_now"))["actor"]
    return sorted(names.get(actor, actor) for actor in changed)


def change_words(before: Camps, now: Camps, names: Mapping[str, str]) -> str:
    """Say what differs between two networks: who changes camp, and how much strain there is."""
    more, camps = now.index - before.index, moved_words(before, now, names)
    if not more:
        return "nothing changes" if camps == _STAYS else f"{camps}, with as many strained ties"
    return f"{more_words(more)}; {camps}"


def more_words(more: int) -> str:
    """Say how many strained ties there are more or fewer.

    Examples
    --------
    >>> more_words(-1), more_words(2), more_words(0)
    ('one strained tie fewer', 'two strained ties more', 'as many strained ties')
    """
    if not more:
        return "as many strained ties"
    ties = f"{number_word(abs(more))} strained {'tie' if abs(more) == 1 else 'ties'}"
    return f"{ties} {'more' if more > 0 else 'fewer'}"


def moved_words(before: Camps, now: Camps, names: Mapping[str, str]) -> str:
    """Say who changes camp."""
    who = moved(before, now, names)
    return f"{few(who)} {'changes' if len(who) == 1 else 'change'} camp" if who else _STAYS


def basis_sentence(basis: str) -> str:
    """Say what is counted."""
    return f"Counting {BASIS_LABELS[basis]}."


def in_order(actors: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Order actors by their names."""
    return sorted(dict.fromkeys(actors), key=lambda actor: names.get(actor, actor))
