"""A child process that does as it is told, well or badly: `python -m tests.documents.sample_child`."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from certs.documents import child_processes
from certs.errors import Refused, StarmarkError

MODULE = "tests.documents.sample_child"
MEMORY = 512 * 2**20


def answer(question: bytes) -> bytes:
    word, _, rest = question.decode().partition(" ")
    if word == "die":
        os._exit(3)
    if word == "be":  # killed, as the kernel does where no memory is left
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "wait":  # until a file is there, for a minute at most
        Path(rest, "waits").touch()
        for _ in range(6_000):
            if Path(rest, "go").exists():
                break
            time.sleep(0.01)
    if word == "eat":
        return bytes(MEMORY)[:1]
    if word == "refuse":
        raise Refused("sample", "不办", "not done")
    if word == "fail":
        raise StarmarkError("sample", "没成", "failed")
    return str(os.getpid()).encode()


if __name__ == "__main__":
    child_processes.serve(answer, MEMORY)
