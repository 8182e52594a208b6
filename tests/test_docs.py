"""The documentation builds without a warning; a link to a page or heading that is not there is one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("mkdocs", reason="install the extra docs")
pytest.importorskip("mkdocstrings", reason="install the extra docs")


def test_the_documentation_builds_without_warnings(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, text=True, env=quiet)
    assert done.returncode == 0, done.stderr
    reference = (tmp_path / "site" / "reference" / "index.html").read_text(encoding="utf-8")
    for method in ("dyads", "coalitions", "export", "from_relations"):
        assert f"KnowledgeGraph.{method}" in reference
