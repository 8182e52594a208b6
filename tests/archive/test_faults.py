"""What may happen to a graph folder: killed writers, full disks, damage, two at once. Nothing is lost or twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from communique.archive import checking, merging, writing
from communique.archive.changing import rebuild, remove
from communique.archive.checking import check, fault_of
from communique.archive.folder import MANIFEST, VERSION, locked
from communique.archive.parts import all_parts, parts_of
from communique.archive.reading import load_archive
from communique.archive.settings import settings_of
from communique.archive.writing import add
from communique.errors import InputError
from communique.ingest.pipeline import DEFAULT_MODEL
from tests.archive.case import documents, files_of, stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.archive.parts import Part

pytestmark = pytest.mark.usefixtures("one_model")
needs_fork = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 2)


def _child(work: Callable[[], object]) -> int:
    """Run something in a child that has the model already; return its number."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def _killed_at(step: int, work: Callable[[], object]) -> bool:
    """Kill a child with SIGKILL as it is about to reach the disk for the n-th time; tell whether it got there."""

    def armed() -> None:
        left = [step]

        def counted(name: str, owner: Any) -> None:
            real = getattr(owner, name)

            def call(*args: Any, **kwargs: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)

            setattr(owner, name, call)

        for name in ("rename", "replace", "mkdir", "unlink"):
            counted(name, Path)
        for name in ("fsync", "unlink", "rmdir"):  # the last two are what shutil.rmtree calls
            counted(name, os)
        work()

    _, state = os.waitpid(_child(armed), 0)
    return os.WIFSIGNALED(state)


