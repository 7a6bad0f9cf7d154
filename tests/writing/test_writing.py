"""Files are written whole or not at all, whatever ends the program and whoever else writes."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis import writing
from analysis.writing import ChangedError, undisturbed, write_all, write_whole

ENDED = """
import json, os, signal, sys, tempfile
from pathlib import Path
from analysis.writing import write_all

CHANGES = ("os.rename", "os.link", "os.mkdir", "os.rmdir", "os.remove")
FILES = {"one": b"new", "other": b"new", "gone": None, "folder/a": b"new", "folder/b/c": b"new"}


def begin(folder):
    for name in ("one", "gone", "left"):
        (folder / name).write_bytes(b"old")


def write(folder, number, at):
    seen = 0

    def about_to(event, arguments):
        nonlocal seen
        if event in CHANGES:
            seen += 1
            if seen == at:
                os.kill(os.getpid(), number)

    os.chdir(folder)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.addaudithook(about_to)
    try:
        write_all({folder / name: content for name, content in FILES.items()})
    except KeyboardInterrupt:
        return 130
    return 0 if seen < at else 70


def files_of(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def attack(folder, number, at):
    begin(folder)
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = write(folder, number, at)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    ended = files_of(folder)
    write_all({folder / name: content for name, content in FILES.items()})
    return {"signal": int(number), "code": code, "files": ended, "again": files_of(folder)}


for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
    at, code = 0, None
    while code != 0:
        at += 1
        with tempfile.TemporaryDirectory() as folder:
            result = attack(Path(folder), number, at)
        code = result["code"]
        print(json.dumps(result))
"""
OLD = {"one": "old", "gone": "old", "left": "old"}
NEW = {"one": "new", "other": "new", "left": "old", "folder/a": "new", "folder/b/c": "new"}


def python(code: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_whatever_ends_it_at_any_change_on_the_disk_leaves_whole_files() -> None:
    """The power, a signal, Ctrl-C: at each change that one writing makes."""
    out, err = python(ENDED).communicate(timeout=120)
    assert err == ""
    results: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    by_signal = {number: [r for r in results if r["signal"] == number] for number in (2, 15, 9)}
    assert min(map(len, by_signal.values())) > 10
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGKILL, -9)):
        *ended, undisturbed_one = by_signal[number]
        assert undisturbed_one["code"] == 0
        assert {result["code"] for result in ended} == {code}
        for result in ended:
            files = {n: text for n, text in result["files"].items() if ".dossier-draft-" not in n}
            if number == signal.SIGKILL:
                assert OLD.keys() & NEW.keys() <= files.keys()
                assert all(text in (OLD.get(name), NEW.get(name)) for name, text in files.items())
                assert ("folder/a" in files) == ("folder/b/c" in files), "a folder comes as a whole"
            else:
                assert files == result["files"] == NEW, "what was begun is written"
            assert result["again"] == NEW, "whoever writes next clears up"


COUNTING = """
import sys
from pathlib import Path
from analysis.writing import ChangedError, write_all
one, other = Path(sys.argv[1], "one"), Path(sys.argv[1], "other")
counted = 0
while counted < 25:
    before = one.read_bytes()
    content = b"%d" % (int(before) + 1)
    try:
        write_all({one: content, other: content}, {one: before})
    except ChangedError:
        continue
    counted += 1
"""


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).write_bytes(b"0")
    processes = [python(COUNTING, tmp_path) for _ in range(4)]
    assert [process.communicate(timeout=120)[1] for process in processes] == [""] * 4
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "one": b"100",
        "other": b"100",
    }


def test_who_waits_for_too_long_says_for_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_PATIENCE_S", 0.05)
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    with pytest.raises(OSError, match="another process is writing here, and does not end") as said:
        write_whole(tmp_path / "file", b"new")
    assert said.value.filename == str(tmp_path)
    with pytest.raises(OSError, match="another process is writing here"):
        write_all({tmp_path / "folder" / "file": b"new"})
    os.close(other)
    write_whole(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_was_left_is_cleared_up_and_nothing_else(tmp_path: Path) -> None:
    names = (".dossier-draft-abcdefgh", ".dossier-draft-12345678", ".dossier-draft", ".dossier")
    for name in names:
        (tmp_path / name).mkdir()
    (tmp_path / names[0] / "new-0").write_bytes(b"half")
    (tmp_path / names[1] / "mine").write_bytes(b"somebody's own")
    write_whole(tmp_path / "file", b"new")
    assert {path.name for path in tmp_path.iterdir()} == {"file", *names[1:]}


def test_what_changed_or_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"theirs")
    for expected, said in (
        (b"mine", "one was written by somebody else"),
        (None, "one was written"),
    ):
        with pytest.raises(ChangedError, match=said):
            write_all({other: b"new", one: b"new"}, {one: expected})
    with pytest.raises(ChangedError, match="other is gone"):
        write_all({one: b"new"}, {other: b"mine"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"one": b"theirs"}


@pytest.mark.parametrize("kind", ["folder", "pipe", "file above", "long", "locked", "no room"])
def test_what_cannot_be_written_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "first").write_bytes(b"old")
    bad = tmp_path / "bad"
    said = {
        "folder": errno.EISDIR,
        "pipe": errno.EINVAL,
        "file above": errno.ENOTDIR,
        "long": errno.ENAMETOOLONG,
        "locked": errno.EACCES,
        "no room": errno.ENOSPC,
    }[kind]
    if kind == "folder":
        bad.mkdir()
    elif kind == "pipe":
        os.mkfifo(bad)
    elif kind == "file above":
        bad = tmp_path / "first" / "bad"
    elif kind == "long":
        bad = tmp_path / ("x" * 256)
    elif kind == "locked":
        bad.write_bytes(b"old")
        monkeypatch.setattr(os, "access", lambda *_: False)  # as for whoever is not the superuser
    else:
        real = os.fsync

        def full(number: int) -> None:
            if os.fstat(number).st_size > 3:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(number)

        monkeypatch.setattr(os, "fsync", full)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OSError) as refused:  # noqa: PT011 (its number is looked at)
        write_all({tmp_path / "new" / "file": b"new", bad: b"long", tmp_path / "first": b"new"})
    named = tmp_path / "first" if kind == "locked" else bad
    assert refused.value.errno == said
    assert refused.value.filename in (str(named), str(bad))
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "first").read_bytes() == b"old"


def test_a_current_folder_that_is_gone_is_said_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileNotFoundError) as refused:
        write_all({Path("site", "page"): b"new"})
    assert refused.value.filename == "site/page"


def test_a_device_without_room_says_so() -> None:
    with pytest.raises(OSError, match="No space left on device") as full:
        write_whole(Path("/dev/full"), b"new")
    assert full.value.filename == "/dev/full"


def test_links_stay_links_also_to_another_disk(tmp_path: Path) -> None:
    far = tmp_path / "far"
    far.mkdir()
    (far / "file").write_bytes(b"old")
    for name, target in (("one", far / "file"), ("two", tmp_path / "none"), ("three", far)):
        (tmp_path / name).symlink_to(target)
    write_all({tmp_path / "one": b"1", tmp_path / "two": b"2", tmp_path / "three" / "new": b"3"})
    assert (far / "file").read_bytes() == b"1"
    assert (tmp_path / "none").read_bytes() == b"2"
    assert (far / "new").read_bytes() == b"3"
    assert all((tmp_path / name).is_symlink() for name in ("one", "two", "three"))
    assert sorted(path.name for path in far.iterdir()) == ["file", "new"]


def test_signals_wait_and_are_answered_in_their_order() -> None:
    done = list[str]()

    def work() -> None:
        with undisturbed(), undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
