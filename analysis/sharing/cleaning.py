"""Foreign HTML made harmless: an allow-list, applied by an HTML5 parser to each fragment alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import nh3

from analysis.sharing.styling import inline

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_TAGS = {
    "a",
    "abbr",
    "address",
    "article",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "meter",
    "ol",
    "p",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
}
_EVERYWHERE = {"class", "dir", "hidden", "id", "lang", "style", "title"}
_CELL = {"align", "bgcolor", "colspan", "rowspan", "scope", "valign", "width"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "audio": {"controls", "loop", "src"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "details": {"open"},
    "div": {"align", "tabindex"},
    "font": {"color", "face", "size"},
    "img": {"align", "alt", "height", "src", "width"},
    "li": {"value"},
    "meter": {"high", "low", "max", "min", "optimum", "value"},
    "ol": {"reversed", "start", "type"},
    "p": {"align"},
    "progress": {"max", "value"},
    "source": {"src", "type"},
    "table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": _CELL,
    "th": _CELL,
    "time": {"datetime"},
    "tr": {"align", "bgcolor", "valign"},
    "video": {"controls", "height", "loop", "poster", "src", "width"},
}
# Tags whose loss a reader should know of. This list only speaks; the allow-list decides.
_REPORTED = {
    "applet",
    "area",
    "base",
    "button",
    "canvas",
    "dialog",
    "embed",
    "form",
    "frame",
    "iframe",
    "input",
    "link",
    "map",
    "marquee",
    "math",
    "meta",
    "noembed",
    "noframes",
    "object",
    "plaintext",
    "portal",
    "script",
    "select",
    "svg",
    "template",
    "textarea",
    "title",
    "track",
    "xmp",
}
_HANDLERS = {
    f"on{event}"
    for event in [
        "click",
        "load",
        "error",
        "mouseover",
        "mouseenter",
        "focus",
        "input",
        "change",
        "submit",
        "toggle",
    ]
} | {"srcdoc", "ping", "formaction", "data-spec"}
_SCHEMES = {
    *("http", "https", "mailto", "data", "attachment", "file", "ftp", "tel"),
    *("javascript", "vbscript", "blob", "about"),
}
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
_PICTURE = re.compile(
    r"data:image/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml|x-icon);base64,[A-Za-z0-9+/=]+"
)
_SOUND = re.compile(r"data:(?:audio|video)/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_LENGTH = re.compile(r"\d{1,4}(?:\.\d+)?(?:%|px|em)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_OWN_NAMES = re.compile(r"(?:dossier|explorer|vega|vg|dt)-|contents?$", re.IGNORECASE)
_OWN_CLASSES = re.compile(
    r"dossier(?!-long)|vega|vg-|dt-|dataTable|skip$|neighbours$|text-cell$|code-cell$|output_|own-"
)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ROUNDS = 4


def clean(html: str) -> str:
    """Give a fragment that does nothing, loads nothing and stays where it is put.

    Unbalanced tags are closed or dropped, so that what follows is not touched.

    Examples
    --------
    >>> clean("<b onclick='x()'>bold</b></div><script>x()</script><!-- </main>")
    '<b>bold</b>'
    >>> clean('<a href="java&#10;script:x()">text</a>')
    '<a rel="noopener noreferrer">text</a>'
    """
    # What is written is parsed again by the reader's browser: it must mean the same then.
    for _ in range(_ROUNDS):
        html, before = _STRICT.clean(html), html
        if html == before:
            return html
    return nh3.clean_text(html)


def parsed(html: str) -> str:
    """Give a fragment as HTML5 reads it, with addresses that `clean` would not let through."""
    return _LENIENT.clean(html)


def losses(html: str) -> tuple[list[str], list[str]]:
    """Name the tags and attributes that `clean` drops and a reader should know of; give styles.

    Examples
    --------
    >>> losses("<p onclick='x()'><iframe src=x></iframe><style>p { color: red }</style>")
    (['iframe', 'onclick'], ['p { color: red }'])
    """
    found: set[str] = set()

    def note(_tag: str, attribute: str, value: str) -> None:
        if attribute in _HANDLERS or (attribute == "style" and inline(value).left_out):
            found.add(attribute)

    observed = nh3.Cleaner(
        tags=_TAGS | _REPORTED | {"style"},
        clean_content_tags=set(),
        attributes={"*": _HANDLERS | {"style"}},
        attribute_filter=note,
        link_rel=None,
    ).clean(html)
    sheets = _STYLE.findall(observed)
    tags = set(re.findall(r"<([a-z]+)", _STYLE.sub("", observed))) & _REPORTED
    return sorted(tags | found), sheets


def web_address(value: str) -> str | None:
    r"""Give an address that a link may have: of the web, of mail, or a place in this page.

    Examples
    --------
    >>> web_address("https://example.org/a b"), web_address("java\\tscript:x()"), web_address("#a")
    ('https://example.org/a%20b', None, '#a')
    >>> web_address("//example.org")
    'https://example.org'
    """
    # Browsers drop these wherever they are in an address, before they look for its scheme.
    address = re.sub(r"[\t\r\n]", "", value).strip("".join(map(chr, range(33))))
    address = f"https:{address}" if address.startswith("//") else address
    address = quote(address, safe="%/:=&?~#+!$,;'@()*[]|-._")
    address = address.replace("'", "%27")
    return address if address.startswith("#") or _WEB.fullmatch(address) else None


def neighbour_address(value: str, pages: Collection[str] = ()) -> tuple[str, str] | None:
    """Give stem and fragment of a link to a notebook beside this one, or to the page of one.

    Parameters
    ----------
    value
        Address of the link.
    pages
        Stems of the notebooks that become pages.

    Examples
    --------
    >>> neighbour_address("../50%25%20more.ipynb#Part")
    ('50% more', 'Part')
    >>> neighbour_address("a.html", ["a"]), neighbour_address("b.html", ["a"])
    (('a', ''), None)
    """
    path, _, fragment = value.strip().partition("#")
    name = unquote(re.split(r"[/\\]", path.partition("?")[0])[-1])
    stem, end = name[: name.rfind(".")], name[name.rfind(".") :].lower()
    far = re.match(r"[A-Za-z][\w+.-]*:|//|\\", path)
    known = end == ".ipynb" or (end == ".html" and stem in pages)
    return (stem, fragment) if known and not far else None


def page_address(stem: str, fragment: str = "") -> str:
    """Give the address of the page of a notebook, whatever it is called.

    Examples
    --------
    >>> page_address("a#b 50%", "Part")
    'a%23b%2050%25.html#Part'
    """
    page = f"{quote(stem.encode('utf-8', 'surrogateescape'), safe='')}.html"
    return f"{page}#{quote(fragment, safe='%')}" if fragment else page


def _strict(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        page, _, _ = value.partition("#")
        inner = re.fullmatch(r"[^/\\:?#\s\"'<>]+\.html", page)  # `page_address` wrote it
        return value if inner else web_address(value)
    if attribute in {"src", "poster"}:
        known = _PICTURE if tag == "img" or attribute == "poster" else _SOUND
        return value if known.fullmatch(value) else None
    return _lenient(tag, attribute, value)


def _lenient(_tag: str, attribute: str, value: str) -> str | None:
    match attribute:
        case "style":
            return inline(value).css or None
        case "id":
            return None if not value.strip() or _OWN_NAMES.match(value) else value
        case "class":
            kept = [name for name in value.split() if not _OWN_CLASSES.match(name)]
            return " ".join(kept) or None
        case "width" | "height" | "border" | "cellpadding" | "cellspacing" | "size":
            return value if _LENGTH.fullmatch(value.strip()) else None
        case "dir":
            return value if value.lower() in {"ltr", "rtl", "auto"} else None
        case "lang":
            return value if _LANGUAGE.fullmatch(value) else None
        case "tabindex":
            return value if value == "0" else None
    return value


def _cleaner(
    attribute_filter: Callable[[str, str, str], str | None], *, names: bool
) -> nh3.Cleaner:
    anchors = {"a": {"href", "name"}} if names else {}
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES | anchors,
        attribute_filter=attribute_filter,
        url_schemes=_SCHEMES,
    )


_STRICT, _LENIENT = _cleaner(_strict, names=False), _cleaner(_lenient, names=True)
