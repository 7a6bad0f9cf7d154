"""Annotations in UIMA CAS XMI, as INCEpTION, WebAnno and DKPro write it; read by dkpro-cassis."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from analysis.dossier.archives import Archive
from analysis.errors import QuestionError, visible
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.fields import Fields
from analysis.exchange.folders import files_below, is_file_of
from analysis.exchange.placing import merged, several
from analysis.exchange.untrusted import as_path, content_of, shown_name, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = "TypeSystem.xml"
_CORE = "de.tudarmstadt.ukp."
_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
"""The one layer of DKPro that people mark passages with; the others are of linguists' programs."""
_BUILT_IN = "uima."
_LABELS = ("label", "value", "category", "code")
"""Features whose value is a label, whatever the layer."""
_STRING = "uima.cas.String"


def read_uima(path: Path, *, typesystem: str | None = None) -> Foreign:
    """Read UIMA CAS XMI. Needs ``pip install 'article-dossier[uima]'``.

    Parameters
    ----------
    path
        An .xmi file; a zip with .xmi files and TypeSystem.xml, as INCEpTION exports a document; or
        a folder of .xmi files, each of which is called for its annotator and is in a folder called
        for its document.
    typesystem
        File with the type system; by default TypeSystem.xml in the same folder or zip.

    Returns
    -------
    Foreign
        A text for each view. Annotations of layers with features in words are passages: features
        called label, value, category or code are labels, those named as cells (``concept``,
        ``organisation``, ``agreement`` ...) are that cell, others a label with their name. In a zip
        or folder the name of each file is the coder. Sentences, tokens and other layers of DKPro,
        annotations without words, relations, and features that point to other annotations are
        left out.

    Raises
    ------
    QuestionError
        dkpro-cassis is not installed, there is no type system, or a file is not of that format.

    Examples
    --------
    >>> read_uima("bridge.xmi", typesystem="no-such.xml")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: no-such.xml cannot be read: No such file or directory
    """
    path = as_path(path)
    types = None if typesystem is None else content_of(as_path(typesystem))
    left_out: Counter[tuple[str, str]] = Counter()
    texts: list[ForeignText] = []
    for file in _files(path, types):
        texts += _texts(file, left_out)
    said = [several(many, *noun) for noun, many in left_out.items()]
    return Foreign(merged(texts), left_out=tuple(said))


@dataclass(frozen=True)
class _File:
    name: str
    """As messages show it."""
    document: str
    content: bytes
    types: bytes
    """Its type system."""
    coder: str | None


def _files(path: Path, types: bytes | None) -> Iterator[_File]:
    if path.is_dir():
        files = files_below(path, ".xmi")
        if not files:
            raise QuestionError(f"{shown_name(path)} has no .xmi file")
        for file in files:
            own = _beside(file, path) if types is None else types
            document = file.parent.name if file.parent != path else file.stem
            coder = file.stem if file.parent != path else None
            yield _File(visible(file.name), visible(document), content_of(file), own, coder)
        return
    content, name = content_of(path), shown_name(path)
    if not content.startswith(b"PK"):
        own = _beside(path, path.parent) if types is None else types
        yield _File(name, visible(path.stem), content, own, None)
        return
    archive = Archive(content, name)
    names = [member for member in archive.names() if member.casefold().endswith(".xmi")]
    if not names:
        raise QuestionError(f"{name} has no .xmi file")
    type_system = archive.below(_TYPES)
    if types is None and type_system not in archive:
        raise QuestionError(f"{name} has no {_TYPES}; name one by the option typesystem")
    for member in names:
        own = archive.read(type_system) if types is None else types
        place = PurePosixPath(member)
        document = visible(place.parent.name or path.stem)
        shown = f"{name}: {visible(member)}"
        yield _File(shown, document, archive.read(member), own, place.stem)


def _beside(file: Path, home: Path) -> bytes:
    """Read the type system in a file's folder, or in the one above it within the folder read."""
    for folder in (file.parent, home):
        if is_file_of(home, found := folder / _TYPES):
            return content_of(found)
    raise QuestionError(
        f"{visible(file.name)}: there is no {_TYPES} beside it; name one by the option typesystem"
    )