@needs_fork
def test_killed_at_any_step_and_resumed(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    add(documents(3), whole)
    step = 0
    killed = True
    while killed:
        step += 1
        case = tmp_path / f"case{step}"
        killed = _killed_at(step, lambda case=case: add(documents(3), case))  # type: ignore[misc]
        add(documents(3), case)
        assert stated(case) == stated(whole), f"killed at step {step}"
        assert not check(case)
    assert step > 15


@needs_fork
@pytest.mark.parametrize("change", ["remove", "rebuild"])
def test_a_change_killed_at_any_step_happened_or_did_not(
    tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, killed = 0, True
    while killed:
        step += 1
        case = tmp_path / f"case{step}"
        add(documents(2), case)
        before = stated(case)
        after = [row for row in before if change == "rebuild" or row[0] != "d1"]
        with monkeypatch.context() as patch:
            if change == "rebuild":
                patch.setattr("communique.archive.settings._packaged", lambda: "0" * 32)
            work = {"remove": lambda case=case: remove(["d1"], case), "rebuild": lambda case=case: rebuild(case)}
            killed = _killed_at(step, work[change])
            assert stated(case) in (before, after)
            if change == "rebuild":
                rebuild(case)
            elif stated(case) == before:
                remove(["d1"], case)
            assert stated(case) == after
            assert not check(case)
    assert step > 5


@needs_fork
def test_a_merge_killed_at_any_step_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crumbs = tmp_path / "crumbs"
    for document in documents(2):
        add([document], crumbs)
    before, graph = stated(crumbs), load_archive(crumbs)
    assert len(all_parts(crumbs)) == 2
    monkeypatch.setattr(merging, "CRUMBS", 1)
    step, killed = 0, True
    while killed:
        step += 1
        case = shutil.copytree(crumbs, tmp_path / f"case{step}")
        killed = _killed_at(step, lambda case=case: add([], case))  # type: ignore[misc]
        assert stated(case) == before, f"killed at step {step}"
        assert load_archive(case).relations.equals(graph.relations)
        assert add(documents(2), case).already == 2, f"killed at step {step}"
        assert [p.path.name for p in all_parts(case)] == ["00000001-00000002-0"]
        assert load_archive(case).actors.equals(graph.actors)
        assert not check(case)
    assert step > 15


@needs_fork
def test_killed_at_random_moments_and_resumed(tmp_path: Path) -> None:
    whole, case = tmp_path / "whole", tmp_path / "case"
    add(documents(16), whole)
    moments = random.Random(7)  # noqa: S311
    for _ in range(5):
        child = _child(lambda: add(documents(16), case))
        time.sleep(moments.uniform(0.01, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    add(documents(16), case)
    assert stated(case) == stated(whole)


@needs_fork
def test_ctrl_c_ends_the_batch(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case"

    def endless() -> None:
        made = add((d for n in range(10_000) for d in documents(1, n)), case)
        os.write(2, b"stopped" if made.stopped else b"ended")

    child = _child(endless)
    while not parts_of(case):
        time.sleep(0.02)
    os.kill(child, signal.SIGINT)
    _, state = os.waitpid(child, 0)
    assert os.WEXITSTATUS(state) == 0
    assert "stopped" in capfd.readouterr().err
    count = len(stated(case))
    assert 2 <= count < 10_000
    assert add(documents(count), case).documents == 0


@needs_fork
def test_a_full_disk_is_one_sentence_and_costs_one_batch(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import resource

    case = tmp_path / "case"
    add(documents(2), case)
    before = stated(case)

    big = [documents(1)[0].__class__("big", " ".join(f"Item {n * n}." for n in range(20_000)))]

    def full_with_big() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            add(big, case)
        except InputError as error:
            os.write(2, str(error).encode())

    os.waitpid(_child(full_with_big), 0)
    said = capfd.readouterr().err
    assert "cannot be written" in said
    assert "what was there is whole" in said
    assert stated(case) == before
    assert not check(case)
    assert add(documents(3), case).documents == 1


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    case = tmp_path / "case"
    add(documents(1), case)
    with locked(case):
        script = f"import communique; communique.add(communique.Document('x', 'Iran met Iraq.'), {str(case)!r})"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert load_archive(case)  # reading goes on
    assert "another communique is writing to it; wait until that one has ended" in done.stderr
    assert add(documents(2), case).documents == 1


@needs_fork
def test_a_read_only_folder_is_read_and_not_written(capfd: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # so that the child may look into it
        case = Path(place, "case")
        add(documents(2), case)
        before = files_of(case)
        for path in (case, *case.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

        # The child may be unable to look into the environment, which is the superuser's own.
        now = settings_of(DEFAULT_MODEL)

        def try_it() -> None:
            if os.geteuid() == 0:
                os.setuid(65534)  # the superuser writes everywhere
            count = len(load_archive(case).relations)
            try:
                with pytest.MonkeyPatch.context() as patched:
                    patched.setattr(writing, "settings_of", lambda *_: now)
                    add(documents(3), case)
            except InputError as error:
                os.write(2, f"{count} relations; {error}".encode())

        os.waitpid(_child(try_it), 0)
        said = capfd.readouterr().err
        assert said.startswith("2 relations; ")
        assert "cannot be written (Permission denied)" in said
        assert files_of(case) == before
        for path in (case, *case.rglob("*")):
            path.chmod(0o755)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (json.dumps({"format": "communique archive", "version": VERSION + 1}), "by a later version"),
        ("{", "missing or damaged; run 'communique check"),
        ("[]", "missing or damaged; run 'communique check"),
        (json.dumps({"format": "communique archive", "version": 1, "settings": {"actors": ["../x"]}}), "damaged"),
        (None, "run 'communique check"),
    ],
)
def test_a_manifest_that_cannot_be_used_stops_all_and_nothing_is_touched(
    tmp_path: Path, manifest: str | None, says: str
) -> None:
    case = tmp_path / "case"
    add(documents(2), case)
    (case / MANIFEST).unlink()
    if manifest is not None:
        (case / MANIFEST).write_text(manifest, encoding="utf-8")
    before = files_of(case)
    for refused in (lambda: add(documents(3), case), lambda: rebuild(case), lambda: remove(["d0"], case)):
        with pytest.raises(InputError, match=says):
            refused()
    with pytest.raises(InputError):
        load_archive(case)
    assert files_of(case) == before
    if "later" in says:
        with pytest.raises(InputError, match="by a later version"):
            check(case)
        assert files_of(case) == before
    else:
        assert [f.place for f in check(case)] == [MANIFEST]
        assert len(load_archive(case).relations) == 2


def test_a_part_that_is_replaced_while_it_is_checked_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "case"
    add(documents(3), case)

    def replaced_first(part: Part) -> str:
        if "d1" in {row[0] for row in stated(case)}:
            remove(["d1"], case)
        return fault_of(part)

    with monkeypatch.context() as patch:
        patch.setattr(checking, "fault_of", replaced_first)
        assert not check(case, repair=False)
    assert len(stated(case)) == 2


@pytest.mark.parametrize("name", ["relations.parquet", "actors.parquet", "part.json"])
@pytest.mark.parametrize("how", ["cut", "changed", "missing"])
def test_a_damaged_part_is_named_and_repaired(tmp_path: Path, name: str, how: str) -> None:
    case = tmp_path / "case"
    add(documents(4), case)
    before, graph = stated(case), load_archive(case)
    _damage(parts_of(case)[1].path / name, how)
    with pytest.raises(InputError, match=f"{name}: is missing or damaged; run 'communique check"):
        load_archive(case)
    assert [f.repaired for f in check(case, repair=False)] == [False]
    assert [(f.place, f.repaired) for f in check(case)] == [("00000002-0", True)]
    assert stated(case) == before
    assert load_archive(case).actors.equals(graph.actors)
    assert not check(case)


@pytest.mark.parametrize("how", ["cut", "changed", "missing"])
def test_lost_documents_are_named_and_may_be_added_again(tmp_path: Path, how: str) -> None:
    case = tmp_path / "case"
    add(documents(4), case)
    before = stated(case)
    _damage(parts_of(case)[0].path / "documents.parquet", how)
    (found,) = check(case)
    assert not found.repaired or how == "changed"
    if not found.repaired:
        assert found.lost == ("d0", "d1")
        assert add(documents(4), case).documents == 2
    assert stated(case) == before
    assert not check(case)


@pytest.mark.parametrize("content", [None, b"no database at all", b""])
def test_a_lost_or_damaged_index_is_made_anew(tmp_path: Path, content: bytes | None) -> None:
    case = tmp_path / "case"
    add(documents(3), case)
    (case / "index.sqlite").unlink()
    if content is not None:
        (case / "index.sqlite").write_bytes(content)
    made = add(documents(5), case)
    assert (made.documents, made.already) == (2, 3)


def _damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
        path.write_bytes(content[:middle] if how == "cut" else flipped)
