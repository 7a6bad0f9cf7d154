"""Files that are written completely or not at all, one or many, and over nobody else's writing.

Whoever writes waits until other processes have written in the same folder, and a signal that would
end the program waits until what was begun is written. A process that is killed leaves every file as
it was or as it should be, and a folder that is new is there with all its files or not at all; of
several files the first are new then. A folder of drafts may be left, which whoever writes there
next removes.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import AnalysisError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

_SIGNALS = ("SIGHUP", "SIGTERM", "SIGINT")
_PATIENCE_S = 10
_DRAFTS = ".dossier-draft-"
_OF_DRAFTS = re.compile(rf"{re.escape(_DRAFTS)}[a-z0-9_]{{8}}")
_DRAFT = re.compile(r"(new|old)-[0-9]+")


class ChangedError(AnalysisError):
    """A file is not any more what it was when it was read; nothing was written."""


def require_unchanged(path: Path, expected: bytes | None) -> None:
    """Refuse to go on where a file is not what it was when it was read.

    Raises
    ------
    ChangedError
        It is not.
    """
    try:
        now = path.read_bytes()
    except FileNotFoundError:
        now = None
    if now != expected:
        how = "is gone" if now is None else "was written by somebody else"
        raise ChangedError(f"{path.name} {how} since it was read; read it again, nothing is lost")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file completely or not at all, in a folder that is there.

    A link stays one; a device or a pipe is written to directly.

    Raises
    ------
    OSError
        It cannot be written; what was there is as it was.
    """
    try:
        direct = path.exists() and not path.is_file()
        if direct:
            path.write_bytes(content)
        elif not path.parent.exists():  # more likely mistyped than meant to be made
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    except OSError as error:
        raise _of(path, error) from error
    if not direct:
        write_all({path: content})