def _texts(file: _File, left_out: Counter[tuple[str, str]]) -> Iterator[ForeignText]:
    """Read the views of a file, with the passages that are marked in each."""
    cas = _cas(file)
    for sofa in cas.sofas:
        view = cas.get_view(sofa.sofaID)
        text = sofa.sofaString
        if text is None:
            left_out["view without text", "views without text"] += 1
            continue
        passages = []
        for annotation in view.select_all_annotations():
            if annotation.type.name == "uima.tcas.DocumentAnnotation":
                continue
            shown = annotation.type.name.rpartition(".")[2]
            if noun := _unfit(annotation, shown, text):
                left_out[noun] += 1
            else:
                passages.append(_passage(annotation, shown, text, file, left_out))
        name = file.document if len(cas.sofas) == 1 else f"{file.document} ({sofa.sofaID})"
        yield ForeignText(name, text, tuple(passages))


def _cas(file: _File) -> Any:  # noqa: ANN401 (of dkpro-cassis)
    try:
        from cassis import load_cas_from_xmi, load_typesystem
    except ImportError:
        raise QuestionError(
            "UIMA CAS XMI is read by dkpro-cassis, which is not installed: pip install "
            "'article-dossier[uima]'"
        ) from None
    # Parsed before, by a parser that refuses what can grow: cassis has its own.
    tree_of(file.content, file.name)
    tree_of(file.types, _TYPES)
    try:
        return load_cas_from_xmi(io.BytesIO(file.content), load_typesystem(io.BytesIO(file.types)))
    except Exception as error:  # noqa: BLE001 (whatever it raises of a file that is not one)
        wrong = visible(str(error).splitlines()[0][:200]) if str(error) else type(error).__name__
    raise QuestionError(f"{file.name}: cannot be read as UIMA CAS XMI with {_TYPES} ({wrong})")


def _unfit(
    annotation: Any,  # noqa: ANN401 (of dkpro-cassis)
    shown: str,
    text: str,
) -> tuple[str, str] | None:
    """Say what an annotation is, one and many of it, if it is not a passage to code."""
    kind = annotation.type.name
    features = _features(annotation)
    if (kind.startswith(_CORE) and kind != _ENTITY) or kind.startswith(_BUILT_IN):
        return f"annotation of the layer {shown}", f"annotations of the layer {shown}"
    if {"Governor", "Dependent"} <= {feature.name for feature in features}:
        return f"relation {shown}", f"relations {shown}"
    if not any(feature.rangeType.name == _STRING for feature in features):
        return f"annotation {shown} without words", f"annotations {shown} without words"
    if not _is_span(annotation.begin, annotation.end, text):
        return f"annotation {shown} of no text", f"annotations {shown} of no text"
    return None


def _passage(
    annotation: Any,  # noqa: ANN401 (of dkpro-cassis)
    shown: str,
    text: str,
    file: _File,
    left_out: Counter[tuple[str, str]],
) -> Passage:
    fields = Fields()
    for feature in _features(annotation):
        value = annotation[feature.name]
        if isinstance(value, bool):
            fields.add(feature.name, str(value).casefold())
        elif isinstance(value, str) and feature.name.casefold() in _LABELS:
            fields.label(value)
        elif isinstance(value, str | int | float):
            fields.add(feature.name, str(value))
        elif value is not None:
            noun = f"{shown}.{feature.name}, which points to others"
            left_out[f"feature {noun}", f"features {noun}"] += 1
    if not fields.labels:
        fields.label(shown)
    return fields.passage(
        f"{file.name}, {shown} {annotation.xmiID}",
        text[annotation.begin : annotation.end],
        annotation.begin,
        annotation.end,
        coder=file.coder,
    )


def _features(annotation: Any) -> list[Any]:  # noqa: ANN401 (of dkpro-cassis)
    """Features of an annotation, without those that say where it is."""
    return [f for f in annotation.type.all_features if f.name not in ("sofa", "begin", "end")]


def _is_span(start: object, end: object, text: str) -> bool:
    if not (isinstance(start, int) and isinstance(end, int)):
        return False
    return 0 <= start < end <= len(text) and bool(text[start:end].strip())
