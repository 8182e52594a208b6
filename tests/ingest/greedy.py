"""A worker that asks for more memory than it may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def answering(_setting: bytes) -> Callable[[bytes], bytes]:
    return lambda _request: bytes(4 << 30)
