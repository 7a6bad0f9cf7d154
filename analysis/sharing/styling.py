"""The styles of foreign HTML: harmless properties only, and no reach beyond their own output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tinycss2  # type: ignore[import-untyped] # it has no types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Node = Any

# What a table or a remark needs. Nothing here moves a box out of its place or loads anything.
_PROPERTIES = frozenset(
    [
        "align-content",
        "align-items",
        "align-self",
        "background",
        "background-color",
        "background-image",
        "border",
        "border-block",
        "border-bottom",
        "border-bottom-color",
        "border-bottom-left-radius",
        "border-bottom-right-radius",
        "border-bottom-style",
        "border-bottom-width",
        "border-collapse",
        "border-color",
        "border-inline",
        "border-left",
        "border-left-color",
        "border-left-style",
        "border-left-width",
        "border-radius",
        "border-right",
        "border-right-color",
        "border-right-style",
        "border-right-width",
        "border-spacing",
        "border-style",
        "border-top",
        "border-top-color",
        "border-top-left-radius",
        "border-top-right-radius",
        "border-top-style",
        "border-top-width",
        "border-width",
        "box-sizing",
        "break-inside",
        "caption-side",
        "clear",
        "color",
        "column-gap",
        "columns",
        "content",
        "direction",
        "display",
        "empty-cells",
        "flex",
        "flex-basis",
        "flex-direction",
        "flex-grow",
        "flex-shrink",
        "flex-wrap",
        "float",
        "font",
        "font-family",
        "font-feature-settings",
        "font-size",
        "font-style",
        "font-variant",
        "font-variant-numeric",
        "font-weight",
        "gap",
        "grid-template-columns",
        "height",
        "hyphens",
        "justify-content",
        "justify-items",
        "letter-spacing",
        "line-height",
        "list-style",
        "list-style-position",
        "list-style-type",
        "margin",
        "margin-block",
        "margin-bottom",
        "margin-inline",
        "margin-inline-end",
        "margin-inline-start",
        "margin-left",
        "margin-right",
        "margin-top",
        "max-height",
        "max-width",
        "min-height",
        "min-width",
        "object-fit",
        "opacity",
        "overflow",
        "overflow-wrap",
        "overflow-x",
        "overflow-y",
        "padding",
        "padding-block",
        "padding-bottom",
        "padding-inline",
        "padding-inline-end",
        "padding-inline-start",
        "padding-left",
        "padding-right",
        "padding-top",
        "quotes",
        "row-gap",
        "tab-size",
        "table-layout",
        "text-align",
        "text-decoration",
        "text-decoration-color",
        "text-decoration-line",
        "text-decoration-style",
        "text-indent",
        "text-overflow",
        "text-transform",
        "unicode-bidi",
        "vertical-align",
        "visibility",
        "white-space",
        "width",
        "word-break",
        "word-spacing",
        "word-wrap",
        "writing-mode",
    ]
)
_TAKE_ROOM = ("margin", "text-indent", "letter-spacing", "word-spacing")
_TELLING = frozenset({"z-index", "transform", "clip-path", "animation", "inset"})
_OUT_OF_PLACE = frozenset({"absolute", "fixed", "sticky"})
# A box that is kept open for a frame that is not there.
_KEEP_OPEN = ("padding-top", "padding-bottom")
_FUNCTIONS = frozenset(
    {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "linear-gradient", "calc"}
)
_PLAIN = frozenset({"ident", "number", "percentage", "dimension", "hash", "whitespace", "string"})
_COLOURS = ("color", "background", "background-color", "background-image")
_LARGEST = 5000
_SELECTORS = frozenset(
    {"not", "is", "where", "nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"}
)
_WHOLE_PAGE = frozenset({"html", "body", "root"})


class Styles:
    """Declarations that were let through, and what was said of the others.

    Attributes
    ----------
    css
        Declarations, or rules within their scope.
    coloured
        Whether they colour anything.
    left_out
        Whether something was dropped that would have moved or loaded something, or was meant for
        the whole page.

    Examples
    --------
    >>> inline("color: red; position: fixed; background: url(x)").css
    'color: red'
    >>> scoped("td, body { color: red }", ".own-1").css
    '.own-1 td { color: red }'
    """

    def __init__(self, css: str = "", *, coloured: bool = False, left_out: bool = False) -> None:
        self.css, self.coloured, self.left_out = css, coloured, left_out


def inline(declarations: str | Sequence[Node]) -> Styles:
    """Keep the harmless declarations of a style attribute or of a rule."""
    kept, coloured, left_out = [], False, False
    parsed = tinycss2.parse_declaration_list(declarations, skip_comments=True, skip_whitespace=True)
    for one in parsed:
        if one.type != "declaration":
            continue
        if one.lower_name in _PROPERTIES and _is_harmless(one.lower_name, one.value):
            important = " !important" if one.important else ""
            kept.append(f"{one.lower_name}: {tinycss2.serialize(one.value).strip()}{important}")
            coloured = coloured or one.lower_name in _COLOURS
        else:
            left_out = left_out or _is_telling(one.lower_name, one.value)
    return Styles("; ".join(kept), coloured=coloured, left_out=left_out)


def scoped(sheet: str, scope: str) -> Styles:
    """Keep the harmless rules of a style sheet, for what is inside `scope` alone."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return _scoped_rules(rules, scope)


