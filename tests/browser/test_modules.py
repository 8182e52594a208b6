"""The page's modules on their own, under node's test runner."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).with_name("modules")
OLDEST = 18
"""The first version of node that has a test runner."""


def test_modules() -> None:
    node = shutil.which("node") or shutil.which("nodejs") or ""
    version = subprocess.run([node, "--version"], capture_output=True, check=True).stdout.decode() if node else "v0"
    if int(version.lstrip("v").split(".")[0]) < OLDEST:
        reason = f"no node {OLDEST} or newer for the tests of the page's modules: apt-get install nodejs"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    tests = sorted(map(str, MODULES.glob("*.test.mjs")))
    assert tests
    done = subprocess.run([node, "--test", *tests], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
