"""Hand a dossier to other tools: Frictionless, Croissant, Web Annotation, DNA, GraphML."""

from __future__ import annotations

import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.claims import attributed
from analysis.dossier.reading import DATA, SCHEMAS, load
from analysis.dossier.references import references
from analysis.dossier.tables import item_type

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import dataframely as dy

    from analysis.dossier.tables import Dossier

TITLE = "Russia-North Korea pact: a dossier of claims, ties and weapons"
DESCRIPTION = (
    "One news article of June 2024 taken apart: who asserted what on which characters of the "
    "text, what binds whom, how the weapons compare, and what came of the threats and forecasts."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""Licence of the package's own data; the code has its own, and so has anybody else's dossier."""

SOURCE = {"title": "The article; not part of this package. Other sources: sources.csv"}


def datapackage(directory: Path = DATA) -> str:
    """Describe the tables as a Frictionless Data Package (version 2), with a hash per file."""
    resources = []
    for table, schema in SCHEMAS.items():
        content = (directory / f"{table}.csv").read_bytes()
        resources.append(
            {
                "name": table.replace("_", "-"),
                "title": table.replace("_", " ").capitalize(),
                "description": (schema.__doc__ or "").strip(),
                "path": f"{table}.csv",
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": {
                    "fields": [_field(n, c) for n, c in schema.columns().items()],
                    "primaryKey": schema.primary_key(),
                    "foreignKeys": _foreign_keys(schema),
                    "missingValues": [""],
                },
            }
        )
    about: dict[str, Any] = {"name": _slug(directory), "title": f"Dossier {_slug(directory)}"}
    if directory.resolve() == DATA.resolve():
        about = {"name": "pact-dossier", "title": TITLE, "description": DESCRIPTION,
                 "licenses": [LICENCE], "sources": [SOURCE]}  # fmt: skip
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    return _json({"$schema": profile, **about, "resources": resources})


def croissant(directory: Path = DATA) -> str:
    """Describe the tables in Croissant 1.0 (MLCommons), for dataset search and loaders."""
    files, sets = [], []
    types = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
    for table, schema in SCHEMAS.items():
        content = (directory / f"{table}.csv").read_bytes()
        file = f"{table}.csv"
        files.append(
            {"@type": "cr:FileObject", "@id": file, "name": file, "contentUrl": file,
             "encodingFormat": "text/csv", "sha256": hashlib.sha256(content).hexdigest()}
        )  # fmt: skip
        fields = []
        for name, column in schema.columns().items():
            kind = _field(name, column)["type"]
            source = {"fileObject": {"@id": file}, "extract": {"column": name}}
            fields.append(
                {"@type": "cr:Field", "@id": f"{table}/{name}", "name": name,
                 "description": column.description or "",
                 "dataType": "sc:Date" if kind == "date" else types.get(kind, "sc:Text"),
                 "source": source}
            )  # fmt: skip
        sets.append({"@type": "cr:RecordSet", "@id": table, "name": table, "field": fields})
    names = ("column", "extract", "field", "fileObject", "recordSet", "source")
    context = {"@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
               "cr": "http://mlcommons.org/croissant/", "dct": "http://purl.org/dc/terms/",
               "conformsTo": "dct:conformsTo",
               "dataType": {"@id": "cr:dataType", "@type": "@vocab"}}  # fmt: skip
    context |= {name: f"cr:{name}" for name in names}
    about = {"name": _slug(directory), "description": f"Dossier {_slug(directory)}"}
    if directory.resolve() == DATA.resolve():
        about = {"name": "pact-dossier", "description": DESCRIPTION, "license": LICENCE["path"]}
    return _json(
        {
            "@context": context,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            **about,
            "distribution": files,
            "recordSet": sets,
        }
    )


def web_annotations(dossier: Dossier) -> str:
    """Give every claim as a W3C Web Annotation on the article's characters."""
    items = []
    for claim in attributed(dossier).iter_rows(named=True):
        position = {"type": "TextPositionSelector", "start": claim["start"], "end": claim["end"]}
        items.append(
            {
                "id": f"urn:pact:claim:{claim['claim_id']}",
                "type": "Annotation",
                "motivation": "describing",
                "creator": {"type": "Software", "name": "pact-analysis"},
                "body": [
                    {"type": "TextualBody", "value": claim["statement"], "format": "text/plain",
                     "language": "en", "purpose": "describing"},
                    {"type": "TextualBody", "value": claim["speech_act"], "purpose": "classifying"},
                    {"type": "TextualBody", "value": claim["speaker_name"], "purpose": "tagging"},
                ],
                "target": {
                    "source": "urn:pact:article",
                    "selector": [
                        position,
                        {"type": "TextQuoteSelector", "exact": claim["quote"]},
                    ],
                },
            }
        )  # fmt: skip
    return _json(
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": "urn:pact:claims",
            "type": "AnnotationCollection",
            "total": len(items),
            "first": {"id": "urn:pact:claims:1", "type": "AnnotationPage", "items": items},
        }
    )


