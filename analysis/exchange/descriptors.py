"""Descriptions of a dossier's tables for other tools: Frictionless and Croissant."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import TABLES
from analysis.dossier.references import references_of
from analysis.dossier.tables import is_optional, item_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import dataframely as dy

    from analysis.dossier import Dossier

_CREATIVE_COMMONS = "https://creativecommons.org"
_LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", f"{_CREATIVE_COMMONS}/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0",
        f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": ("CC0 1.0 Universal", f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/"),
}
"""Title and address of licences by SPDX identifier."""
_FIELD_TYPES = {"Date": "date", "Boolean": "boolean", "Float64": "number"}
"""Table Schema's names for polars' types; the rest is text."""
_CROISSANT_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
_CROISSANT_TERMS = ("column", "extract", "field", "fileObject", "recordSet", "source")


@dataclass(frozen=True)
class _Table:
    """A table of a dossier that has a file, with the columns that the file has."""

    name: str
    content: bytes
    columns: dict[str, dy.Column]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def resource(self) -> str:
        """Name of the table where underscores are not allowed."""
        return self.name.replace("_", "-")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def datapackage(dossier: Dossier) -> str:
    """Describe the tables as a Frictionless Data Package (version 2), with a hash per file.

    Returns
    -------
    str
        JSON, to be saved as ``datapackage.json`` beside the tables. Tables and columns that the
        folder lacks are left out.

    Examples
    --------
    >>> import analysis
    >>> package = json.loads(datapackage(analysis.example()))
    >>> package["name"], package["licenses"][0]["name"]
    ('ferry-crisis', 'CC-BY-4.0')
    """
    tables = list(_tables(dossier.folder))
    study = dossier.study
    licence = study.licence
    about = {
        "name": study.name,
        "title": study.title,
        "description": study.description,
        "licenses": [_licence(licence)] if licence else None,
        "contributors": [{"title": study.contact}] if study.contact else None,
        "sources": list(_sources(dossier)) or None,
    }
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        **{key: value for key, value in about.items() if value},
        "resources": [_resource(table, tables) for table in tables],
    }
    return _json(package)


def croissant(dossier: Dossier) -> str:
    """Describe the tables in Croissant 1.0 (MLCommons), for data set search and loaders.

    Returns
    -------
    str
        JSON-LD. Tables and columns that the folder lacks are left out.

    Examples
    --------
    >>> import analysis
    >>> json.loads(croissant(analysis.example()))["license"]
    'https://creativecommons.org/licenses/by/4.0/'
    """
    study = dossier.study
    context = {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    }
    licence = study.licence
    about = {
        "name": study.name,
        "description": study.description or study.title,
        "license": _licence(licence).get("path", licence) if licence else None,
    }
    tables = list(_tables(dossier.folder))
    card = {
        "@context": context | {term: f"cr:{term}" for term in _CROISSANT_TERMS},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        **{key: value for key, value in about.items() if value},
        "distribution": [_file_object(table) for table in tables],
        "recordSet": [_record_set(table) for table in tables],
    }
    return _json(card)


def _tables(folder: Path) -> Iterator[_Table]:
    for name, schema in TABLES.items():
        path = folder / f"{name}.csv"
        if path.is_file():
            content = path.read_bytes()
            header = next(csv.reader(content.decode().splitlines()), [])
            known = schema.columns()
            yield _Table(name, content, {column: known[column] for column in header})


def _licence(identifier: str) -> dict[str, str]:
    if identifier not in _LICENCES:
        return {"name": identifier}
    title, path = _LICENCES[identifier]
    return {"name": identifier, "title": title, "path": path}


def _sources(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Name the article, which is not among the files, and the table of all other sources."""
    article = dossier.sources.filter(source_id=dossier.study.source or "")
    for title, url in article.select("title", "url").iter_rows():
        yield {"title": title} | ({"path": url} if url else {})
    if not dossier.sources.is_empty():
        yield {"title": "Sources that rows point to", "path": "sources.csv"}


def _resource(table: _Table, tables: list[_Table]) -> dict[str, Any]:
    schema = TABLES[table.name]
    return {
        "name": table.resource,
        "title": table.name.replace("_", " ").capitalize(),
        "description": (schema.__doc__ or "").strip(),
        "path": table.file,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table.content),
        "hash": f"sha256:{table.sha256}",
        "schema": {
            "fields": [_field(name, column) for name, column in table.columns.items()],
            "primaryKey": schema.primary_key(),
            "foreignKeys": list(_foreign_keys(table, tables)),
            "missingValues": [""],
        },
    }


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


def _foreign_keys(table: _Table, tables: list[_Table]) -> Iterator[dict[str, Any]]:
    """Give foreign keys of single cells; Table Schema has none for lists."""
    described = {other.name: other for other in tables}
    for column, target in references_of(TABLES[table.name]).items():
        single = column in table.columns and not isinstance(table.columns[column].dtype, pl.List)
        if single and target in described:
            fields = TABLES[target].primary_key()
            reference = {"resource": described[target].resource, "fields": fields}
            yield {"fields": [column], "reference": reference}


def _file_object(table: _Table) -> dict[str, str]:
    return {
        "@type": "cr:FileObject",
        "@id": table.file,
        "name": table.file,
        "contentUrl": table.file,
        "encodingFormat": "text/csv",
        "sha256": table.sha256,
    }


def _record_set(table: _Table) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{name}",
            "name": name,
            "description": column.description or "",
            "dataType": _CROISSANT_TYPES.get(_field(name, column)["type"], "sc:Text"),
            "source": {"fileObject": {"@id": table.file}, "extract": {"column": name}},
        }
        for name, column in table.columns.items()
    ]
    return {"@type": "cr:RecordSet", "@id": table.name, "name": table.name, "field": fields}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
