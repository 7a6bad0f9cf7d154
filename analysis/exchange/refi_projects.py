"""A dossier as a project or a code book of REFI-QDA, for programs for qualitative data."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from analysis.dossier.vocabularies import every_vocabulary
from analysis.exchange.fields import CELLS, fields_of
from analysis.exchange.graph_cells import in_xml
from analysis.exchange.texts import marked_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

    from analysis.dossier import Dossier

_PROJECT, _BOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
_ORIGIN = "article-dossier"
_VOCABULARIES = {
    "stance": "stances",
    "speech_act": "speech_acts",
    "attribution": "attributions",
    "factuality": "factuality",
    "polarity": "polarities",
    "time_reference": "time_references",
}
"""Columns whose codes are the words of a vocabulary."""
_NAMED = ("concept", "speaker", "nested_source", "organization")
"""Columns whose codes are the values that claims have."""
_CODED = (*_VOCABULARIES, *_NAMED)
_CASES = ("kind", "country")
"""Columns of an actor that its case has."""
_TIME = (1980, 1, 1, 0, 0, 0)
"""Earliest time that a zip archive can state: the same dossier gives the same bytes."""


def refi_qda_project(dossier: Dossier) -> bytes:
    """Give article, claims and code book as a project of REFI-QDA (.qdpx).

    Coders are users; every claim is a selection of the text, coded with its concept, stance, speech
    act, speaker and for whom that is, below a code for each column; its statement and other words
    are lines of the description. Actors who speak are cases. Places count characters of the text,
    as the standard has it. Ids are derived from the dossier's, so that the same dossier gives the
    same bytes.

    What it cannot contain: ids of weapons and actors whom a claim is about; review; line ends and
    control characters within a cell, which XML has no place for.

    Raises
    ------
    FileNotFoundError
        The dossier has no text; the format is about it.
    AnchorError
        The text cannot be read, or does not have the words of a claim.

    Examples
    --------
    >>> import analysis
    >>> zipfile.ZipFile(io.BytesIO(refi_qda_project(analysis.example()))).namelist()[0]
    'project.qde'
    """
    marked = marked_text(dossier)
    said = [fields_of(claim, dossier) for claim in marked.claims]
    ids = _Ids(dossier)
    coders = sorted({claim["coder"] for claim in marked.claims} - {None}) or [_ORIGIN]
    root = etree.fromstring(f'<Project xmlns="{_PROJECT}"/>')
    _set(root, name=dossier.study.title, origin=_ORIGIN, creatingUserGUID=ids("user", coders[0]))
    users = _add(root, "Users")
    for coder in coders:
        _add(users, "User", guid=ids("user", coder), name=coder)
    _add_codes(_add(root, "CodeBook"), said, ids)
    _add_cases(root, dossier, marked.claims, ids)
    source = _add(_add(root, "Sources"), "TextSource", guid=ids("text", ""))
    place = f"{ids('text', '')}.txt"
    _set(source, name=dossier.study.title, plainTextPath=f"internal://{place}")
    for claim, cells in zip(marked.claims, said, strict=True):
        _add_selection(source, claim, cells, ids)
    if day := dossier.study.date:
        value = _add(source, "VariableValue")
        _add(value, "VariableRef", targetGUID=ids("variable", "date"))
        _add(value, "DateValue").text = day.isoformat()
    return _packed(
        {
            "project.qde": _written(root),
            f"sources/{place}": marked.article.text.encode(errors="surrogatepass"),
        }
    )


def refi_qda_code_book(dossier: Dossier) -> bytes:
    """Give the codes of a dossier as a code book of REFI-QDA (.qdc).

    A code for each column; below it the words of its vocabulary with their definitions, or the
    concepts, speakers and organisations that its claims have.

    Examples
    --------
    >>> import analysis
    >>> refi_qda_code_book(analysis.example())[:38]
    b"<?xml version='1.0' encoding='UTF-8'?>"
    """
    said = [fields_of(claim, dossier) for claim in dossier.claims.iter_rows(named=True)]
    root = etree.fromstring(f'<CodeBook xmlns="{_BOOK}"/>')
    _set(root, origin=_ORIGIN)
    _add_codes(root, said, _Ids(dossier))
    return _written(root)


class _Ids:
    """GUIDs that are the same for the same dossier."""

    def __init__(self, dossier: Dossier) -> None:
        self._urn = f"urn:dossier:{dossier.study.name}"

    def __call__(self, kind: str, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self._urn}:{kind}:{name}")).upper()


def _add_codes(parent: _Element, said: Iterable[Mapping[str, str]], ids: _Ids) -> None:
    codes = _add(parent, "Codes")
    rows = list(said)
    for column in _CODED:
        above = _add(codes, "Code", guid=ids("code", column), name=column, isCodable="false")
        if vocabulary := _VOCABULARIES.get(column):
            words = {word.word: word.definition for word in every_vocabulary()[vocabulary]}
        else:
            words = dict.fromkeys(sorted({row[column] for row in rows if column in row}), "")
        for word, definition in words.items():
            code = _add(above, "Code", guid=ids(column, word), name=word, isCodable="true")
            if definition:
                _add(code, "Description").text = _clean(definition)


def _add_cases(root: _Element, dossier: Dossier, claims: list[dict[str, Any]], ids: _Ids) -> None:
    """Add the variables, and a case for each actor who speaks."""
    variables = _add(root, "Variables")
    for name in _CASES:
        _add(variables, "Variable", guid=ids("variable", name), name=name, typeOfVariable="Text")
    day = _add(variables, "Variable", guid=ids("variable", "date"), name="date")
    _set(day, typeOfVariable="Date")
    selections: dict[str, list[str]] = {}
    for claim in claims:
        selections.setdefault(claim["speaker"], []).append(claim["claim_id"])
    actors = [row for row in dossier.actors.iter_rows(named=True) if row["actor_id"] in selections]
    if not actors:
        return
    cases = _add(root, "Cases")
    for actor in actors:
        case = _add(cases, "Case", guid=ids("case", actor["actor_id"]), name=actor["name"])
        for column in _CASES:
            if actor[column] is not None:
                value = _add(case, "VariableValue")
                _add(value, "VariableRef", targetGUID=ids("variable", column))
                _add(value, "TextValue").text = _clean(actor[column])
        for claim_id in selections[actor["actor_id"]]:
            _add(case, "SelectionRef", targetGUID=ids("selection", claim_id))


def _add_selection(
    source: _Element, claim: dict[str, Any], said: Mapping[str, str], ids: _Ids
) -> None:
    own = claim["claim_id"]
    user = {} if claim["coder"] is None else {"creatingUser": ids("user", claim["coder"])}
    selection = _add(source, "PlainTextSelection", guid=ids("selection", own), name=own)
    _set(selection, startPosition=str(claim["start"]), endPosition=str(claim["end"]), **user)
    lines = [
        f"{column}: {' '.join(said[column].split())}"
        for column in CELLS
        if column in said and column not in _CODED
    ]
    _add(selection, "Description").text = _clean("\n".join(lines))
    for column in _CODED:
        if column in said:
            coding = _add(selection, "Coding", guid=ids("coding", f"{own}:{column}"), **user)
            _add(coding, "CodeRef", targetGUID=ids(column, said[column]))


def _add(parent: _Element, tag: str, /, **attributes: str) -> _Element:
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    _set(child, **attributes)
    return child


def _set(element: _Element, /, **attributes: str) -> None:
    for name, value in attributes.items():
        element.set(name, _clean(value))


def _clean(text: str) -> str:
    return str(in_xml(text))


def _written(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return packed.getvalue()
