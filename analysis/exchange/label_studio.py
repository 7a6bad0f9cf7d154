"""Regions that were marked in Label Studio, and claims as tasks for it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.fields import CELLS, Fields, cell_of, fields_of
from analysis.exchange.odd_entries import OddEntries
from analysis.exchange.placing import placed, several
from analysis.exchange.texts import marked_text
from analysis.exchange.untrusted import json_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dossier import Dossier
    from analysis.exchange.untrusted import Value

_CODER = "coder"
_LABEL = "claim"
"""Label of a claim whose speech act is not coded."""


def label_studio_tasks(dossier: Dossier) -> str:
    """Give the article and its claims as a task with annotations for Label Studio, as JSON.

    One task; in it, an annotation for each coder, and in that a region for each claim with its
    speech act as label. Cells and names are texts of the region, by column, and so is the coder,
    since Label Studio takes only annotators that it knows. The project that the file is imported
    into shows what its labelling configuration has, such as::

        <View>
          <Labels name="speech_act" toName="text"><Label value="claim"/><Label value="threat"/>
          </Labels>
          <Text name="text" value="$text"/>
          <TextArea name="statement" toName="text" perRegion="true"/>
          <TextArea name="speaker" toName="text" perRegion="true"/>
        </View>

    What it cannot contain: ids of weapons and actors whom a claim is about; review.

    Raises
    ------
    FileNotFoundError
        The dossier has no text; the format is about it.
    AnchorError
        The text cannot be read, or does not have the words of a claim.

    Examples
    --------
    >>> import analysis
    >>> (task,) = json.loads(label_studio_tasks(analysis.example()))
    >>> [len(annotation["result"]) > 0 for annotation in task["annotations"]]
    [True, True]
    """
    marked = marked_text(dossier)
    text = marked.article.text
    by_coder: dict[str | None, list[dict[str, Any]]] = {}
    for claim in marked.claims:
        results = by_coder.setdefault(claim["coder"], [])
        results += _results(claim, fields_of(claim, dossier), text)
    task = {
        "id": 1,
        "data": {"text": text, "dossier": dossier.study.name, "title": dossier.study.title},
        "annotations": [
            {"id": number, "was_cancelled": False, "ground_truth": False, "result": results}
            for number, results in enumerate(by_coder.values(), 1)
        ],
        "predictions": [],
    }
    return json.dumps([task], indent=1, ensure_ascii=False) + "\n"


def _results(claim: dict[str, Any], said: dict[str, str], text: str) -> Iterator[dict[str, Any]]:
    """Give the label of a claim's region, then its texts."""
    start, end = claim["start"], claim["end"]
    shared = {"id": claim["claim_id"], "to_name": "text", "origin": "manual"}
    place = {"start": start, "end": end}
    label = said.pop("speech_act", _LABEL)
    yield shared | {
        "from_name": "speech_act",
        "type": "labels",
        "value": place | {"text": text[start:end], "labels": [label]},
    }
    if claim["coder"] is not None:
        said[_CODER] = claim["coder"]
    for column, value in said.items():
        yield shared | {
            "from_name": column,
            "type": "textarea",
            "value": place | {"text": [value]},
        }


