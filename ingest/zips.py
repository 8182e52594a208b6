"""The files in a ZIP archive, read in memory: no name in it is ever used as a path on this machine."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.ingest.documents import Report

MAX_MEMBERS = 100_000
MAX_RATIO = 200
"""Text shrinks to a tenth at best; what unpacks to more than this many times its size was made to harm."""

_FREE = 64 << 20  # bytes that an archive may unpack to, however small it is
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def members(stream: BinaryIO, path: str, report: Report) -> Iterator[tuple[BinaryIO, str]]:
    """Yield the files of an archive with their names, in the order of the names."""
    try:
        size = stream.seek(0, io.SEEK_END)
        archive = zipfile.ZipFile(stream)
        files = sorted((f for f in archive.infolist() if not f.is_dir()), key=lambda f: f.filename)
    except _DAMAGE:
        report.skip(path, "", "is damaged, or no ZIP archive")
        return
    with archive:
        if not files:
            report.skip(path, "", "holds no file")
        if len(files) > MAX_MEMBERS:
            report.skip(path, "", f"holds more than {MAX_MEMBERS:,} files; split it")
            return
        left = _Allowance(max(_FREE, MAX_RATIO * size))
        for file in files:
            if any(part.startswith((".", "__MACOSX")) for part in file.filename.split("/") if part not in (".", "..")):
                continue
            if file.flag_bits & 1:
                report.skip(f"{path}/{file.filename}", "", "is encrypted; save it without a password")
                continue
            try:
                with archive.open(file) as member:
                    yield cast("BinaryIO", io.BufferedReader(_Counted(member, left))), file.filename
            except _DAMAGE as error:
                if left.spent:
                    break
                report.skip(f"{path}/{file.filename}", "", f"is damaged ({type(error).__name__})")
            if left.spent:
                break
        if left.spent:
            report.skip(path, "", "unpacks to far more than its size, as ZIP bombs do; the rest was not read")


class _Allowance:
    """How many bytes an archive may still unpack to."""

    def __init__(self, size: int) -> None:
        self.size = size

    @property
    def spent(self) -> bool:
        return self.size < 0


class _Counted(io.RawIOBase):
    """A member whose bytes count against the allowance of its archive."""

    def __init__(self, member: object, left: _Allowance) -> None:
        self._member = member
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data: bytes = self._member.read(len(view))  # type: ignore[attr-defined]
        except OSError:
            raise
        except _DAMAGE as error:  # what readers of files know to handle
            raise EOFError(str(error)) from error
        self._left.size -= len(data)
        if self._left.spent:
            raise EOFError("too much")
        view[: len(data)] = data
        return len(data)
