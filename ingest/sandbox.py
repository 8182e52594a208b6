"""Where files that need a parser are read: a process with little memory and little time, replaced when it dies."""

from __future__ import annotations

import atexit
import json
import os
from threading import Lock
from typing import Any

from communique.ingest.worker import Worker, WorkerFailed, WorkerLost

SECONDS = 60.0
"""A file that takes longer is skipped."""

MEMORY = 2 << 30
"""Bytes of address space; most of it is the parsers' own libraries."""

MAX_FILE_BYTES = 64 << 20
"""A longer file is skipped before it is parsed."""

_TARGET = "communique.ingest.convert:answering"


class _Sandbox:
    def __init__(self) -> None:
        self._lock = Lock()
        self._worker: Worker | None = None
        self._owner = 0
        atexit.register(self.close)

    def close(self) -> None:
        """End the process, if it is this one's own."""
        if self._worker is not None and self._owner == os.getpid():
            self._worker.close()
        self._worker = None

    def convert(self, kind: str, data: bytes) -> list[dict[str, Any]]:
        with self._lock:
            if self._worker is None or self._owner != os.getpid():  # a fork must not share the pipe
                self._worker, self._owner = Worker(_TARGET, memory=MEMORY), os.getpid()
            try:
                made: list[dict[str, Any]] = json.loads(self._worker.call(kind.encode() + b"\n" + data, SECONDS))
            except WorkerFailed as error:
                name, _, said = str(error).partition(": ")
                raise ValueError(said if name == "ValueError" and said else f"cannot be read ({name})") from error
            except WorkerLost as error:
                self._worker = None
                raise ValueError(f"takes more than {SECONDS:.0f} seconds or too much memory to read") from error
            return made


_sandbox = _Sandbox()


def convert(kind: str, data: bytes) -> list[dict[str, Any]]:
    """Turn a file into records.

    Parameters
    ----------
    kind
        A key of :data:`communique.ingest.convert.CONVERTERS`.
    data
        What the file holds.

    Raises
    ------
    ValueError
        If it cannot be read; the message says why, to follow the name of the file.
    """
    return _sandbox.convert(kind, data)