def read_label_studio(path: Path, *, field: str | None = None) -> Foreign:
    """Read tasks and their annotations as Label Studio exports them (JSON, not JSON-MIN).

    Places should count characters; those of older versions count UTF-16 units, which the words of
    each region show. Texts, choices and numbers of a region are cells where the name of their
    control is one (``concept``, ``stance``, ``speaker``, ``org`` ...), else labels. Cancelled
    annotations, drafts, predictions, relations, answers about a whole task, and regions of
    pictures and sound are left out. Notes on a region are read as fields where they say so
    (``concept: bridge``); of the data of a task, title, author, source and date are taken along.

    Parameters
    ----------
    path
        The file.
    field
        Field of the task's data that has the text.

    Returns
    -------
    Foreign
        A text for each task; the coder is who completed an annotation.

    Raises
    ------
    QuestionError
        The file is not of that format, or it is open which field has the text.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "tasks.json")
    ...     _ = path.write_text('[{"data": {"text": "We agree"}, "annotations": [{"result": []}]}]')
    ...     read_label_studio(path).texts[0].text
    'We agree'
    """
    root = json_of(*read_text(path))
    left_out: Counter[tuple[str, str]] = Counter()
    rest: list[str] = []
    notes: list[str] = []
    texts = []
    odd = OddEntries()
    for number, task in enumerate(root.items() if root else [], 1):
        read = None
        with odd.reading():
            name = task["id"].word() or str(number)
            used, marked_up = _field_of(task, field)
            text = task["data"][used].text()
            passages = list(_passages(task, text, name, left_out, odd))
            read = _about(task["data"], used, left_out)
        if read is None:
            continue
        where = f"task {name}"
        kept, said, without = placed(where, None if marked_up else text, passages, "characters")
        notes += said
        rest += without
        if marked_up:
            notes.append(
                f"{where}: its text is a page with markup; words are looked for, not places"
            )
        texts.append(ForeignText(name, None if marked_up else text, tuple(kept), **read))
    rest += odd.said(read=sum(len(text.passages) for text in texts))
    said = [several(many, *noun) for noun, many in left_out.items() if many]
    return Foreign(tuple(texts), left_out=(*said, *rest), notes=tuple(notes))


_TOLD = {
    "title": ("title",),
    "author": ("author",),
    "source": ("source",),
    "date": ("date", "published"),
}
"""Fields of a task's data that say something of its text."""
_OURS = "dossier"
"""Field of the data that `label_studio_tasks` writes, which names the dossier."""


def _about(data: Value, used: str, left_out: Counter[tuple[str, str]]) -> dict[str, str]:
    """Give what the data of a task says of its text; count what nothing here has a place for."""
    known: dict[str, str] = {}
    taken = {used, _OURS}
    for name, fields in _TOLD.items():
        for each in fields:
            value = data[each].value
            if not isinstance(value, str) or not value or name in known or each == used:
                continue
            if name != "date" or cell_of("said_on", value):
                known[name] = value
                taken.add(each)
    further = sum(
        value not in (None, "") for key, value in data.fields().items() if key not in taken
    )
    left_out["further field of the data of a task", "further fields of the data of tasks"] += (
        further
    )
    return known


def _field_of(task: Value, field: str | None) -> tuple[str, bool]:
    """Give the field with the text of a task, and whether it has markup, of which places are."""
    if not task["data"] or not {"annotations", "completions"} & {*task.fields()}:
        task.refuse("a task with data and annotations, as Label Studio exports them as JSON")
    data = task["data"].fields()
    written = [key for key, value in data.items() if isinstance(value, str)]
    if field is None:
        field = "text" if "text" in written or len(written) != 1 else written[0]
    if field not in written:
        task["data"].refuse(
            f'an object with a text in its field "{field}"; name one of its '
            f"texts by the option field: {', '.join(written[:10]) or 'none'}"
        )
    annotations = task["annotations"].items()
    results = [each.value.get("result") for each in annotations if isinstance(each.value, dict)]
    return field, any(
        _is_of_markup(result)
        for several_of in results
        if isinstance(several_of, list)
        for result in several_of
        if isinstance(result, dict)
    )


def _is_of_markup(result: dict[str, object]) -> bool:
    """Whether a region is one of a page: places are paths, or are beside paths."""
    value = result.get("value")
    if result.get("type") == "hypertextlabels" or not isinstance(value, dict):
        return result.get("type") == "hypertextlabels"
    paths = any(isinstance(value.get(key), str) for key in ("start", "end"))
    return paths or bool({"globalOffsets", "startOffset", "endOffset"} & {*value})


