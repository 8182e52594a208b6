"""The wheel holds what the repository tracks, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HOMES = {
    "communique": "communique",
    "graph": "communique/graph",
    "ingest": "communique/ingest",
    "seeds": "communique/seeds",
}
"""The folders of the repository and where each is in the wheel."""
NEWEST_WITHOUT_WHEEL = (70, 1)
"""From this version setuptools builds wheels without the package wheel."""


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[str]:
    """Return the files that a commit of the working tree would hold."""
    if not (root / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs git and the repository's metadata to know which files belong to the package")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip(f"git does not list the files: {listed.stderr.decode().strip()}")
    return sorted(name for name in listed.stdout.decode().split("\0") if name and (root / name).exists())


@pytest.fixture(scope="module")
def wheel(root: Path, tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of those files: what lies about in the working folder must not get into it."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in tracked:
        if name.split("/")[0] in (*HOMES, "pyproject.toml", "README.md", "LICENSE"):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target, follow_symlinks=False)
    (copy / "README.md").touch()
    # With the tools at hand, nothing is fetched; otherwise pip fetches them, as on a first installation.
    here = ["--no-build-isolation"] if _can_build() else []
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--disable-pip-version-check",
        *here,
        "-w",
        str(out),
        str(copy),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (made,) = out.glob("*.whl")
    return made


def _can_build() -> bool:
    try:
        setuptools = tuple(int(part) for part in version("setuptools").split(".")[:2])
    except PackageNotFoundError:
        return False
    return setuptools >= NEWEST_WITHOUT_WHEEL


def test_the_wheel_holds_every_tracked_file_of_the_package(root: Path, wheel: Path, tracked: list[str]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert [name for name in inside if archive.read(name) != (root / _home(name)).read_bytes()] == []
    wanted = {
        f"{HOMES[folder]}/{rest}"
        for folder, _, rest in (name.partition("/") for name in tracked)
        if folder in HOMES and rest and not (root / folder / rest).is_symlink()
    }
    assert sorted(wanted - inside) == [], "tracked, but not in the wheel: see tool.setuptools in pyproject.toml"
    assert sorted(inside - wanted) == [], "in the wheel, but not tracked"


def _home(name: str) -> str:
    """Return where a file of the wheel lies in the repository."""
    return next(
        (
            name.replace(f"{home}/", f"{folder}/", 1)
            for folder, home in HOMES.items()
            if folder != home and name.startswith(home)
        ),
        name,
    )


def test_every_folder_with_code_is_a_listed_package(root: Path, project: dict[str, Any]) -> None:
    listed = project["tool"]["setuptools"]["packages"]
    found = {
        ".".join([HOMES[folder].replace("/", "."), *path.parent.relative_to(root / folder).parts])
        for folder in HOMES
        for path in (root / folder).rglob("*.py")
        if not any((root / folder / part).is_symlink() for part in path.relative_to(root / folder).parts[:1])
    }
    assert sorted(found) == sorted(listed)


def test_the_links_of_the_import_package_point_to_its_parts(root: Path) -> None:
    for folder in ("graph", "ingest", "seeds"):
        link = root / "communique" / folder
        if link.is_symlink():  # a clone without symbolic links has a text file there, and installs all the same
            assert link.readlink().as_posix() == f"../{folder}"


def test_data_is_found_through_the_installed_package() -> None:
    seeds = files("communique.seeds")
    assert seeds.joinpath("actors/states.csv").is_file()
    assert seeds.joinpath("lexicon/senses.csv").is_file()
    assert files("communique").joinpath("py.typed").is_file()


def test_the_version_in_the_changelog_is_that_of_the_project(root: Path, project: dict[str, Any]) -> None:
    assert f"\n## {project['project']['version']}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_dependencies_have_bounds_and_python_a_floor(project: dict[str, Any]) -> None:
    assert project["project"]["requires-python"] == ">=3.11"
    assert [d for d in project["project"]["dependencies"] if not any(c in d for c in "<>=")] == []
