"""Ask for known vulnerabilities of everything that is locked; what could not be asked fails.

Words after the lock files go to pip-audit, as ``--vulnerability-service osv`` does.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def pins(locks: list[Path]) -> list[tuple[str, str]]:
    """Name and version of each dependency, for every system and every Python."""
    pin = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
    return sorted({found for lock in locks for found in pin.findall(lock.read_text("utf-8"))})


def asked(locks: list[Path], options: list[str]) -> tuple[list[dict[str, Any]], str]:
    """Answer of pip-audit for each dependency, and what it says where it gives none.

    It would leave out, without a word, what only another system or Python installs, and refuses
    two versions of one name: so it is given files that say neither.
    """
    wanted, files = pins(locks), []
    with tempfile.TemporaryDirectory() as folder:
        answers: list[dict[str, Any]] = []
        while wanted:
            now = dict(reversed(wanted))  # the first version of each name
            wanted = [pin for pin in wanted if now[pin[0]] != pin[1]]
            files.append(Path(folder) / f"{len(files)}.txt")
            files[-1].write_text("".join(f"{name}=={version}\n" for name, version in now.items()))
            command = ["-m", "pip_audit", "--disable-pip", "--no-deps", "--requirement", files[-1]]
            quiet = ["--format", "json", "--progress-spinner", "off", *options]
            done = subprocess.run(
                [sys.executable, *command, *quiet], capture_output=True, text=True, check=False
            )
            try:
                answers += json.loads(done.stdout)["dependencies"]
            except (ValueError, KeyError):
                return answers, (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    return answers, ""


def main(words: list[str]) -> str | None:
    """Say what is known of the dependencies; give what is wrong, None if nothing is."""
    first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    locks = [Path(word) for word in words[:first]]
    answers, problem = asked(locks, words[first:])
    there = {(answer["name"], answer.get("version")) for answer in answers}
    unasked = [pin for pin in pins(locks) if pin not in there]
    found = [
        f"{answer['name']} {answer['version']}: {hole['id']}"
        f" ({', '.join(hole['aliases']) or 'no other name'}), fixed in"
        f" {', '.join(hole['fix_versions']) or 'no version yet'}"
        for answer in answers
        for hole in answer.get("vulns", [])
    ]
    print(*found, sep="\n", end="\n" if found else "")
    why = problem or next((a["skip_reason"] for a in answers if "skip_reason" in a), "")
    if unasked:
        names = ", ".join(f"{name} {version}" for name, version in unasked[:3])
        more = f" and {len(unasked) - 3} more" if len(unasked) > 3 else ""  # noqa: PLR2004
        print(f"Could not ask for {names}{more}: {why}")
    asked_of = f"{len(pins(locks)) - len(unasked)} of {len(pins(locks))} locked dependencies"
    print(f"Asked for {asked_of}; {len(found)} known vulnerabilities.")
    if unasked:
        return "The audit could not ask for everything, so this is not a pass."
    return "Upgrade what has a vulnerability, or say in SECURITY.md why not." if found else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
