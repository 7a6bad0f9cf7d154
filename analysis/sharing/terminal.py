"""Colours that a program printed, so that they can be read on light and on dark paper."""

from __future__ import annotations

import re

_Colour = tuple[int, int, int]
_LIGHT, _DARK = (244, 246, 248), (31, 36, 42)
"""What printed text is on, as the page's styles have it."""

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_ENOUGH = 4.5  # WCAG 2.2, 1.4.3
_STEPS = 20
# As nbconvert writes it; all that was printed is escaped.
_SPAN = re.compile(r'<span(?: class="([\w -]+)")? style="([\w:;,() -]+)">')
_RGB = re.compile(r"(background-color|(?<!-)color): rgb\((\d+),(\d+),(\d+)\)")


def legible(html: str) -> str:
    """Change the colours of printed text as far as it takes to read them.

    Parameters
    ----------
    html
        As nbconvert's ``ansi2html`` gives it.

    Examples
    --------
    >>> legible('<span style="color: rgb(255,255,0)">x</span>')
    '<span style="color: light-dark(rgb(115,115,0), rgb(255,255,0))">x</span>'
    >>> legible('<span style="background-color: rgb(0,0,95)">x</span>')
    '<span style="color: rgb(255,255,255); background-color: rgb(0,0,95)">x</span>'
    """
    return _SPAN.sub(_restyled, html)


def contrast(one: _Colour, other: _Colour) -> float:
    """Contrast of two colours, from 1 to 21, as WCAG measures it.

    Examples
    --------
    >>> contrast((0, 0, 0), (255, 255, 255))
    21.0
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _restyled(span: re.Match[str]) -> str:
    classes = span[1] or ""
    given = {kind: (int(r), int(g), int(b)) for kind, r, g, b in _RGB.findall(span[2])}
    ink, paper = given.get("color"), given.get("background-color")
    if paper:
        readable = ink and contrast(ink, paper) >= _ENOUGH
        better = max((_BLACK, _WHITE), key=lambda other: contrast(other, paper))
        shown = {"color": ink if ink and readable else better, "background-color": paper}
        style = "; ".join(f"{name}: {_css(value)}" for name, value in shown.items())
    elif ink and "-bg" in classes:
        return f'<span class="{classes}">'  # which has an ink of its own
    elif ink:
        light, dark = _towards(ink, _BLACK, _LIGHT), _towards(ink, _WHITE, _DARK)
        style = f"color: light-dark({_css(light)}, {_css(dark)})"
    else:
        return span[0]
    named = f' class="{classes}"' if classes else ""
    return f'<span{named} style="{style}">'


def _towards(ink: _Colour, end: _Colour, paper: _Colour) -> _Colour:
    """Mix a colour with black or white until it stands out."""
    for step in range(_STEPS):
        mixed = [round(a + (b - a) * step / _STEPS) for a, b in zip(ink, end, strict=True)]
        colour = mixed[0], mixed[1], mixed[2]
        if contrast(colour, paper) >= _ENOUGH:
            return colour
    return end


def _luminance(colour: _Colour) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (sRGB)
        for c in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _css(colour: _Colour) -> str:
    return "rgb({},{},{})".format(*colour)
