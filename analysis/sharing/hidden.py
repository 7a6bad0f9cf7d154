"""What an author hid: cells, code and outputs that are not in a page at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAGS = {
    "cell": {"remove-cell", "hide-cell"},
    "source": {"remove-input", "hide-input"},
    "outputs": {"remove-output", "hide-output"},
    "stdout": {"remove-stdout"},
    "stderr": {"remove-stderr"},
}
# Most are not in the format of notebooks, but are what Colab, Kaggle, Deepnote and others write.
_KEYS: list[tuple[str, str, object]] = [
    ("cell", "nbsphinx", "hidden"),
    ("source", "cellView", "form"),
    ("source", "hide_input", True),
    ("source", "is_code_hidden", True),
    ("source", "_kg_hide-input", True),
    ("outputs", "collapsed", True),
    ("outputs", "hide_output", True),
    ("outputs", "is_output_hidden", True),
    ("outputs", "_kg_hide-output", True),
]


@dataclass(frozen=True)
class Shown:
    """Which parts of a cell its author lets readers see.

    Tags are those of nbconvert and Jupyter Book; what they only fold is left out, too, since what
    is folded can be opened by anybody.

    Examples
    --------
    >>> Shown.of({"tags": ["hide_input"], "jupyter": {"outputs_hidden": False}})
    Shown(cell=True, source=False, outputs=True, stdout=True, stderr=True)
    """

    cell: bool = True
    source: bool = True
    outputs: bool = True
    stdout: bool = True
    stderr: bool = True

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> Shown:
        """Read the metadata of a cell or of an output."""
        given = metadata.get("tags")
        tags = {str(t).replace("_", "-") for t in given} if isinstance(given, list) else set()
        hidden = {part for part, known in _TAGS.items() if known & tags}
        hidden |= {part for part, key, value in _KEYS if metadata.get(key) == value}
        folded = metadata.get("jupyter")
        if isinstance(folded, dict):
            hidden |= {"source"} if folded.get("source_hidden") else set()
            hidden |= {"outputs"} if folded.get("outputs_hidden") else set()
        return cls(**dict.fromkeys(hidden, False))

    def of_output(self, output: Mapping[str, Any]) -> bool:
        """Whether an output of the cell is shown."""
        metadata = output.get("metadata")
        own = Shown.of(metadata if isinstance(metadata, dict) else {})
        stream = output.get("name") if output.get("output_type") == "stream" else None
        hidden = (stream == "stdout" and not self.stdout) or (
            stream == "stderr" and not self.stderr
        )
        return self.outputs and own.outputs and not hidden
