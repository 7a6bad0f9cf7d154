"""Commands that are ended at any moment: nothing is lost, nothing is half-written.

Each attack runs a command in a process forked from this one, which has everything imported, and
ends it by a signal: a while after it began, or as it is about to change something on the disk. Then
it looks at every file.

    python tests/hostile/interrupts.py [--attacks 300] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import analysis.cli.checking
import analysis.cli.starter
import analysis.coding
import analysis.coding.prompting
import analysis.evidence
import analysis.sharing.site
import analysis.tidying.folder  # noqa: F401 (what commands import when they are asked)
from analysis.cli import main
from analysis.cli.commands import app  # noqa: F401 (imported before it is forked)
from analysis.coding.desk import Desk
from analysis.dossier.reading import EXAMPLE
from analysis.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE_S = 120
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}
CHANGES = ("os.rename", "os.link", "os.mkdir", "os.rmdir", "os.remove", "shutil.copymode")
"""What Python says before it changes something on the disk."""
LEFT = re.compile(r"(.*/)?\.dossier-draft-[a-z0-9_]{8}(/(new|old)-[0-9]+(/.*)?)?")


class Attack(NamedTuple):
    """One end of one command."""

    scene: str
    number: signal.Signals
    after_s: float | None
    """Seconds after it began; None for a change on the disk."""

    change: int = 0
    """Which of its changes on the disk it is about to make, from 1."""

    def __str__(self) -> str:
        """Say it in a line."""
        when = f"change {self.change}" if self.after_s is None else f"{self.after_s * 1000:.0f} ms"
        return f"{self.scene}, {self.number.name} at {when}"


@dataclass
class Scene:
    """A command, the files that it finds, and those that it leaves when nobody ends it."""

    name: str
    make: Callable[[Path], None]
    run: Callable[[Path], None]
    together: bool = True
    """Whether it writes all or nothing; a coder saves one row after the other."""

    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    code: int = 0
    seconds: float = 0
    changes: int = 0


def command(*words: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        os.chdir(folder)
        sys.argv = ["dossier", *words]
        main()

    return run


def example(folder: Path) -> None:
    shutil.copytree(EXAMPLE, folder / "dossier")


def tables_to_tidy(folder: Path) -> None:
    example(folder)
    for name in ("actors", "claims", "sources", "ties"):
        file = folder / "dossier" / f"{name}.csv"
        text = file.read_text(encoding="utf-8")
        file.write_bytes(b"\xef\xbb\xbf" + re.sub(r",(?=\w)", ", ", text).encode())
        file.write_bytes(file.read_bytes().replace(b"\n", b" \r\n", 3))
    (folder / "dossier" / "places.csv").rename(folder / "dossier" / "Places.txt")


def answered(folder: Path) -> None:
    example(folder)
    actor = {"name": "Port of Sella", "kind": "organisation", "actor_id": "port"}
    words = {"words": "The Harbour Line denied it", "statement": "It is denied."}
    rows = {"actors": [actor], "claims": [words | {"speaker": "port"}]}
    (folder / "answer.json").write_text(json.dumps(rows))


def texts(folder: Path) -> None:
    lines = [
        {"id": n, "text": f"Ann says no to plan {n}.", "label": [[9, 11, "plan"]]} for n in range(3)
    ]
    (folder / "texts.jsonl").write_text("\n".join(map(json.dumps, lines)))


def notebooks(folder: Path) -> None:
    for name in ("one", "two", "three"):
        for word in ("old", "new"):
            printed = new_output("stream", name="stdout", text=f"{word} {name} " * 2000)
            cell = new_code_cell("1 + 1", execution_count=1, outputs=[printed])
            cell["id"] = "b"
            made = new_notebook(cells=[new_markdown_cell(f"# {name}", id="a"), cell])
            nbformat.write(made, folder / f"{name}.ipynb")
            if word == "old" and name != "three":
                page = folder / "site" / f"{name}.html"
                page.parent.mkdir(exist_ok=True)
                page.write_text(f"{name}, as it was")


def rows_saved(folder: Path) -> None:
    """Save a claim with a new actor, change a row, undo it, and keep a draft."""
    desk = Desk(folder / "dossier", "ann")
    (cells,) = desk.answer({"type": "select", "ask": 1, "start": 60, "end": 90})
    for n in range(3):
        actor = {"actor_id": f"new-{n}", "name": f"New {n}", "kind": "person"}
        more = [{"table": "actors", "cells": actor}]
        row = cells["cells"] | {"speaker": f"new-{n}", "statement": f"Said {n}."}
        (answer,) = desk.answer(
            {"type": "save", "ask": 2, "table": "claims", "key": None, "cells": row, "more": more}
        )
        assert answer["type"] == "saved", answer
    row = {"statement": "Otherwise."}
    save = {"type": "save", "ask": 3, "table": "claims", "key": "c01", "cells": row}
    asked = [save, {"type": "undo", "ask": 4}, {**save, "type": "draft", "draft": None}]
    for one in asked:
        (answer,) = desk.answer(one)
        assert answer["type"] in ("saved", "drafted"), answer


def row_saved(folder: Path) -> None:
    """Save a row, whatever was saved before."""
    save = {"type": "save", "ask": 1, "table": "claims", "key": "c02", "cells": {"cue": ""}}
    (answer,) = Desk(folder / "dossier", "ben").answer(save)
    assert answer["type"] == "saved", answer


SCENES = {
    scene.name: scene
    for scene in (
        Scene("new", lambda _: None, command("new", "dossier", "--example")),
        Scene("tidy", tables_to_tidy, command("tidy", "dossier", "--write")),
        Scene("intake", answered, command("intake", "answer.json", "dossier", "--write")),
        Scene(
            "import",
            texts,
            command("import", "texts.jsonl", "many", "--format", "doccano", "--write"),
        ),
        Scene(
            "export",
            example,
            command("export", "dossier", "--format", "graphml", "-o", "dossier/ties.graphml"),
        ),
        Scene("share", notebooks, command("share", ".", "--no-execute", "-o", "site")),
        Scene(
            "anchor",
            example,
            command("anchor", "The Harbour Line denied it", "--article", "dossier/article.txt"),
        ),
        Scene("coder", example, rows_saved, together=False),
    )
}


def files_of(folder: Path) -> dict[str, bytes]:
    """Give every file and folder below a folder, as it is."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"a folder"
        for path in sorted(folder.rglob("*"))
    }


