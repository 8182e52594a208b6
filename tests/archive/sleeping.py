"""A worker that sleeps as long as it is told."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def answering(_setting: bytes) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        sleep(float(request))
        return b""

    return answer
