"""A JSON-LD processor reads every term of our annotations as one of the W3C's vocabulary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from analysis.exchange.annotations import web_annotations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis import Dossier

pytestmark = pytest.mark.heavy
OA, AS = "http://www.w3.org/ns/oa#", "https://www.w3.org/ns/activitystreams#"
ADDRESS = "http://www.w3.org/ns/anno.jsonld"
TERMS: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{
        kind: f"{OA}{kind}"
        for kind in ("Annotation", "TextualBody", "TextPositionSelector", "TextQuoteSelector")
    },
    **{
        purpose: f"{OA}{purpose}"
        for purpose in ("describing", "classifying", "tagging", "identifying")
    },
    **{text: f"{OA}{text}" for text in ("exact", "prefix", "suffix")},
    **{
        place: {
            "@id": f"{OA}{place}",
            "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger",
        }
        for place in ("start", "end")
    },
    **{
        term: {"@id": f"{OA}{name}", "@type": "@id"}
        for term, name in (
            ("body", "hasBody"),
            ("target", "hasTarget"),
            ("source", "hasSource"),
            ("selector", "hasSelector"),
        )
    },
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{OA}hasPurpose", "@type": "@vocab"},
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Software": f"{AS}Application",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "name": "http://xmlns.com/foaf/0.1/name",
    "first": {"@id": f"{AS}first", "@type": "@id"},
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "total": f"{AS}totalItems",
    "generator": {"@id": f"{AS}generator", "@type": "@id"},
    "creator": {"@id": "http://purl.org/dc/terms/creator", "@type": "@id"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
}
"""Terms of the W3C's context that we use, as its public vocabulary defines them."""


def loaded(address: str, _: object) -> dict[str, Any]:
    assert address == ADDRESS, "nothing else is asked for"
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": TERMS}}


def keys_and_types(value: Any) -> Iterator[str]:  # noqa: ANN401 (JSON)
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from each
            yield each.get("type", "Annotation")
            for inside in each.values():
                yield from keys_and_types(inside)


@pytest.mark.parametrize("words", [True, False])
def test_every_term_is_of_the_vocabulary(dossier: Dossier, words: bool) -> None:  # noqa: FBT001
    from pyld import jsonld

    written = json.loads(web_annotations(dossier, words=words))
    assert set(keys_and_types(written)) - {"@context"} <= TERMS.keys()
    (collection,) = jsonld.expand(written, {"documentLoader": loaded})
    (page,) = collection[f"{AS}first"]
    (items,) = page[f"{AS}items"]
    assert len(items["@list"]) == dossier.claims.height
    for item in items["@list"]:
        assert item["@type"] == [f"{OA}Annotation"]
        assert item[f"{OA}motivatedBy"] == [{"@id": f"{OA}describing"}]
        (target,) = item[f"{OA}hasTarget"]
        assert target[f"{OA}hasSource"] == [{"@id": "urn:dossier:ferry-crisis:article"}]
        selectors = {selector["@type"][0] for selector in target[f"{OA}hasSelector"]}
        assert f"{OA}TextPositionSelector" in selectors
        assert (f"{OA}TextQuoteSelector" in selectors) or not words
        purposes = [body[f"{OA}hasPurpose"][0]["@id"] for body in item[f"{OA}hasBody"]]
        assert all(purpose.startswith(OA) for purpose in purposes)


def test_ids_are_unique_and_all_is_kept_in_the_graph(dossier: Dossier) -> None:
    from pyld import jsonld

    written = json.loads(web_annotations(dossier))
    items = written["first"]["items"]
    ids = [written["id"], written["first"]["id"]]
    ids += [one["id"] for item in items for one in (item, *item["body"])]
    assert len(ids) == len(set(ids))
    options = {"documentLoader": loaded, "algorithm": "URDNA2015", "format": "application/n-quads"}
    triples = jsonld.normalize(written, options).splitlines()
    for term, many in (
        (f"{OA}exact", len(items)),
        (f"{OA}start", len(items)),
        (f"{OA}hasBody", sum(len(item["body"]) for item in items)),
    ):
        assert sum(f"<{term}>" in triple for triple in triples) == many
