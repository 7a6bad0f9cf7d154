"""What can happen to bytes, texts and files, by chance: the same for the same number."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

InPlace = Literal["gone", "a folder", "a link to nowhere", "a link to itself", "a pipe"]
"""What may be in the place of a file."""
IN_PLACE: tuple[InPlace, ...] = (
    "gone",
    "a folder",
    "a link to nowhere",
    "a link to itself",
    "a pipe",
)

INVISIBLE = (
    *("\u00a0", "\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d"),
    *("\u200e", "\u202a", "\u202e", "\u2028", "\u2029", "\u2060", "\u2066", "\u2800", "\u3164"),
    *("\ufe0f", "\ufeff", "\ufff9", "\U000e0041", "\U000e0100", "\u3000", "\u2009", "\u202f"),
)
BLANKS = (" ", "  ", "\t", "\n", "\r\n", "\r", "\x0b", "\x0c", "\u0085", "\u00a0", "\u3000")
LOOK_ALIKE = {
    **dict(
        zip(
            "aceiopsxyABCEHKMOPTX",
            "\u0430\u0441\u0435\u0456\u043e\u0440\u0455\u0445\u0443\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425",
            strict=True,
        )
    ),
    **dict(
        zip(
            "0123456789",
            "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
            strict=True,
        )
    ),
    "-": "\u2010",
    "|": "\u2502",
    ",": "\u201a",
    ".": "\u2024",
    ":": "\u2236",
    "/": "\u2044",
    "l": "\u04cf",
    "v": "\u03bd",
    "'": "\u2019",
    '"': "\u201d",
    " ": "\u2003",
    "_": "\uff3f",
}
NUMBERS = (
    *("1e3", "+5", "05", "1_0", "-0", "-1", "0x10", "1.5", "1.0", "1,5", "1.234,5", "1 000", "5%"),
    *("99999999999", "9" * 40, "9" * 5000, "1e308", "1e309", "-1e400", "1e-400", "2147483648"),
    *("9223372036854775808", "0.1e", "1.7976931348623157e308", "½", "²", "五", "٣", "0b1", "1e"),
    *("inf", "-inf", "Infinity", "nan", "NaN", "-nan", "NAN(1)", "1.#QNAN", "∞", "1/2", "--1"),
)
DAYS = (
    *("2024-1-1", "2024-02-30", "10000-01-01", "0000-01-01", "-0044-03-15", "14/05/2031"),
    *("5/14/31", "14.05.2031", "14. Mai 2031", "2031-05-14T00:00:00", "2031-05-14Z", "20310514"),
    *("2031-W20-3", "2031-134", "1445-11-06 AH", "5791-02-22", "令和13年5月14日", "2574-05-14"),
    *(
        "1410-02-24",
        "\u0662\u0660\u0663\u0661-\u0660\u0665-\u0661\u0664",
        "2031\u201105\u201114",
        "47982",
        "47982.5",
        "Mar-31",
        "2031-05",
    ),
    *("2031-13-01", "2031-00-00", "9999-12-31", "0001-01-01", "1752-09-05", "2031-06-31", "2031"),
)
TRUTHS = ("TRUE", "True", "1", "0", "yes", "WAHR", "vrai", "T", "on", "1.0", "false ", "FALSE")
NOTHINGS = ("", " ", "NA", "N/A", "null", "None", "none", "-", "--", ".", "?", "#N/A", "nan", "–")
FORMULAS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(A1)", "\t=1", "=cmd|' /C calc'!A0"),
    *("#NAME?", "#REF!", "#DIV/0!", "#VALUE!", "########"),
)
LISTS = ("|", "||", "a|a", "|a", "a|", "a | b", "a;b", "a,b", "a\nb", "a/b", "a\\|b", '"a|b"')
MARKUP = (
    *('"', '""', "'", '"a', 'a"b', ",", ";", ",,,", "\\", "\\n", "\\N", "<b onclick=alert(1)>"),
    *("{{7*7}}", "${HOME}", "%s%n", "../../etc/passwd", "https://", "javascript:a()", "[x](y)"),
    *("http://a b", "https://a.example/%zz", "\x1b[31m", "a\0b", "[/red]", "\ud800", "\ufffd"),
    *("e\u0301", "\u1100\u1161", "\ufb01", "漢字", "🚢", "👩\u200d👧", "العربية"),
    *("\U0010ffff", "x" * 140_000),
)
TRICKY = (*NUMBERS, *DAYS, *TRUTHS, *NOTHINGS, *FORMULAS, *LISTS, *MARKUP, *INVISIBLE)
BYTES = (*b",\"\n\r\0|;\t\xe9\xff\xef x1-'\\=", *range(0, 256, 17))


def encoded(text: str) -> bytes:
    """Give a text as bytes, also one that no file in UTF-8 can have."""
    return text.encode("utf-8", "surrogatepass")


def in_text(text: str, chance: random.Random) -> str:
    """The same text with something that a person or a program may have done to it."""
    at = chance.randint(0, len(text))
    end = at + chance.choice((1, 1, 2, 5))
    known = [place for place, one in enumerate(text) if one in LOOK_ALIKE]
    match chance.randrange(10):
        case 0 | 1 if known:
            at = chance.choice(known)
            return text[:at] + LOOK_ALIKE[text[at]] + text[at + 1 :]
        case 2 | 3:
            return text[:at] + chance.choice(INVISIBLE) + text[at:]
        case 4:
            return text[:at] + text[end:]
        case 5:
            return text[:at] + text[at:end] * 2 + text[end:]
        case 6:
            return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)
        case 7:
            at = chance.choice((0, len(text), at))
            return text[:at] + chance.choice(BLANKS) + text[at:]
        case 8:
            return text[:at] + chance.choice(TRICKY)[:9] + text[at:]
        case _:
            return chance.choice(TRICKY)


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """The same bytes with up to four places changed."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) or 1)
        end = at + chance.choice((1, 1, 1, 2, 10, 200))
        byte = chance.choice(BYTES)
        match chance.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([byte])
            case 1:
                changed.insert(at, byte)
            case 2:
                del changed[at:end]
            case 3:
                changed[at:at] = changed[at:end]
            case 4 if changed:
                changed[at] ^= 1 << chance.randrange(8)
            case _:
                other = chance.randrange(len(changed) or 1)
                part = changed[at:end]
                del changed[at:end]
                changed[other:other] = part
    return bytes(changed)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """The beginning, or the end, of a file."""
    at = chance.randrange(len(raw) or 1)
    return raw[at:] if chance.random() < 0.2 else raw[:at]


