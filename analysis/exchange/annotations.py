"""Claims as W3C Web Annotations on the article's characters, and annotations of others."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from analysis.evidence import digest
from analysis.exchange.fields import Fields, fields_of
from analysis.exchange.quoting import (
    POSITION,
    QUOTE,
    Pages,
    Quoted,
    selected_by,
    types,
    words_of,
)
from analysis.exchange.texts import marked_text
from analysis.exchange.untrusted import json_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dossier import Dossier
    from analysis.evidence import Foreign
    from analysis.exchange.untrusted import Value

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
"""Characters before and after the words that a quote comes with, as annotation tools write them."""
_PURPOSES = {"statement": "describing", "speaker": "tagging", "concept": "tagging"}
_IDENTIFYING = ("quote", "digest")
_OWN = re.compile(r"urn:dossier:.*:([a-z_]+)", re.DOTALL)
_LABELS = frozenset({"tagging", "classifying", "identifying", "highlighting", "bookmarking"})
"""Purposes of bodies that are labels; what others say is a note, except a description."""


def web_annotations(dossier: Dossier, *, words: bool = True) -> str:
    """Give every claim as a W3C Web Annotation on the article's characters, as JSON-LD.

    An AnnotationCollection, whose one page has the claims in the article's order. Each has a
    TextPositionSelector in characters (code points). With the dossier's text, it also has a
    TextQuoteSelector: the exact words, with 32 characters before and after, and both are of that
    text, in which claims may have moved. Without it, or without ``words``, there is a quote only
    where the fragment in ``claims.csv`` is all of the words; otherwise that fragment and the digest
    of the words are bodies that identify them, since a quote of other words than the position's
    would be wrong.

    What it cannot contain: ids of weapons and actors whom a claim is about; review.

    Parameters
    ----------
    dossier
        The dossier.
    words
        Whether the article's own words may be written, where the text is there.

    Raises
    ------
    AnchorError
        There is a text that cannot be read, or does not have the words of a claim.

    Examples
    --------
    >>> import analysis
    >>> json.loads(web_annotations(analysis.example()))["id"]
    'urn:dossier:ferry-crisis:claims'
    """
    urn = f"urn:dossier:{dossier.study.name}"
    text = None
    claims = list(dossier.claims.sort("start", maintain_order=True).iter_rows(named=True))
    if words:
        try:
            marked = marked_text(dossier)
            text, claims = marked.article.text, marked.claims
        except FileNotFoundError:
            pass
    items = [_annotation(urn, claim, dossier, text) for claim in claims]
    page = {"id": f"{urn}:claims:1", "type": "AnnotationPage", "items": items}
    collection = {
        "@context": _CONTEXT,
        "id": f"{urn}:claims",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": page,
    }
    return json.dumps(collection, indent=2, ensure_ascii=False) + "\n"


def _annotation(
    urn: str, claim: dict[str, Any], dossier: Dossier, text: str | None
) -> dict[str, Any]:
    own = f"{urn}:claim:{claim['claim_id']}"
    said = fields_of(claim, dossier)
    first = ("statement", "speech_act", "speaker")
    said = {key: said[key] for key in first if key in said} | said
    start, end = claim["start"], claim["end"]
    selectors: list[dict[str, Any]] = [{"type": POSITION, "start": start, "end": end}]
    if text is not None:
        around = {
            "prefix": text[max(0, start - _AROUND) : start],
            "suffix": text[end : end + _AROUND],
        }
        selectors.append({"type": QUOTE, "exact": text[start:end], **around})
    elif digest(claim["quote"]) == claim["digest"] and len(claim["quote"]) == end - start:
        selectors.append({"type": QUOTE, "exact": claim["quote"]})
    else:
        said |= {column: claim[column] for column in _IDENTIFYING}
    software = {"type": "Software", "name": "article-dossier"}
    coder = claim["coder"]
    return {
        "id": own,
        "type": "Annotation",
        "motivation": "describing",
        "creator": software if coder is None else {"type": "Person", "name": coder},
        "generator": software,
        "body": [_body(own, dossier, key, value) for key, value in said.items()],
        "target": {"source": f"{urn}:article", "selector": selectors},
    }


def _body(own: str, dossier: Dossier, key: str, value: str) -> dict[str, Any]:
    purpose = "identifying" if key in _IDENTIFYING else _PURPOSES.get(key, "classifying")
    body = {"id": f"{own}:{key}", "type": "TextualBody", "value": value, "purpose": purpose}
    if key == "statement":
        body |= {"format": "text/plain", "language": dossier.study.language}
    return body


def read_web_annotations(
    path: Path, *, text: str | None = None, page: str | None = None
) -> Foreign:
    """Read annotations in W3C JSON-LD: one, a list, a page or a collection of them.

    Bodies, targets and selectors may be objects, lists of them or addresses. Such a file has no
    text, and its quotes are what counts: without a text, passages have words and no place. With
    one, a passage is where its position or the words around its quote put it, if its words are
    there.

    Parameters
    ----------
    path
        The file.
    text
        File with the plain text that was annotated.
    page
        Address of the one page to take, where the file has several.

    Returns
    -------
    Foreign
        A text for each annotated page. Tags and classes are labels, a description is the
        statement; notes such as ``concept: bridge`` and the bodies of `web_annotations` are cells.

    Raises
    ------
    QuestionError
        The file is not of that format; there is no such page; there is a text for several pages.

    Examples
    --------
    >>> import analysis, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "claims.jsonld")
    ...     _ = path.write_text(web_annotations(analysis.example()), encoding="utf-8")
    ...     len(read_web_annotations(path).texts[0].passages)
    20
    """
    pages = Pages()
    root = json_of(*read_text(path))
    for number, annotation in enumerate(_annotations(root, pages), 1):
        with pages.odd.reading():
            _take(annotation, number, pages)
    return pages.foreign("characters", text, page)


def _annotations(root: Value, pages: Pages) -> Iterator[Value]:
    """Go through all annotations of a file, however they are wrapped."""
    waiting = root.one_or_more()[::-1]
    while waiting:
        each = waiting.pop()
        if isinstance(each.value, str):
            pages.left_out[
                "page of annotations that is elsewhere", "pages of annotations that are elsewhere"
            ] += 1
            continue
        kinds = types(each)
        if "Annotation" in kinds or each["target"]:
            yield each
            continue
        inside = [
            item for key in ("@graph", "first", "items", "next") for item in each[key].one_or_more()
        ]
        if not inside and not kinds & {"AnnotationPage", "AnnotationCollection"}:
            each.refuse("an annotation, a page or a collection of annotations")
        waiting += inside[::-1]


def _take(annotation: Value, number: int, pages: Pages) -> None:
    """Add the passages that an annotation is about."""
    name = (annotation["id"] or annotation["@id"]).word()
    fields = Fields()
    for body in [*annotation["body"].one_or_more(), *annotation["bodyValue"].one_or_more()]:
        _say(body, annotation, fields, pages)
    origin = f"annotation {number}" + (f" ({name})" if name else "")
    targets = annotation["target"].one_or_more()
    for at, target in enumerate(targets, 1):
        place = origin if len(targets) == 1 else f"{origin}, target {at}"
        selected = selected_by(target)
        if selected is None:
            pages.left_out["annotation without words", "annotations without words"] += 1
            continue
        words, start, end, before, after = selected
        passage = fields.passage(
            place,
            words,
            start,
            end,
            coder=_coder(annotation),
        )
        pages.add(_page(target), Quoted(passage, before, after))


def _say(body: Value, annotation: Value, fields: Fields, pages: Pages) -> None:
    """Add what a body says."""
    if isinstance(body.value, str) and body.place.endswith("bodyValue"):
        fields.add_note(body.text(), "comment")
        return
    if isinstance(body.value, str):
        pages.left_out["body that is elsewhere", "bodies that are elsewhere"] += 1
        return
    purposes = words_of(body["purpose"]) or words_of(annotation["motivation"])
    stated = body["value"]
    value = (stated["@value"] if isinstance(stated.value, dict) else stated).text()
    own = _OWN.fullmatch((body["id"] or body["@id"]).word())
    if not value:
        pages.left_out["body without text", "bodies without text"] += 1
    elif own and own[1] not in _IDENTIFYING:
        fields.add(own[1], value)
    elif own:
        return
    elif purposes & _LABELS:
        fields.label(value)
    elif "describing" in purposes:
        fields.add("statement", value)
    else:
        fields.add_note(value, "comment")


def _page(target: Value) -> str:
    source = target["source"]
    if isinstance(source.value, dict):
        source = source["id"] or source["@id"]
    return source.text() or "a page without an address"


def _coder(annotation: Value) -> str | None:
    """Who made it, by name; the first where there are several, and nobody where it is a program."""
    for creator in annotation["creator"].one_or_more():
        if isinstance(creator.value, str):
            return creator.text()
        if "Software" not in types(creator):
            names = (
                creator[key].one_or_more() for key in ("name", "nickname", "email", "id", "@id")
            )
            return next((name.text() for of in names for name in of), None)
    return None
