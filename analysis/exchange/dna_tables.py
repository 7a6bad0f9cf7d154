"""The tables of a database of Discourse Network Analyzer (DNA) 3, as its program expects them."""

from __future__ import annotations

import base64
import hashlib
import unicodedata

VERSION = "3.0.11.5"
"""Programs of version 3.0 open databases of 3.0 only, those of 3.1 databases of both."""
RELEASED = "2025-02-05"
LONGEST = 190
"""Characters that names, titles and values of attributes may have."""
_ROUNDS = 100_000
_PERMISSIONS = (
    *("AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments"),
    *("AddStatements", "EditStatements", "DeleteStatements"),
    *("EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations"),
    *("ViewOthersDocuments", "EditOthersDocuments"),
    *("ViewOthersStatements", "EditOthersStatements"),
)
_RELATIONS = ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
_KINDS = ("boolean", "integer", "long text", "short text")
_ONE_KIND = " OR ".join(f"DataType = '{kind}'" for kind in _KINDS)
_ID, _ROW_ID = "ID INTEGER NOT NULL PRIMARY KEY", "ID INTEGER PRIMARY KEY NOT NULL"


def _name(column: str, extra: str = " NOT NULL") -> str:
    return f"{column} TEXT{extra} CHECK (LENGTH({column}) < {LONGEST + 1})"


def _between(column: str, least: int, most: int) -> str:
    return f"CHECK ({column} BETWEEN {least} AND {most})"


def _colours(extra: str = " NOT NULL DEFAULT 0") -> list[str]:
    parts = ("Red", "Green", "Blue")
    return [f"{part} INTEGER{extra} {_between(part, 0, 255)}" for part in parts]


def _switch(column: str, default: int) -> str:
    return f"{column} INTEGER NOT NULL {_between(column, 0, 1)} DEFAULT {default}"


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _values(table: str, value: str, *more: str) -> tuple[str, list[str]]:
    columns = [_ROW_ID, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", value]
    of = [_refers("StatementId", "STATEMENTS"), _refers("VariableId", "VARIABLES"), *more]
    return table, [*columns, *of, "UNIQUE (StatementId, VariableId)"]


_TABLES: dict[str, list[str]] = {
    "SETTINGS": ["Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"],
    "CODERS": [
        _ID,
        _name("Name"),
        *_colours(),
        f"Refresh INTEGER NOT NULL {_between('Refresh', 0, 9999)} DEFAULT 0",
        f"FontSize INTEGER NOT NULL {_between('FontSize', 1, 99)} DEFAULT 14",
        _name("Password"),
        f"PopupWidth INTEGER {_between('PopupWidth', 100, 9999)} DEFAULT 300",
        _switch("ColorByCoder", 0),
        _switch("PopupDecoration", 0),
        _switch("PopupAutoComplete", 1),
        *(_switch(f"Permission{what}", 1) for what in _PERMISSIONS),
    ],
    "DOCUMENTS": [
        _ID,
        _name("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        *(_name(column, " NOT NULL DEFAULT ''") for column in ("Author", "Source", "Section")),
        "Notes TEXT NOT NULL DEFAULT ''",
        _name("Type", " NOT NULL DEFAULT ''"),
        "Date INTEGER NOT NULL",
        _refers("Coder", "CODERS"),
    ],
    "STATEMENTTYPES": [_ID, _name("Label"), *_colours()],
    "VARIABLES": [
        _ID,
        _name("Variable"),
        f"DataType TEXT NOT NULL CHECK ({_ONE_KIND}) DEFAULT 'short text'",
        "StatementTypeId INTEGER",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ],
    "VARIABLELINKS": [
        _ID,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _refers("SourceVariableId", "VARIABLES"),
        _refers("TargetVariableId", "VARIABLES"),
    ],
    "REGEXES": [_name("Label", " PRIMARY KEY"), *_colours()],
    "CODERRELATIONS": [
        _ID,
        "Coder INTEGER CHECK(Coder > 0)",
        "OtherCoder INTEGER CHECK(OtherCoder > 0)",
        *(f"{r} INTEGER NOT NULL DEFAULT 1 CHECK({r} BETWEEN 0 AND 1)" for r in _RELATIONS),
        "CHECK (Coder != OtherCoder)",
        _refers("Coder", "CODERS"),
        _refers("OtherCoder", "CODERS"),
    ],
    "STATEMENTS": [
        _ID,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        "Start INTEGER NOT NULL CHECK(Start >= 0)",
        "Stop INTEGER NOT NULL CHECK(Stop >= 0)",
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        _refers("Coder", "CODERS"),
        _refers("DocumentId", "DOCUMENTS"),
    ],
    **dict(
        [
            _values("DATABOOLEAN", "Value INTEGER NOT NULL DEFAULT 1"),
            _values("DATAINTEGER", "Value INTEGER NOT NULL DEFAULT 0"),
        ]
    ),
    "ENTITIES": [
        _ROW_ID,
        "VariableId INTEGER NOT NULL",
        _name("Value", " NOT NULL DEFAULT ''"),
        *_colours(""),
        "ChildOf INTEGER CHECK(ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        _refers("ChildOf", "ENTITIES"),
        _refers("VariableId", "VARIABLES"),
    ],
    **dict(
        [
            _values("DATASHORTTEXT", "Entity INTEGER NOT NULL", _refers("Entity", "ENTITIES")),
            _values("DATALONGTEXT", "Value TEXT DEFAULT ''"),
        ]
    ),
    "ATTRIBUTEVARIABLES": [
        _ROW_ID,
        "VariableId INTEGER NOT NULL",
        _name("AttributeVariable"),
        "UNIQUE(VariableId, AttributeVariable)",
        _refers("VariableId", "VARIABLES"),
    ],
    "ATTRIBUTEVALUES": [
        _ROW_ID,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _name("AttributeValue", " NOT NULL DEFAULT ''"),
        "UNIQUE (EntityId, AttributeVariableId)",
        _refers("EntityId", "ENTITIES"),
        _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ],
}


def creation() -> list[str]:
    """Give the statements that make the tables of an empty database, in DNA's order.

    Examples
    --------
    >>> creation()[0]
    'CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL)'
    """
    return [f"CREATE TABLE {table}({', '.join(parts)})" for table, parts in _TABLES.items()]


def password_hash(password: str, salt: bytes) -> str:
    """Hash a password as DNA stores it.

    A salt of 16 bytes and the SHA-256 of it with the password (UTF-8, NFC), hashed 100,000 times
    in all, in Base64: the StrongPasswordEncryptor of Jasypt.

    Examples
    --------
    >>> password_hash("dossier", bytes(16))[:24]
    'AAAAAAAAAAAAAAAAAAAAAJ02'
    """
    digest = hashlib.sha256(salt + unicodedata.normalize("NFC", password).encode()).digest()
    for _ in range(_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()