def saved_elsewhere(raw: bytes, chance: random.Random) -> bytes:
    """The same text in another encoding."""
    text = raw.decode("utf-8", "replace") + chance.choice(("", "", "\u00e9\n", "\u6f22\n"))
    coding = chance.choice(
        ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7")
    )
    return text.encode(coding, "replace")


def other_line_ends(raw: bytes, chance: random.Random) -> bytes:
    """The same lines, ended otherwise, or some of them."""
    ends = chance.choice(
        ([b"\r\n"], [b"\r"], [b"\n\n"], [b"\r\r\n"], [b"\n\r"], [b"\n", b"\r\n", b"\r"])
    )
    lines = raw.split(b"\n")
    if chance.random() < 0.3:
        at = chance.randrange(len(lines))
        return b"\n".join(lines[:at]) + chance.choice(ends) + b"\n".join(lines[at:])
    return b"".join(line + chance.choice(ends) for line in lines[:-1]) + lines[-1]


def marked(raw: bytes, chance: random.Random) -> bytes:
    """The same with what some programs put at the start, at the end, or between."""
    mark = chance.choice((b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\0", b"\x1a", b"\n", b"\r\n"))
    mark = chance.choice((mark, b"# a comment\n", b"sep=;\n", b"sep=,\n", b",,,\n", b" ", b"\t"))
    at = chance.choice((0, 0, len(raw), chance.randint(0, len(raw))))
    return raw[:at] + mark + raw[at:]


def quoted(raw: bytes, chance: random.Random) -> bytes:
    """The same with a quote mark that nothing closes, or with one less."""
    places = [at for at, byte in enumerate(raw) if byte in b',\n"']
    at = chance.choice(places or [0])
    match chance.randrange(4):
        case 0:
            return raw[:at] + raw[at:].replace(b'"', b"", 1)
        case 1:
            return raw.replace(b'"', b"'")
        case 2:
            return raw[: at + 1] + b'"' + raw[at + 1 :]
        case _:
            at = chance.randint(0, len(raw))
            return raw[:at] + b'"' + raw[at:]


def separated(raw: bytes, chance: random.Random) -> bytes:
    """The same with another character between cells."""
    return raw.replace(b",", chance.choice((b";", b"\t", b"|", b":", b" ", b", ", b",,")))


def zipped(raw: bytes, chance: random.Random) -> bytes:
    """The same, packed."""
    if chance.random() < 0.5:
        return gzip.compress(raw, mtime=0)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), raw)
    return file.getvalue()