def begun(scene: Scene, folder: Path, attack: Attack | None = None) -> int:
    """Run a scene's command in a process of its own, and give its number."""
    for name in ("out", "err"):
        folder.with_suffix(f".{name}").write_text("")
    # What arrives before the command begins waits, as it would for a process that is not forked.
    signal.pthread_sigmask(signal.SIG_BLOCK, CODES)
    child = os.fork()
    if child == 0:
        child_of(scene, folder, attack)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, CODES)
    return child


def child_of(scene: Scene, folder: Path, attack: Attack | None) -> NoReturn:
    code = 70
    seen = 0

    def about_to(event: str, _arguments: object) -> None:
        nonlocal seen
        if event in CHANGES:
            seen += 1
            if attack and seen == attack.change:
                os.kill(os.getpid(), attack.number)

    try:
        os.setsid()
        for number, name in ((1, "out"), (2, "err")):
            file = os.open(folder.with_suffix(f".{name}"), os.O_WRONLY)
            os.dup2(file, number)
        if attack is None or attack.after_s is None:
            sys.addaudithook(about_to)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, CODES)
            scene.run(folder)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        except KeyboardInterrupt:  # of a coder, as a kernel catches it
            code = 130
        except BaseException:
            traceback.print_exc()
            raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        with suppress(OSError):
            folder.with_suffix(".changes").write_text(str(seen))
        os._exit(code)


