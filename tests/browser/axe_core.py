"""axe-core as its publisher packed it: taken from npm once, and never run if it is another."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PIN = json.loads(Path(__file__).with_name("axe-core.json").read_text(encoding="utf-8"))
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


class AxeMissingError(Exception):
    """The pinned axe-core cannot be had, so that nothing can be said of the pages."""


def axe_source(folder: Path, pin: dict[str, str] = _PIN) -> str:
    """Give axe's script from a folder that keeps its package, which is fetched if it is not there.

    Raises
    ------
    AxeMissingError
        npm cannot fetch it, or what is there is not what is pinned.
    """
    package = folder / f"axe-core-{pin['version']}.tgz"
    if not package.is_file():
        _fetch(package, pin["version"])
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != pin["integrity"]:
        package.unlink()
        raise AxeMissingError(
            f"axe-core {pin['version']} has the digest sha512-{digest}, and not the one that "
            "axe-core.json pins: it is another package, and was not run."
        )
    with tarfile.open(package) as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def _fetch(package: Path, version: str) -> None:
    command = ["npm", "pack", f"axe-core@{version}", "--silent", "--ignore-scripts"]
    try:
        subprocess.run(
            [*command, "--pack-destination", str(package.parent)],
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
    except FileNotFoundError as error:
        raise AxeMissingError("npm is not installed, and axe-core comes with it.") from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = str(error.stderr or error).strip()
        raise AxeMissingError(f"npm cannot fetch axe-core {version}: {said[-500:]}") from error


def violations(page: Page, axe: str) -> list[str]:
    """Each rule that the page breaks, with the first element that does."""
    page.evaluate(axe)
    result = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:200]}"
        for rule in result["violations"]
    ]
