"""Files of marked pairs: read, classified and written, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from communique.errors import InputError
from communique.ingest.classify import Pair, load_classifier
from communique.ingest.marked import Marked
from communique.ingest.pipeline import DEFAULT_MODEL


def classify_file(path: Path, output: Path, model: str | None = None) -> int:
    """Classify the pairs of a file; return how many there are.

    Parameters
    ----------
    path
        One JSON object a line with ``id``, ``text``, ``source`` and ``target``; each end is a stretch of the text,
        ``[start, end]`` in characters, or null if the text does not name it.
    output
        Where a line with ``id``, ``event``, ``relation`` and ``confidence`` is written for each.

    Raises
    ------
    InputError
        If a line is damaged, or lacks something; nothing is written then.
    """
    pairs = read_pairs(path)
    found = load_classifier(model or DEFAULT_MODEL)(pairs)
    try:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            for pair, (event, label, confidence) in zip(pairs, found, strict=True):
                row = {"id": pair.id, "event": event, "relation": label, "confidence": confidence}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputError(f"{output}: cannot be written ({error.strerror or error}); choose another place") from error
    return len(pairs)


def read_pairs(path: Path) -> list[Pair]:
    """Read the pairs of a file, every one of them checked.

    Raises
    ------
    InputError
        As for :func:`classify_file`, or if the file cannot be read or holds no pair.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; check the name") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}); save it as JSON lines") from error
    pairs = list(_pairs(content, path))
    if not pairs:
        raise InputError(f"{path}: holds no pairs; give a JSON object with id, text, source and target a line")
    return pairs


def _pairs(content: str, path: Path) -> Iterator[Pair]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: line {number} is not JSON ({error}); mend or remove the line") from error
        try:
            pair = _pair(row)
            pair.places()
        except InputError as error:
            raise InputError(f"{path}: line {number}: {error}") from error
        yield pair


def _pair(row: Any) -> Pair:
    if not isinstance(row, dict):
        raise InputError("no JSON object; mend or remove the line")
    missing = [key for key in ("id", "text", "source", "target") if key not in row]
    if missing:
        raise InputError(f"'{missing[0]}' is missing; give id, text, source and target")
    if not isinstance(row["text"], str) or not isinstance(row["id"], (str, int)) or isinstance(row["id"], bool):
        raise InputError("id and text must be strings; mend the line")
    return Pair(str(row["id"]), row["text"], _end(row["source"], "source"), _end(row["target"], "target"))


def _end(value: Any, name: str) -> Marked:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value):
        return value[0], value[1]
    raise InputError(f"{name} must be a stretch of the text, [start, end] or null")
