"""The sentence encoder: what each word piece of a sentence means there, as a vector.

A MiniLM transformer (6 layers, 22 million parameters) fine-tuned by ``python -m tests.benchmarks.train`` and kept as
8-bit integers in ONNX.

References
----------
W. Wang et al., "MiniLM: Deep Self-Attention Distillation for Task-Agnostic Compression of Pre-Trained Transformers",
NeurIPS 2020.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from communique.errors import ModelError
from communique.ingest.wordpiece import Pieces, WordPiece

Floats = NDArray[np.float32]

WIDTH = 384
"""Numbers of a vector."""
LONGEST = 160
"""Word pieces of a sentence that are read."""
HOME = Path(str(files("communique.seeds") / "model"))
"""Where the packaged encoder is."""


class Encoder:
    """Turns the words of a sentence into vectors.

    Parameters
    ----------
    folder
        Where ``encoder.onnx`` and ``wordpieces.txt`` are.

    Raises
    ------
    ModelError
        If a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # processes share the cores, not threads
        options.log_severity_level = 3
        path = folder / "encoder.onnx"
        try:
            pieces = read_pieces(folder)
            self._session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
        except OSError as error:
            raise ModelError(f"{error.filename}: cannot be read; install the package again") from error
        except Exception as error:  # onnxruntime has no public class above its own errors
            raise ModelError(f"{path}: not an encoder ({error}); install the package again") from error
        self._spell = WordPiece(pieces, LONGEST)

    def __call__(self, words: Iterable[str]) -> tuple[Pieces, Floats]:
        """Return the pieces of a sentence and their vectors, shape (pieces, WIDTH).

        Each sentence is encoded for itself: what it gives depends on nothing but its words.
        """
        pieces = self._spell(words)
        (states,) = self._session.run(None, {"pieces": np.array([pieces.ids], dtype=np.int64)})
        return pieces, np.asarray(states[0], dtype=np.float32)


def read_pieces(folder: Path) -> list[str]:
    """Return the word pieces, each at the place of its number."""
    return (folder / "wordpieces.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


@cache
def packaged_encoder() -> Encoder:
    """Return the encoder that the package ships, loaded once a process."""
    return Encoder(HOME)