def ended(child: int) -> int | None:
    """Wait for a process; None where it does not end."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def prepare(scene: Scene, folder: Path) -> None:
    """See what a scene does when nobody ends it."""
    folder.mkdir(parents=True)
    scene.make(folder)
    scene.before = files_of(folder)
    start = time.monotonic()
    code = ended(begun(scene, folder))
    said = said_by(folder)
    assert code is not None, f"{scene.name} does not end"
    assert code in (0, 1), f"{scene.name}: {said}"
    assert "Traceback" not in said, said
    scene.code, scene.seconds = code, time.monotonic() - start
    scene.after = files_of(folder)
    scene.changes = int(folder.with_suffix(".changes").read_text())
    assert scene.name == "anchor" or scene.after != scene.before, said


def said_by(folder: Path) -> str:
    return folder.with_suffix(".out").read_text() + folder.with_suffix(".err").read_text()


def wrong_after(attack: Attack, scene: Scene, folder: Path) -> Iterator[str]:
    """Make an attack, and say what is wrong afterwards."""
    folder.mkdir(parents=True)
    scene.make(folder)
    child = begun(scene, folder, attack)
    if attack.after_s is not None:
        time.sleep(attack.after_s)
        os.kill(child, attack.number)
    code = ended(child)
    said = said_by(folder)
    if code not in (CODES[attack.number], -attack.number, scene.code):
        yield f"it ended with {code}: {said}"
    answers = attack.number != signal.SIGKILL and scene.name != "coder" and attack.after_s is None
    if code == -attack.number and answers:
        yield f"{attack.number.name} was not answered"
    if "Traceback" in said:
        yield f"a traceback: {said}"
    if code == 130 and scene.name != "coder" and said.splitlines()[-1] != "Interrupted.":
        yield f"no word of it: {said}"
    yield from wrong_files(attack, scene, folder)
    yield from wrong_afterwards(scene, folder)


def wrong_files(attack: Attack, scene: Scene, folder: Path) -> Iterator[str]:
    now = files_of(folder)
    killed = attack.number == signal.SIGKILL
    if killed:
        now = {name: content for name, content in now.items() if not LEFT.fullmatch(name)}
    if scene.together:
        for name, content in now.items():
            if content not in (scene.before.get(name), scene.after.get(name)):
                yield f"{name} is neither the old nor the new one"
        if gone := scene.before.keys() & scene.after.keys() - now.keys():
            yield f"gone: {', '.join(sorted(gone))}"
        if not killed and now not in (scene.before, scene.after):
            old = [name for name in now if now[name] == scene.before.get(name)]
            yield f"some are new, {', '.join(old)} not"
    else:
        if odd := [name for name in now if ".dossier" in name or name.startswith(".")]:
            yield f"left behind: {', '.join(odd)}"
        check = Scene("check", lambda _: None, command("check", "dossier"))
        if ended(begun(check, folder)) != 0:
            yield f"does not load: {said_by(folder)}"


def wrong_afterwards(scene: Scene, folder: Path) -> Iterator[str]:
    """Run the command again, with nobody ending it: it goes on, and clears up."""
    again = scene if scene.together else Scene("again", lambda _: None, row_saved)
    code = ended(begun(again, folder))
    if code not in (0, 1):
        yield f"again: {code} {said_by(folder)}"
        return
    now = files_of(folder)
    for left in [name for name in now if LEFT.fullmatch(name) and name.endswith("-draft-", 0, -8)]:
        write_whole((folder / left).parent / "next", b"")
        if (folder / left).exists():
            yield f"not cleared up: {left}"
    if scene.together and scene.name != "intake":
        differ = [name for name, content in scene.after.items() if now.get(name) != content]
        if differ:
            yield f"again, and not as it would be: {', '.join(differ)}"


def attacks(seed: int, number: int) -> Iterator[Attack]:
    """Choose what ends which command and when: half of them as something changes on the disk."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for at in range(number):
        scene = [*SCENES.values()][at % len(SCENES)]
        ending = chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
        if chance.random() < 0.6 and scene.changes:
            yield Attack(scene.name, ending, None, chance.randint(1, scene.changes))
        else:
            yield Attack(scene.name, ending, chance.uniform(0, scene.seconds))


def run(seed: int, number: int) -> int:
    """Make attacks, and say which were not withstood."""
    found = Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        for scene in SCENES.values():
            prepare(scene, Path(place, scene.name, "study"))
            sys.stderr.write(f"{scene.name}: {scene.changes} changes, {scene.seconds:.1f} s\n")
        for at, attack in enumerate(attacks(seed, number)):
            folder = Path(place, str(at), "study")
            for wrong in wrong_after(attack, SCENES[attack.scene], folder):
                found[attack.scene] += 1
                sys.stdout.write(f"{attack}: {wrong}\n")
                sys.stdout.flush()
            shutil.rmtree(folder.parent)
    sys.stdout.write(f"{number} attacks, {found.total()} findings {dict(found)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--attacks", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(run(given.seed, given.attacks))
