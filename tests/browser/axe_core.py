"""axe-core as its publisher packed it: taken from npm before tests run, and never another.

Run as a script, it fetches the package into the folder that it is given; no test does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
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
    """Give axe's script from the folder that keeps its package.

    Raises
    ------
    AxeMissingError
        It is not there, or what is there is not what is pinned.
    """
    package = folder / f"axe-core-{pin['version']}.tgz"
    if not package.is_file():
        raise AxeMissingError(
            f"axe-core {pin['version']} is not in {folder}: `make axe` fetches it by npm, "
            "since tests have no network."
        )
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


def fetch(folder: Path, version: str = _PIN["version"]) -> None:
    """Take the package from npm into a folder.

    Raises
    ------
    AxeMissingError
        There is no npm, or it cannot fetch it.
    """
    command = ["npm", "pack", f"axe-core@{version}", "--silent", "--ignore-scripts"]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            [*command, "--pack-destination", str(folder)],
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


if __name__ == "__main__":
    try:
        fetch(Path(sys.argv[1]))
        axe_source(Path(sys.argv[1]))
    except AxeMissingError as error:
        sys.exit(str(error))