def _passages(
    task: Value, text: str, name: str, left_out: Counter[tuple[str, str]], odd: OddEntries
) -> Iterator[Passage]:
    """Give the regions of a task, each with all that was said of it."""
    for prediction in task["predictions"].one_or_more():
        many = len(prediction["result"].items()) if isinstance(prediction.value, dict) else 1
        left_out["result of a prediction", "results of predictions"] += many
    left_out["draft", "drafts"] += len(task["drafts"].items())
    for annotation in task["annotations"].items():
        regions: dict[str, list[Value]] = {}
        coder = None
        with odd.reading():
            if annotation["was_cancelled"].flag():
                left_out["cancelled annotation", "cancelled annotations"] += 1
                continue
            coder = _coder(annotation["completed_by"])
            for number, result in enumerate(annotation["result"].items(), 1):
                with odd.reading():
                    if result["type"].text() == "relation":
                        left_out["relation between regions", "relations between regions"] += 1
                        continue
                    region = result["id"].word() or f"result {number}"
                    result["value"].fields()
                    regions.setdefault(region, []).append(result)
        for region, results in regions.items():
            with odd.reading():
                if passage := _passage(results, text, f"task {name}, region {region}", coder):
                    yield passage
                elif _is_of_text(results):
                    left_out["answer about a whole task", "answers about whole tasks"] += 1
                else:
                    left_out["region that is not of a text", "regions that are not of a text"] += 1


def _is_of_text(results: list[Value]) -> bool:
    return not any({"start", "x", "points", "format"} & set(r["value"].fields()) for r in results)


def _passage(results: list[Value], text: str, origin: str, coder: str | None) -> Passage | None:
    """Put what is said of one region together; None if it is not a region of a text."""
    fields = Fields()
    words: str | None = None
    start: int | None = None
    end: int | None = None
    for result in results:
        for note in result["meta"]["text"].one_or_more() if result["meta"] else ():
            fields.add_note(note.word())
        value, kind, control = result["value"], result["type"].text(), result["from_name"].word()
        said = value.fields()
        if start is None and all(_is_whole(said.get(key)) for key in ("start", "end")):
            start, end = value["start"].number(), value["end"].number()
        if kind.endswith("labels"):
            if words is None and isinstance(said.get("text"), str):
                words = _as_written(value["text"].text(), text)
            for label in value[kind].items():
                if not (control in CELLS and fields.took(control, label.text())):
                    fields.label(label.text())
            continue
        key = "text" if kind == "textarea" else kind
        for answer in value[key].one_or_more():
            coder = _answer(answer, control or kind, fields, coder)
    if words is None and (start is None or not _has_text(results)):
        return None
    return fields.passage(
        origin,
        words,
        start,
        end,
        coder=coder,
    )


def _has_text(results: list[Value]) -> bool:
    """Whether whole numbers are places in a text, not seconds of a recording."""
    return not any({"channel", "original_length"} & set(r["value"].fields()) for r in results)


def _answer(answer: Value, control: str, fields: Fields, coder: str | None) -> str | None:
    """Add an answer about a region; give the coder, whom an answer may name."""
    if isinstance(answer.value, list):  # a path in a taxonomy
        fields.add(control, " / ".join(step.word() for step in answer.items()))
        return coder
    value = str(answer.value) if isinstance(answer.value, bool | float) else answer.word()
    if control == _CODER and value.strip():
        return value.strip()
    fields.add(control, value)
    return coder


def _is_whole(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1


def _as_written(words: str, text: str) -> str:
    """Undo what the front end does to line ends in the words of a region."""
    plain = words.replace("\\n", "\n")
    return plain if words not in text and plain in text.replace("\r\n", "\n") else words


def _coder(completed_by: Value) -> str | None:
    """Who completed an annotation: a name, an address, or a number."""
    if not isinstance(completed_by.value, dict):
        return completed_by.word() or None
    names = [completed_by[key].text() for key in ("first_name", "last_name")]
    return (
        " ".join(filter(None, names))
        or completed_by["email"].text()
        or completed_by["username"].text()
        or completed_by["id"].word()
        or None
    )
