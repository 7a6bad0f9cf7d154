"""Zip archives of other programs, of which only what is asked for is read, within limits."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from analysis.errors import QuestionError, shorten

SHADOW = "._"
"""How the names of files begin in which macOS puts what other disks have no place for."""
_BESIDE = "__MACOSX/"
"""Folder of what macOS puts beside files: nothing in it is of the program that wrote them."""
MOST_MEMBERS = 10_000
"""Files that an archive may have."""
MOST_MEMBER_BYTES = 128 * 2**20
"""Largest file of an archive that is read, in bytes when unpacked."""
MOST_TOTAL_BYTES = 512 * 2**20
"""What is read of one archive in all, in bytes when unpacked."""
_SMALL, _MOST_RATIO = 10 * 2**20, 200
"""What is larger may not be packed tighter than this: written text never is."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises of archives that are damaged or packed in an unknown way."""


class Archive:
    """A zip archive in memory.

    Parameters
    ----------
    content
        The archive.
    name
        Name of its file, for messages.
    whole
        Whether files that macOS puts beside others are files of it too.

    Raises
    ------
    QuestionError
        It is not a zip archive, has too many files, or a file that points out of it.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as archive:
    ...     archive.writestr("../outside.txt", "x")
    >>> Archive(file.getvalue(), "a.zip")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: a.zip: "../outside.txt" points out of the archive; not read
    """

    def __init__(self, content: bytes, name: str, *, whole: bool = False) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            members = self._archive.infolist()
        except _BROKEN:
            members = None
        if members is None:
            raise QuestionError(f"{name}: is not a zip archive, or is damaged; export it anew")
        if len(members) > MOST_MEMBERS:
            many = f"{len(members):,} files, more than {MOST_MEMBERS:,}"
            raise QuestionError(f"{name}: has {many}; split it into parts")
        self._left = MOST_TOTAL_BYTES
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            path = member.filename.replace("\\", "/")
            beside = path.startswith(_BESIDE) or path.rpartition("/")[2].startswith(SHADOW)
            if beside and not whole:
                continue
            if path.startswith("/") or re.match("[A-Za-z]:", path) or ".." in path.split("/"):
                shown = shorten(member.filename)
                raise QuestionError(f"{name}: {shown} points out of the archive; not read")
            if self._members.setdefault(path.casefold(), member) is not member:
                shown = shorten(member.filename)
                raise QuestionError(f"{name}: {shown} is in it twice; which one is meant is open")

    def below(self, path: str) -> str:
        """Give the path of a file that may be in a folder that all files of the archive share."""
        folders = {name.replace("\\", "/").partition("/")[0] for name in self.names()}
        nested = f"{folders.pop()}/{path}" if len(folders) == 1 else path
        return path if path in self or nested not in self else nested

    def names(self) -> list[str]:
        """Names of the files in it, in the order of their names."""
        return sorted(m.filename for m in self._members.values() if not m.is_dir())

    def __contains__(self, path: str) -> bool:
        return path.casefold() in self._members

    def read(self, path: str) -> bytes:
        """Give the content of a file, whatever the case of its name.

        Raises
        ------
        QuestionError
            There is none, it is too large when unpacked, locked by a password, or damaged.
        """
        if path not in self:
            raise QuestionError(f"{self.name}: has no file {shorten(path)}")
        member = self._members[path.casefold()]
        shown = f"{self.name}: {shorten(member.filename)}"
        if member.flag_bits & 1:
            raise QuestionError(f"{shown} is locked by a password; export it without one")
        tight = member.file_size > _MOST_RATIO * max(1, member.compress_size)
        if member.file_size > MOST_MEMBER_BYTES or (member.file_size > _SMALL and tight):
            size = f"{member.file_size / 2**20:,.0f} MiB when unpacked"
            raise QuestionError(f"{shown} has {size}, too much to be read")
        self._left -= member.file_size
        if self._left < 0:
            most = f"{MOST_TOTAL_BYTES / 2**20:,.0f} MiB"
            raise QuestionError(f"{self.name}: has more than {most} to read; split it into parts")
        try:
            with self._archive.open(member) as file:
                # What a file says of its size may be wrong.
                content = file.read(member.file_size + 1)
        except _BROKEN:
            content = None
        if content is None or len(content) != member.file_size:
            raise QuestionError(f"{shown} is damaged; export it anew")
        return content
