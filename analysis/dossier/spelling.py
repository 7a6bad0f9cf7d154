"""How a text is written: what nobody can see in it, and when two texts are one thing spelt twice.

A text is refused for what a reader cannot see: blanks at its ends, no-break spaces, characters
without a shape, decomposed letters. Joiners stay where a script needs them: in Persian, in Indic
words, in emoji; marks of direction stay in text from right to left.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
"""Characters without a shape, as the inside of a regular expression's class."""
MISSING = frozenset(
    ("na", "n/a", "n.a.", "n.a", "#n/a", "<na>", "nan", "null", "none", "nil", ".", "-", "--")
) | {"\N{EN DASH}", "\N{EM DASH}"}
"""What other programs and people write into a cell that has no value, in lower case."""

_LONGEST_ID = 60
_LATIN = "\\x00-\u02ff"
_SYLLABIC = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\uaa60-\uaa7f"
"""Scripts without blanks between words, which mark them by zero-width spaces: Thai, Khmer ..."""
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]"
_DIRECTION = "[\u061c\u200e\u200f\u2066-\u2069]"
_SELECTORS = "\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0020-\U000e01ef"

# The same pattern serves polars' regular expressions and Python's: no look-around, no \p{...}.
_FAULTS = {
    "empty": rf"^[\s{UNSEEN}]+$",
    "error": r"^#(?:NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!)$",
    "start": rf"^[\s{UNSEEN}]",
    "end": rf"[\s\u00ad\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    rf"\ufeff\uffa0]$|[^{_VIRAMA}][\u200c\u200d]$",
    "twice": "[ \u3000][ \u3000]",
    "space": "[\u00a0\u1680\u2000-\u200a\u2028\u2029\u205f]|[^\u1800-\u18aa]\u202f",
    "lost": "\ufffd",
    "control": "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]",
    "unseen": "[\u00ad\u115f\u1160\u17b4\u17b5\u180e\u202a-\u202e\u2060-\u2065\u206a-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e001f]"
    f"|[^{_SYLLABIC}]\u200b|\u200b[^{_SYLLABIC}]"
    f"|[{_LATIN}][\u200c\u200d]|[\u200c\u200d][{_LATIN}]|[\\sA-Za-z][{_SELECTORS}]",
}
_PATTERN = "|".join(_FAULTS.values())
_MARKS = "|".join(re.escape(mark) for mark in sorted(MISSING))
_PLAIN = (
    " -~\\n\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u3001-\u3020\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
)
"""Letters and signs that have a shape by themselves: Latin, Greek, Cyrillic, Chinese ..."""
SUSPECT = rf"[^{_PLAIN}]|  |^[ \n]|[ \n]$|^#|(?i:^(?:{_MARKS})$)"
"""Whatever is not plain: most texts do not match it, which is seen in one pass."""
_COMPOSED_OF = "[\u0300-\u036f\u0483-\u0487\u0590-\u05ff\u0610-\u1dff\u20d0-\u20ff\u3099\u309a]"
_COMPOSED_OF = f"{_COMPOSED_OF[:-1]}\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff]"
"""Characters that may be the second part of a letter, generously."""


def faulty(texts: pl.Series) -> pl.Series:
    r"""Give the different texts that nobody should have to read closely to get right.

    Examples
    --------
    >>> faulty(pl.Series(["a word", "a word ", "N/A", "caf\u00e9"])).sort().to_list()
    ['N/A', 'a word ']
    """
    suspects = texts.filter(texts.str.contains(SUSPECT)).unique()
    decomposed = suspects.filter(suspects.str.contains(_COMPOSED_OF))
    composed = decomposed.str.normalize("NFC").str.len_chars()
    turned = suspects.filter(suspects.str.contains(_DIRECTION))
    found = [
        suspects.filter(suspects.str.to_lowercase().is_in(list(MISSING))),
        suspects.filter(suspects.str.contains(_PATTERN)),
        decomposed.filter(composed < decomposed.str.len_chars()),
        turned.filter(~turned.str.contains(_RIGHT_TO_LEFT)),
    ]
    return pl.concat(found).unique()


def fault(text: str) -> str:
    r"""Say what is wrong with a faulty text, and what to do.

    Examples
    --------
    >>> fault("ferry "), fault("red\u00a0line")
    ('ends with a blank; remove it', 'has a no-break space (U+00A0) at character 4; write a blank')
    """
    if text.lower() in MISSING:
        return "is a mark for no value; leave the cell empty"
    for name, pattern in _FAULTS.items():
        if found := re.search(pattern, text):
            return _in_words(name, text, found)
    if found := re.search(_DIRECTION, text):
        return _in_words("unseen", text, found)
    return "has letters in several parts (decomposed); write each as one character (Unicode NFC)"


def _in_words(name: str, text: str, found: re.Match[str]) -> str:
    unseen = rf"[\s{UNSEEN}\ufffd\x00-\x1f\x7f-\x9f]"
    at = next((m.start() for m in re.finditer(unseen, text) if m.end() > found.start()), 0)
    where = f"{_named(text[at])} at character {at + 1}"
    return {
        "empty": "has only characters that nobody can see; leave the cell empty",
        "error": "is an error of a spreadsheet; write the text again",
        "start": f"starts with {_named(text[0])}; remove it",
        "end": f"ends with {_named(text[-1])}; remove it",
        "twice": f"has two blanks in a row at character {found.start() + 1}; write one",
        "space": f"has {where}; write a blank",
        "lost": f"has {where}: a character was lost in conversion; write it again",
        "control": f"has {where}; remove it",
        "unseen": f"has {where}, which nobody can see; remove it",
    }[name]


def _named(character: str) -> str:
    if plain := {" ": "a blank", "\n": "a line break", "\t": "a tab"}.get(character):
        return plain
    name = unicodedata.name(character, "control character").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(character):04X})"


def likeness(texts: pl.Expr) -> pl.Expr:
    r"""Give what two spellings of one thing share: letters without case, single blanks.

    Examples
    --------
    >>> pl.select(likeness(pl.lit("Red  Lines\u00ad"))).item()
    'red lines'
    """
    plain = texts.str.normalize("NFKC").str.replace_all(f"[{UNSEEN}]", "")
    return plain.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def kebab(text: str) -> str:
    """Write a text in lower-case-words-with-hyphens; empty where it has no Latin letters.

    Examples
    --------
    >>> kebab("Ministère de l'Intérieur")
    'ministere-de-l-interieur'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST_ID].strip("-")
