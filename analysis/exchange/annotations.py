"""Claims as W3C Web Annotations on the article's characters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.dossier import Dossier


def web_annotations(dossier: Dossier) -> str:
    """Give every claim as a W3C Web Annotation on the article's characters, as JSON-LD.

    An AnnotationCollection, whose one page has the claims in the article's order.

    Examples
    --------
    >>> import analysis
    >>> json.loads(web_annotations(analysis.example()))["id"]
    'urn:dossier:ferry-crisis:claims'
    """
    urn = f"urn:dossier:{dossier.study.name}"
    claims = dossier.claims.sort("start", maintain_order=True)
    items = [_annotation(urn, claim, dossier) for claim in claims.iter_rows(named=True)]
    page = {"id": f"{urn}:claims:1", "type": "AnnotationPage", "items": items}
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{urn}:claims",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": page,
    }
    return json.dumps(collection, indent=2, ensure_ascii=False) + "\n"


def _annotation(urn: str, claim: dict[str, Any], dossier: Dossier) -> dict[str, Any]:
    words = {"format": "text/plain", "language": dossier.study.language}
    said = {"type": "TextualBody", "value": claim["statement"], **words, "purpose": "describing"}
    tags = {"classifying": claim["speech_act"], "tagging": dossier.names[claim["speaker"]]}
    bodies = [
        {"type": "TextualBody", "value": value, "purpose": purpose}
        for purpose, value in tags.items()
        if value is not None
    ]
    position = {"type": "TextPositionSelector", "start": claim["start"], "end": claim["end"]}
    quote = {"type": "TextQuoteSelector", "exact": claim["quote"]}
    return {
        "id": f"{urn}:claim:{claim['claim_id']}",
        "type": "Annotation",
        "motivation": "describing",
        "creator": {"type": "Software", "name": "article-dossier"},
        "body": [said, *bodies],
        "target": {"source": f"{urn}:article", "selector": [position, quote]},
    }
