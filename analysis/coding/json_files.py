"""Files of JSON that a view keeps beside the tables: read whole, or refused in a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from analysis.dossier import DossierError, Problem
from analysis.dossier.places import not_a_file

if TYPE_CHECKING:
    from pathlib import Path


def read_json(path: Path, expected: str) -> tuple[bytes | None, Any]:
    """Give the bytes of a file and the object that they describe; None and None without a file.

    Raises
    ------
    DossierError
        It cannot be read, or is not JSON; the message then ends with `expected`.
    """
    if wrong := not_a_file(path):
        raise broken(path, wrong)
    try:
        content = path.read_bytes()
        return content, json.loads(content)
    except FileNotFoundError:
        return None, None
    except OSError as error:
        wrong = f"cannot be read: {error.strerror}"
    except (ValueError, RecursionError):
        wrong = f"has no JSON, or is cut off; {expected}"
    # Not raised while the other is handled: errors of the parser carry the text.
    raise broken(path, wrong)


def json_bytes(said: object) -> bytes:
    """Write an object as such a file has it."""
    return f"{json.dumps(said, ensure_ascii=False, indent=1)}\n".encode()


def broken(path: Path, wrong: str) -> DossierError:
    """Say what is wrong with such a file."""
    return DossierError([Problem(path.name, None, None, None, "json", wrong)])