def _scoped_rules(rules: Iterable[Node], scope: str) -> Styles:
    kept, coloured, left_out = [], False, False
    for rule in rules:
        if rule.type == "at-rule":
            if rule.lower_at_keyword == "media" and rule.content is not None:
                inner = tinycss2.parse_rule_list(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                below = _scoped_rules(inner, scope)
                condition = tinycss2.serialize(rule.prelude).strip()
                if below.css and not set(condition) & set("<>{};\\\"'"):
                    kept.append(f"@media {condition} {{ {below.css} }}")
                    coloured = coloured or below.coloured
                left_out = left_out or below.left_out
            else:
                left_out = left_out or rule.lower_at_keyword in {"import", "font-face"}
        elif rule.type == "qualified-rule":
            selectors = _split(rule.prelude)
            own = [s for s in selectors if _stays_inside(s)]
            left_out = left_out or any(_is_about_the_page(s) for s in selectors)
            styles = inline(rule.content)
            left_out = left_out or styles.left_out
            if own and styles.css:
                inside = ", ".join(f"{scope} {tinycss2.serialize(s).strip()}" for s in own)
                kept.append(f"{inside} {{ {styles.css} }}")
                coloured = coloured or styles.coloured
    css = "\n".join(rule for rule in kept if "<" not in rule)  # so that no end tag is in it
    return Styles(css, coloured=coloured, left_out=left_out)


def _is_telling(name: str, value: Sequence[Node]) -> bool:
    """Whether a reader should know that a declaration was dropped."""
    if name == "position":
        return any(t.type == "ident" and t.lower_value in _OUT_OF_PLACE for t in value)
    return name in _TELLING or any(token.type == "url" for token in value)


def _is_harmless(name: str, value: Sequence[Node]) -> bool:
    for token in value:
        if token.type == "function":
            unknown = token.lower_name not in _FUNCTIONS or name.startswith(_TAKE_ROOM)
            if unknown or not _is_harmless(name, token.arguments):
                return False
        elif token.type == "literal":
            if token.value not in {",", "/", "+", "-", "*"}:
                return False
        elif token.type not in _PLAIN:
            return False
        elif token.type in {"number", "percentage", "dimension"}:
            too_little = name.startswith(_TAKE_ROOM) and token.value < 0
            too_much = name in _KEEP_OPEN and token.type == "percentage"
            too_much = too_much or (name == "height" and token.value == 0)
            if too_little or too_much or abs(token.value) > _LARGEST:
                return False
        elif token.type == "string" and "<" in token.value:
            return False
    return True


def _split(prelude: Sequence[Node]) -> list[list[Node]]:
    selectors: list[list[Node]] = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        elif part.type != "comment":
            selectors[-1].append(part)
    return [selector for selector in selectors if any(t.type != "whitespace" for t in selector)]


def _stays_inside(selector: Sequence[Node]) -> bool:
    # A selector that begins with a sibling combinator would match beside its scope.
    first = next(token for token in selector if token.type != "whitespace")
    starts = first.type != "literal" or first.value in {".", "*", ":"}
    return starts and all(map(_is_plain, selector)) and not _is_about_the_page(selector)


def _is_plain(token: Node) -> bool:
    if token.type == "function":
        return token.lower_name in _SELECTORS and all(map(_is_plain, token.arguments))
    if token.type == "[] block":
        return all(t.type in {"ident", "string", "whitespace", "literal"} for t in token.content)
    if token.type == "literal":
        return token.value in {".", "*", ":", ">", "+", "~", ","}
    return token.type in {"ident", "hash", "whitespace", "number", "dimension"}


def _is_about_the_page(selector: Sequence[Node]) -> bool:
    return any(token.type == "ident" and token.lower_value in _WHOLE_PAGE for token in selector)
