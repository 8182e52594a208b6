"""A process of its own that answers requests: killed when it takes too long, and its death is no one else's.

Both the extraction with several jobs and the readers of dangerous formats run in such processes. They are started
as ``python -m communique.ingest.worker``, not forked and not through multiprocessing: the first would copy locks
that are held, and the second runs the user's own script once more.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from importlib import import_module
from threading import Timer
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_LENGTH = struct.Struct(">BQ")  # 0 for an answer and 1 for an error, then the length of what follows
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)


class WorkerLost(Exception):  # noqa: N818  # an event, handled by whoever holds the worker
    """The process died, or was killed because it took too long."""


class WorkerFailed(Exception):  # noqa: N818
    """The process lives, and says why it could not do what was asked."""


class Worker:
    """One process that holds a function.

    Parameters
    ----------
    target
        ``"module:function"``. Called in the process with ``setting``, it returns the function that answers.
    setting
        What the target is given.
    memory
        Bytes of address space that the process may use, where the system can limit them.
    """

    def __init__(self, target: str, setting: bytes = b"", *, memory: int = 0) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own module, no shell
            [sys.executable, "-m", "communique.ingest.worker", target, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            start_new_session=True,  # Ctrl-C is for the parent, which lets a batch end
        )
        self._setting: bytes | None = setting

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def call(self, request: bytes, timeout: float | None = None) -> bytes:
        """Send a request and wait for the answer.

        Raises
        ------
        WorkerLost
            If the process died, or took longer than ``timeout`` seconds; it is gone then.
        WorkerFailed
            If the function raised an error.
        """
        timer = Timer(timeout, self._process.kill) if timeout else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            return self._exchange(request)
        except (OSError, EOFError) as error:
            self.close()
            raise WorkerLost("the process died or took too long") from error
        finally:
            if timer:
                timer.cancel()

    def _exchange(self, request: bytes) -> bytes:
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:
            raise EOFError
        if self._setting is not None:
            _send(to, 0, self._setting)
            self._setting = None
        _send(to, 0, request)
        kind, answer = _receive(back)
        if kind:
            raise WorkerFailed(answer.decode("utf-8", "replace"))
        return answer

    def kill(self) -> None:
        """Kill the process; a call that waits for it, in another thread, is lost."""
        self._process.kill()

    def close(self) -> None:
        """End the process and let go of it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what could not be sent any more
                    continue
        self._process.wait()


def _send(stream: IO[bytes], kind: int, data: bytes) -> None:
    stream.write(_LENGTH.pack(kind, len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[int, bytes]:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    kind, length = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return kind, data


def serve(target: str, memory: int) -> None:
    """Answer requests from standard input until it ends; what the function prints goes nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if memory:
        limit_memory(memory)
    module, _, name = target.partition(":")
    function: Callable[[bytes], bytes] | None = None
    while True:
        try:
            _, data = _receive(requests)
        except EOFError:
            return
        try:
            if function is None:
                function = getattr(import_module(module), name)(data)
                continue
            answer = 0, function(data)
        except Exception as error:  # told to the parent in words
            answer = 1, f"{type(error).__name__}: {error}"[:2000].encode("utf-8", "replace")
            if function is None:
                _receive(requests)
        _send(answers, *answer)


def limit_memory(size: int) -> None:
    """Let this process have so many bytes and no more, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