def write_all(
    files: Mapping[Path, bytes | None], expected: Mapping[Path, bytes | None] | None = None
) -> None:
    """Write all files in their order, or none; folders that are missing are made with their files.

    Parameters
    ----------
    files
        What each is to contain; None for one that is to be removed.
    expected
        What files were when they were read; None where there was none.

    Raises
    ------
    ChangedError
        One of those that are expected is something else by now; nothing was written.
    OSError
        One cannot be written; everything is as it was.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     one, other = Path(folder, "one"), Path(folder, "other")
    ...     write_all({one: b"1", other: b"2"})
    ...     write_all({one: None, other: b"3"}, {one: b"1"})
    ...     one.exists(), other.read_bytes()
    (False, b'3')
    """
    if not files:
        return
    try:
        folder = _folder_of(files)
    except OSError as error:  # the current folder is gone
        raise _of(next(iter(files)), error) from error
    with _alone_in(folder) as locked, undisturbed():
        for path, content in (expected or {}).items():
            require_unchanged(path, content)
        writing = _Writing(locked, keeps=len(files) > 1)
        try:
            for path, content in files.items():
                writing.draft(path, content)
            _move(writing.moves)
        finally:
            writing.end()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals that would end the program, or a cell of a notebook, wait until this is done."""
    if threading.current_thread() is not threading.main_thread():  # which none interrupts
        yield
        return
    waiting = list[int]()

    def keep(number: int, _frame: FrameType | None) -> None:
        if number not in waiting:
            waiting.append(number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        for number, handler in before.items():
            if handler not in (signal.SIG_IGN, None):
                signal.signal(number, keep)
        yield
    finally:
        for number, handler in before.items():  # Ctrl-C comes last: it may be caught, and go on
            if handler not in (signal.SIG_IGN, None):
                signal.signal(number, handler)
        for number in waiting:
            signal.raise_signal(number)


class _Move(NamedTuple):
    """A file, or a folder that is new, on the way to its place."""

    path: Path
    """As whoever writes calls it."""

    place: Path
    """Where it is, links followed."""

    new: Path | None
    """The draft; None for a file that is to be removed."""

    old: Path
    """Where what was there is kept until all files are in their places."""

    there: bool
    """Whether something was there."""


class _Writing:
    """The drafts of files, each on the disk that its file is on."""

    def __init__(self, locked: Path | None, *, keeps: bool) -> None:
        self._locked = locked
        self._keeps = keeps
        self._beside = dict[Path, Path]()
        self._new = dict[Path, Path]()
        self.moves = list[_Move]()

    def draft(self, path: Path, content: bytes | None) -> None:
        """Write what a file is to contain beside its place."""
        try:
            place = Path(os.path.realpath(path))
            folder = None if path.parent.exists() else _lacking(path.parent)
            if folder is not None:
                if content is not None:
                    self._draft_in_folder(folder, place, content)
                return
            there = place.exists()
            if wrong := _unwritable(place) if there else 0:
                raise _of(path, OSError(wrong, os.strerror(wrong)))
            move = self._begin(path, place, there=there)
            if content is None:
                self.moves[-1] = move._replace(new=None)
            elif move.new:
                _write(move.new, content)
                if there:
                    shutil.copymode(place, move.new)
                    if self._keeps:
                        _keep(place, move.old)
        except OSError as error:
            raise _of(path, error) from error

    def _draft_in_folder(self, folder: Path, place: Path, content: bytes) -> None:
        """Write a file in the draft of a folder that is new, which is moved as a whole."""
        if folder not in self._new:
            move = self._begin(folder, folder, there=False)
            assert move.new  # noqa: S101 (it was just named)
            move.new.mkdir()
            self._new[folder] = move.new
        draft = self._new[folder] / place.relative_to(folder)
        draft.parent.mkdir(parents=True, exist_ok=True)
        _write(draft, content)

    def _begin(self, path: Path, place: Path, *, there: bool) -> _Move:
        home = place.parent
        if home not in self._beside:
            if self._locked is not None and self._locked in (home, home.parent):
                _sweep(home)
            # A folder, since its name is short and new whatever the files are called.
            self._beside[home] = Path(tempfile.mkdtemp(dir=home, prefix=_DRAFTS))
        at, beside = len(self.moves), self._beside[home]
        self.moves.append(_Move(path, place, beside / f"new-{at}", beside / f"old-{at}", there))
        return self.moves[-1]

    def end(self) -> None:
        """Remove drafts, and what was kept."""
        for folder in self._beside.values():
            shutil.rmtree(folder, ignore_errors=True)


def _lacking(folder: Path) -> Path | None:
    """Give the topmost of the folders that are not there.

    Raises
    ------
    OSError
        A link leads to one: who made the link expects something there.
    """
    lacking = [one for one in (folder, *folder.parents) if not one.exists()]
    if any(one.is_symlink() for one in lacking):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return Path(os.path.realpath(lacking[-1])) if lacking else None


def _write(draft: Path, content: bytes) -> None:
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _unwritable(place: Path) -> int:
    """Why something that is there cannot be replaced, as a number of the system; 0 if it can."""
    if not place.is_file():
        return errno.EISDIR if place.is_dir() else errno.EINVAL
    return 0 if os.access(place, os.W_OK) else errno.EACCES


def _keep(place: Path, old: Path) -> None:
    """Give a file a second name; where a disk has no such thing, copy it."""
    try:
        old.hardlink_to(place)
    except OSError:
        shutil.copy2(place, old)


def _move(moves: list[_Move]) -> None:
    """Move all drafts to their places: at no time is there no file, or half of one."""
    moved = list[_Move]()
    try:
        for move in moves:
            try:
                if move.new is not None:
                    move.new.replace(move.place)
                elif move.there:
                    move.place.replace(move.old)
            except OSError as error:
                raise _of(move.path, error) from error
            moved.append(move)
    except BaseException:
        for move in reversed(moved):
            if move.there:
                move.old.replace(move.place)
            elif move.new:
                move.place.replace(move.new)
        raise


def _sweep(home: Path) -> None:
    """Remove drafts of processes that were killed; nobody else writes here now."""
    with suppress(OSError):
        for folder in home.iterdir():
            if _OF_DRAFTS.fullmatch(folder.name) and folder.is_dir():
                inside = list(folder.iterdir())
                if all(_DRAFT.fullmatch(one.name) for one in inside):
                    shutil.rmtree(folder, ignore_errors=True)


def _of(path: Path, error: OSError) -> OSError:
    return OSError(error.errno, error.strerror, str(path))


def _folder_of(files: Mapping[Path, bytes | None]) -> Path:
    """Give the folder that all files are in, or will be; of those there are."""
    parents = [os.path.realpath(path.parent) for path in files]
    try:
        folder = Path(os.path.commonpath(parents))
    except ValueError:  # of several drives
        folder = Path(parents[0])
    return next(one for one in (folder, *folder.parents) if one.is_dir())


@contextmanager
def _alone_in(folder: Path) -> Iterator[Path | None]:
    """Wait until no other process writes in a folder or the folders in it; give it if none does.

    Where the system or the disk knows no such thing, nobody waits.

    Raises
    ------
    OSError
        Another one goes on writing.
    """
    with ExitStack() as opened:
        # Whoever writes in the folder above, and so perhaps in this one, is excluded, too.
        above = folder == folder.parent or _locked(folder.parent, opened, exclusive=False)
        here = _locked(folder, opened, exclusive=True)
        yield folder if above and here else None


def _locked(folder: Path, opened: ExitStack, *, exclusive: bool) -> bool:
    if fcntl is None:
        return False
    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError:  # whoever writes says so
        return False
    opened.callback(os.close, number)
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(number, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > end:
                said = "another process is writing here, and does not end; try again when it has"
                raise OSError(errno.EBUSY, said, str(folder)) from error
            time.sleep(0.01)
        except OSError:  # a disk without locks
            return False
        else:
            return True