def dna_statements(dossier: Dossier) -> str:
    """List stances as Discourse Network Analyzer exports its statements (event list, CSV)."""
    rows = attributed(dossier).drop_nulls("stance").select(
        statement_id="claim_id",
        time=pl.col("date").cast(pl.String),
        doc_title=pl.lit("article"),
        person="speaker_name",
        organization="principal",
        concept="concept",
        agreement=(pl.col("stance") == "agree").cast(pl.Int8),
        text="statement",
    )  # fmt: skip
    return rows.write_csv()


def graphml(dossier: Dossier) -> str:
    """Write all ties as GraphML with signs, dates and sources, for Gephi, igraph, networkx."""
    import networkx as nx  # noqa: PLC0415  (only graphs need it)

    from analysis.exchange.graphs import to_networkx  # noqa: PLC0415

    buffer = io.BytesIO()
    nx.write_graphml(to_networkx(dossier), buffer)
    return buffer.getvalue().decode()


FORMATS: dict[str, Callable[[Path], str]] = {
    "datapackage": datapackage,
    "croissant": croissant,
    "webannotation": lambda directory: web_annotations(load(directory)),
    "dna": lambda directory: dna_statements(load(directory)),
    "graphml": lambda directory: graphml(load(directory)),
}
"""What ``pact export --format`` knows."""


TYPES = {"Date": "date", "Boolean": "boolean", "Float64": "number"}
"""Table Schema's names for polars' types; the rest is text."""


def _slug(directory: Path) -> str:
    """Name somebody's own dossier by its folder; nothing else is known of it."""
    return re.sub(r"[^a-z0-9]+", "-", directory.resolve().name.lower()).strip("-") or "dossier"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _field(name: str, column: dy.Column) -> dict[str, Any]:
    """Describe one column as Table Schema has it; lists are text with a delimiter."""
    dtype = item_type(column)
    kind = "integer" if dtype.is_integer() else TYPES.get(str(dtype), "string")
    field: dict[str, Any] = {"name": name, "type": kind, "description": column.description}
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if isinstance(column.dtype, pl.List):
        field |= {"type": "list", "itemType": kind, "delimiter": "|"}
        constraints = {}
    elif isinstance(dtype, pl.Enum):
        constraints["enum"] = dtype.categories.to_list()
    elif getattr(column, "regex", None):
        constraints["pattern"] = getattr(column, "regex", None)
    for bound, word in (("min", "minimum"), ("max", "maximum")):
        if getattr(column, bound, None) is not None:
            constraints[word] = getattr(column, bound)
    if constraints:
        field["constraints"] = constraints
    return field | {k: v for k, v in (column.metadata or {}).items() if k != "references"}


def _foreign_keys(schema: type[dy.Schema]) -> list[dict[str, Any]]:
    """Foreign keys of single cells; Table Schema has none for lists."""
    keys = []
    for column, target in references(schema).items():
        if not isinstance(schema.columns()[column].dtype, pl.List):
            fields = SCHEMAS[target].primary_key()
            resource = target.replace("_", "-")
            keys.append({"fields": [column], "reference": {"resource": resource, "fields": fields}})
    return keys
