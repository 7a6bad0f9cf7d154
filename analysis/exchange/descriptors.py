"""Descriptions of a dossier's tables for other tools: Frictionless and Croissant."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import TABLES
from analysis.dossier.references import references_of
from analysis.dossier.tables import is_optional, item_type

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    import dataframely as dy

    from analysis.dossier import Dossier

_LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("Creative Commons Attribution-ShareAlike 4.0", "licenses/by-sa/4.0/"),
    "CC0-1.0": ("CC0 1.0 Universal", "publicdomain/zero/1.0/"),
}
"""By SPDX identifier the title of a licence, and its address at Creative Commons."""
_FIELD_TYPES = {"Date": "date", "Boolean": "boolean", "Float64": "number"}
"""Table Schema's names for polars' types; the rest is text."""
_CROISSANT_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
_CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}
_CROISSANT_TERMS = ("column", "extract", "field", "fileObject", "recordSet", "source")


def datapackage(dossier: Dossier) -> str:
    """Describe the tables as a Frictionless Data Package (version 2), with a hash per file.

    The JSON belongs into ``datapackage.json`` beside the tables; it leaves out tables and columns
    that the folder lacks.

    Examples
    --------
    >>> import analysis
    >>> package = json.loads(datapackage(analysis.example()))
    >>> package["name"], package["licenses"][0]["name"]
    ('ferry-crisis', 'CC-BY-4.0')
    """
    study = dossier.study
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": study.name,
        "title": study.title,
        "description": study.description,
        "licenses": [_licence(study.licence)] if study.licence else None,
        "contributors": [{"title": study.contact}] if study.contact else None,
        "sources": list(_sources(dossier)) or None,
        "resources": _resources(dossier.folder),
    }
    return _json(package)


def croissant(dossier: Dossier) -> str:
    """Describe the tables in Croissant 1.0 (MLCommons), for data set search and loaders.

    The JSON-LD leaves out tables and columns that the folder lacks.

    Examples
    --------
    >>> import analysis
    >>> json.loads(croissant(analysis.example()))["license"]
    'https://creativecommons.org/licenses/by/4.0/'
    """
    resources = _resources(dossier.folder)
    study = dossier.study
    card = {
        "@context": _CROISSANT_CONTEXT | {term: f"cr:{term}" for term in _CROISSANT_TERMS},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": study.name,
        "description": study.description or study.title,
        "license": _licence(study.licence).get("path", study.licence) if study.licence else None,
        "distribution": [_file_object(resource) for resource in resources],
        "recordSet": [_record_set(resource) for resource in resources],
    }
    return _json(card)


def _json(parts: dict[str, Any]) -> str:
    """Write what is known; empty lists stay, what is None is left out."""
    known = {key: part for key, part in parts.items() if part is not None}
    return json.dumps(known, indent=2, ensure_ascii=False) + "\n"


def _licence(identifier: str) -> dict[str, str]:
    if identifier not in _LICENCES:
        return {"name": identifier}
    title, path = _LICENCES[identifier]
    return {"name": identifier, "title": title, "path": f"https://creativecommons.org/{path}"}


def _sources(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Name the article, which is not among the files, and the table of all other sources."""
    article = dossier.sources.filter(source_id=dossier.study.source or "")
    for title, url in article.select("title", "url").iter_rows():
        yield {"title": title} | ({"path": url} if url else {})
    if not dossier.sources.is_empty():
        yield {"title": "Sources that rows point to", "path": "sources.csv"}


def _resources(folder: Path) -> list[dict[str, Any]]:
    """Describe the tables that have a file, with the columns that the file has."""
    paths = {name: path for name in TABLES if (path := folder / f"{name}.csv").is_file()}
    return [_resource(name, path.read_bytes(), paths) for name, path in paths.items()]


def _resource(table: str, content: bytes, described: Container[str]) -> dict[str, Any]:
    schema = TABLES[table]
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), [])
    return {
        "name": _resource_name(table),
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
            "fields": [_field(name, schema.columns()[name]) for name in header],
            "primaryKey": schema.primary_key(),
            "foreignKeys": [
                {"fields": [column], "reference": _reference(target)}
                for column, target in references_of(schema).items()
                if column in header and target in described and not _is_list(schema, column)
            ],
            "missingValues": [""],
        },
    }


def _resource_name(table: str) -> str:
    return table.replace("_", "-")  # Frictionless allows no underscores


def _reference(table: str) -> dict[str, Any]:
    return {"resource": _resource_name(table), "fields": TABLES[table].primary_key()}


def _is_list(schema: type[dy.Schema], column: str) -> bool:
    return isinstance(schema.columns()[column].dtype, pl.List)  # Table Schema has no keys of lists


def _field(name: str, column: dy.Column) -> dict[str, Any]:
    """Describe one column as Table Schema has it; lists are text with a delimiter."""
    dtype = item_type(column)
    kind = "integer" if dtype.is_integer() else _FIELD_TYPES.get(str(dtype), "string")
    field: dict[str, Any] = {"name": name, "type": kind, "description": column.description}
    constraints: dict[str, Any] = {} if is_optional(column) else {"required": True}
    if isinstance(column.dtype, pl.List):
        field |= {"type": "list", "itemType": kind, "delimiter": "|"}
    elif isinstance(dtype, pl.Enum):
        constraints["enum"] = dtype.categories.to_list()
    elif pattern := getattr(column, "regex", None):
        constraints["pattern"] = pattern
    for bound, word in (("min", "minimum"), ("max", "maximum")):
        if getattr(column, bound, None) is not None:
            constraints[word] = getattr(column, bound)
    if constraints:
        field["constraints"] = constraints
    return field | {k: v for k, v in (column.metadata or {}).items() if k != "references"}


def _file_object(resource: dict[str, Any]) -> dict[str, str]:
    file = resource["path"]
    return {
        "@type": "cr:FileObject",
        "@id": file,
        "name": file,
        "contentUrl": file,
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _record_set(resource: dict[str, Any]) -> dict[str, Any]:
    file = resource["path"]
    table = file.removesuffix(".csv")
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table}/{field['name']}",
            "name": field["name"],
            "description": field["description"] or "",
            "dataType": _CROISSANT_TYPES.get(field["type"], "sc:Text"),
            "source": {"fileObject": {"@id": file}, "extract": {"column": field["name"]}},
        }
        for field in resource["schema"]["fields"]
    ]
    return {"@type": "cr:RecordSet", "@id": table, "name": table, "field": fields}
