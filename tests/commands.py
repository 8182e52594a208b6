"""Commands run in this process or in one of their own, and files for them to read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def process(*arguments: str, folder: Path, stdin: bytes = b"", **environment: str) -> Ended:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "communique", *arguments],
        cwd=folder, input=stdin, capture_output=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    return Ended(done.returncode, done.stdout.decode(), " ".join(done.stderr.decode().split()))


def jsonl(path: Path, *lines: str | dict[str, Any]) -> Path:
    """Write a file of JSON lines; a text is written as it is."""
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path