def something_else(raw: bytes, chance: random.Random) -> bytes:
    """What is not the file at all."""
    first = raw.partition(b"\n")[0]
    return chance.choice(
        (
            *(b"", b"\n", b"\n\n\n", first, first + b"\n", first * 2, raw + raw, b"\0" * 100),
            *(b"<!DOCTYPE html><title>Sign in</title>", b"{}", b"[]", b"%PDF-1.7\n", b","),
            *(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", b"\xff" * 9),
            *(b'"', b'"""', b"<<<<<<< HEAD\n" + raw + b"=======\n" + raw + b">>>>>>> other\n"),
            chance.randbytes(chance.randrange(1, 400)),
        )
    )


OF_FILES: Sequence[tuple[Callable[[bytes, random.Random], bytes], int]] = (
    (flipped, 6),
    (cut, 2),
    (saved_elsewhere, 2),
    (other_line_ends, 2),
    (marked, 2),
    (quoted, 3),
    (separated, 1),
    (zipped, 1),
    (something_else, 2),
)
"""What happens to a file as bytes, and how often."""


def of_a_file(raw: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Damage a file; say how."""
    kinds, weights = zip(*OF_FILES, strict=True)
    kind = chance.choices(kinds, weights)[0]
    return kind.__name__.replace("_", " "), kind(raw, chance)


ODD_VALUES: Sequence[object] = (
    *(None, True, False, -1, 0, 3, 10**30, 10**400, 1.5, 1e300, float("nan"), float("inf")),
    *("", "x", "9", " ", "\ud83d", "a\0b", "=1+1", "x" * 20_000, [], [1], [[]], [None], {}),
    *({"a": 1}, [{}], {"words": "x"}, "2031-05-14", "\u202e", ["a", "a"], "c01|c02"),
)
"""What may be in the place of anything in JSON."""


def of_json(value: object, chance: random.Random) -> object:
    """The same JSON with something at a random place of it changed."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        match chance.randrange(12):
            case 0:
                return {one: of for one, of in value.items() if one != key}
            case 1:
                return value | {in_text(key, chance): value[key]}
            case 2:
                return {in_text(key, chance) if one == key else one: value[one] for one in value}
            case _:
                return {one: of_json(of, chance) if one == key else of for one, of in value.items()}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        match chance.randrange(12):
            case 0:
                return [*value[:at], *value[at + 1 :]]
            case 1:
                return [*value, value[at]]
            case _:
                return [*value[:at], of_json(value[at], chance), *value[at + 1 :]]
    if isinstance(value, str) and chance.random() < 0.6:
        return in_text(value, chance)
    return chance.choice(ODD_VALUES)


def deep(chance: random.Random) -> bytes:
    """JSON in JSON in JSON."""
    depth = chance.choice((50, 900, 1_100, 100_000))
    start, end = chance.choice((("[", "]"), ('{"a":', "}"), ('{"claims":[', "]}")))
    return (start * depth + "1" + end * chance.choice((depth, 0))).encode()


def as_json(value: object) -> bytes:
    """Write JSON, also of what UTF-8 has no place for."""
    return encoded(json.dumps(value, ensure_ascii=False))
