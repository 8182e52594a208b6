"""What a graph folder costs: one process against the bare pipeline, two against one, Dask against two; kills.

Run from the repository root: ``python -m tests.benchmarks.archive [N] [--texts FILE] [--skip NAME ...]``. All
figures are of the same documents in one run, with one BLAS thread a process; start-up (loading the model) is left
out by timing from the first part to the last. Peak memory is that of one process over the whole run, given after
each quarter of it, so that growth shows.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import spacy
from thinc.api import use_ops

from communique.api import read
from communique.archive import writing
from communique.archive.parts import parts_of
from communique.archive.reading import relations_of, status
from communique.archive.writing import Progress, add
from communique.ingest.documents import MAX_CHARACTERS
from communique.ingest.pipeline import DEFAULT_MODEL

if TYPE_CHECKING:
    from communique.ingest.documents import Document

TEXTS = Path(__file__).resolve().parents[2].parent / "shared" / "text" / "archive_8000.jsonl.gz"
KILLS = 5
BATCH = 8
"""Documents a part, fewer than usual: a sample of a few hundred has to have parts enough to measure by."""
_SCRIPT = "from tests.benchmarks.archive import child; child({texts!r}, {count}, {case!r}, {jobs})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--skip", nargs="*", default=[], choices=["bare", "jobs", "dask", "kills"])
    given = parser.parse_args()
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
    documents = list(islice(read(given.texts), given.count))
    writing.BATCH_DOCUMENTS = BATCH
    with TemporaryDirectory() as place:
        one = _timed("one process", documents, Path(place, "one"))
        if "bare" not in given.skip:
            for name, blis in (("as spaCy comes", True), ("with NumPy's BLAS, as we have it", False)):
                bare = _bare(documents, blis=blis)
                print(f"bare pipeline {name}: {bare:,.0f} words a second; one process does {one / bare:.2f} times that")
        two = 0.0
        if "jobs" not in given.skip:
            two = _timed("two processes", documents, Path(place, "two"), jobs=2)
            print(f"two processes do {two / one:.2f} times what one does")
        if "dask" not in given.skip:
            dask = _timed("dask, two workers", documents, Path(place, "dask"), scheduler="local")
            print(f"dask reaches {dask / (two or one):.0%} of {'--jobs 2' if two else 'one process'}")
        if "kills" not in given.skip:
            _kills(given.texts, given.count, Path(place, "kills"), Path(place, "one"))


def _bare(documents: list[Document], *, blis: bool) -> float:
    with use_ops("numpy", use_blis=blis):
        nlp = spacy.load(DEFAULT_MODEL)
    nlp.max_length = MAX_CHARACTERS
    list(nlp.pipe(d.article for d in documents[:8]))
    start = time.perf_counter()
    words = sum(len(doc) for doc in nlp.pipe((d.article for d in documents), batch_size=8))
    return words / (time.perf_counter() - start)


def _timed(name: str, documents: list[Document], case: Path, *, jobs: int = 1, scheduler: str | None = None) -> float:
    """Add documents, and return words a second between the first part and the last."""
    ticks: list[tuple[float, int]] = []
    peaks: list[float] = []

    def told(state: Progress) -> None:
        ticks.append((time.perf_counter(), state.words))
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    add(documents, case, jobs=jobs, scheduler=scheduler, told=told)
    # The first parts of all workers come at the same time: what counts is what they do after that.
    workers = 2 if scheduler else jobs
    (start, before), (end, after) = ticks[workers - 1], ticks[-1]
    rate = (after - before) / (end - start)
    quarters = [peaks[(len(peaks) - 1) * q // 4] for q in range(1, 5)]
    found = status(case)
    print(f"{name}: {rate:,.0f} words a second, {found.documents:,} documents, {found.words:,} words, "
          f"{found.relations:,} relations, {found.bytes / 1e6:.1f} MB, peak of this process by quarters "
          f"{', '.join(f'{p:,.0f}' for p in quarters)} MB")  # fmt: skip
    return rate


def child(texts: str, count: int, case: str, jobs: int) -> None:
    """Add documents in a process that is going to be killed."""
    writing.BATCH_DOCUMENTS = BATCH
    add(islice(read(texts), count), Path(case), jobs=jobs)


def _kills(texts: Path, count: int, case: Path, whole: Path) -> None:
    """Kill a run at random moments, let it end, and compare."""
    moments = random.Random(0)  # noqa: S311
    script = _SCRIPT.format(texts=str(texts), count=count, case=str(case), jobs=1)
    for number in range(KILLS):
        run = subprocess.Popen([sys.executable, "-c", script])
        before = len(parts_of(case))
        while run.poll() is None and len(parts_of(case)) == before:
            time.sleep(0.05)
        time.sleep(moments.uniform(0, 3))
        run.send_signal(signal.SIGKILL)
        run.wait()
        print(f"kill {number + 1}: {len(parts_of(case))} parts")
    subprocess.run([sys.executable, "-c", script], check=True)
    one, other = (relations_of(parts_of(folder)) for folder in (whole, case))
    keys = ["document", "evidence_start", "trigger_start", "source_start", "target_start", "event"]
    same = one.sort_values(keys, ignore_index=True).equals(other.sort_values(keys, ignore_index=True))
    twice = int(other.duplicated().sum() - one.duplicated().sum())
    print(f"after {KILLS} kills: {'the same' if same else 'OTHER'} relations, {twice} rows twice")
    shutil.rmtree(case)


if __name__ == "__main__":
    main()
