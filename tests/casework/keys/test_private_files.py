"""A private file is a regular one: what would block, or is a folder, is refused in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from certs.casework.keys.private_files import read_private
from certs.errors import Refused
from tests.instances import ROOT


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_private(tmp_path, 100)
    assert refused.value.code == "key_file"


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "status-1.pub"
    os.mkfifo(pipe, 0o600)
    program = (
        "import pathlib, sys; from certs.casework.keys.private_files import read_private; "
        "read_private(pathlib.Path(sys.argv[1]), 100)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(pipe)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert "is no regular file" in done.stderr
