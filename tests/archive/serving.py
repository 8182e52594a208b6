"""A partition function for worker processes that needs no model, and dies or fails when a document says so."""

from __future__ import annotations

import os
import pickle
import signal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def answering(_setting: bytes) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        texts = [entry.document.text for entry in pickle.loads(request)]  # noqa: S301  # from the test
        for text in texts:
            word, _, place = text.partition(" ")
            if word == "die" or (word == "die-once" and not Path(place).exists()):
                if place:
                    Path(place).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if word == "fail":
                if place:
                    with Path(place).open("a") as tries:
                        tries.write("x")
                raise ValueError("no such thing")
        return pickle.dumps({"out": " ".join(texts).encode()})

    return answer
