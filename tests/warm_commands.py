"""Staff commands as processes that start warm: each is forked off one that has imported the program already.

Importing takes most of the time of a short command, and the tests run many hundreds of them. What comes out is a
process like any other: of its own memory, folder, environment and streams, ended by the interpreter, with an exit code.
Tests of the start itself, of streams that are closed and of terminals start Python anew.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
SECONDS: Final = 300  # that a command may take
_REQUEST: Final = 1_000_000  # bytes
_ONE_AT_A_TIME: Final = threading.Lock()


def run(arguments: Sequence[str | Path], env: Mapping[str, str], cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run `starmark` with these arguments and return how it ended, with what it printed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
        code = run_onto((nothing.fileno(), out.fileno(), err.fileno()), arguments, env, cwd)
        texts = [(file.seek(0), file.read().decode("utf-8"))[1] for file in (out, err)]
    return subprocess.CompletedProcess(list(arguments), code, *texts)


def run_onto(
    streams: tuple[int, int, int], arguments: Sequence[str | Path], env: Mapping[str, str], cwd: Path = ROOT
) -> int:
    """Run `starmark` with these descriptors as its three streams, and return its exit code."""
    asked = json.dumps({"arguments": list(map(str, arguments)), "env": dict(env), "cwd": str(cwd)})
    with _ONE_AT_A_TIME:
        door, process = _started()
        try:
            door.settimeout(SECONDS)
            socket.send_fds(door, [asked.encode()], streams)
            return int(door.recv(64))
        except BaseException:  # a time that is over or Ctrl-C: whatever still runs must not answer the next one
            _started.cache_clear()
            os.killpg(process.pid, signal.SIGKILL)
            door.close()
            process.wait()
            raise


@cache
def _started() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start the process that others are forked off, once in each process that runs tests."""
    door, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (door, inner):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _REQUEST)
    command = [sys.executable, "-m", "tests.warm_commands", str(inner.fileno())]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    process = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[inner.fileno()], start_new_session=True)
    inner.close()
    atexit.register(_leave, door, process)
    return door, process


def _leave(door: socket.socket, process: subprocess.Popen[bytes]) -> None:
    """Nobody asks any more: the process ends by itself."""
    door.close()
    process.wait()


def _requests(inner: socket.socket) -> Iterator[tuple[dict[str, Any], list[int]]]:
    while True:
        asked, descriptors, _, _ = socket.recv_fds(inner, _REQUEST, 3)
        if not asked:
            return
        yield json.loads(asked), descriptors


def _become(asked: dict[str, Any], descriptors: list[int]) -> None:
    """Take on the streams, the folder, the environment and the arguments of the command."""
    for stream, descriptor in enumerate(descriptors):
        os.dup2(descriptor, stream)
        os.close(descriptor)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["starmark", *asked["arguments"]]


def _forked_off(inner: socket.socket) -> bool:
    """Answer requests, each by a process forked off here. Returns True there, and False when nobody asks any more."""
    for asked, descriptors in _requests(inner):
        child = os.fork()
        if child == 0:
            inner.close()
            _become(asked, descriptors)
            return True
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        inner.send(str(os.waitstatus_to_exitcode(status)).encode())
    return False


if __name__ == "__main__":
    import gc
    import importlib

    from scripts.__main__ import VERBS, main, module_of

    for verb in VERBS:
        importlib.import_module(module_of(verb))
    gc.freeze()
    if _forked_off(socket.socket(fileno=int(sys.argv[1]))):
        main()
