"""Machines of a body, as far apart as one kernel allows: each has a network, processes and a name of its own, and its
own /etc, /var, /srv, /home, /root and /run over those of this machine, which stay as they are. Only /media, where
people carry things, is shared. Needs the rights of root; what it needs of the system is in `.ci/system-packages`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.instances import ROOT

_OWN: Final = ("etc", "var", "srv", "home", "root")
_SECONDS: Final = 120
_WIRE: Final = "10.99.26"  # the first three parts of their addresses, on a wire that leads nowhere else


@dataclass
class Machine:
    """One machine. `run` types a command as root, with what is typed into it afterwards."""

    name: str
    address: str
    keeper: subprocess.Popen[bytes]
    env: dict[str, str] = field(default_factory=dict)

    def run(self, text: str, typed: str = "", code: int = 0, account: str = "root") -> str:
        """Type a command by an account and demand its exit code; returns what it printed."""
        by = ["runuser", "-u", account, "--"] if account != "root" else []
        done = subprocess.run(
            [*self._inside(), *by, "bash", "-ec", f"export HOME=~{account}; cd 2>&- || cd /; {text}"],
            input=typed,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            start_new_session=True,  # without a terminal: what asks for a password takes what is typed
        )
        assert done.returncode == code, f"{self.name}: {text}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def wait_for(self, text: str) -> str:
        """Type a command again and again until it succeeds, and return what it printed then."""
        deadline = time.monotonic() + _SECONDS
        while True:
            try:
                return self.run(text)
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def cut(self) -> None:
        """Pull the plug: nothing on it goes on, and nobody reaches it."""
        self.keeper.kill()
        self.keeper.wait(20)

    def _inside(self) -> list[str]:
        children = Path(f"/proc/{self.keeper.pid}/task/{self.keeper.pid}/children").read_text(encoding="ascii").split()
        return ["nsenter", f"--target={children[0]}", "--mount", "--net", "--pid", "--uts", "--wd=/"]

    def _environment(self) -> dict[str, str]:
        path = f"/run/typed:/srv/starmark-program/.venv/bin:{os.environ['PATH']}"
        own = {
            "LANG": "C.UTF-8",
            "PATH": path,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_COLOR": "1",
        }
        return {**own, **self.env}


@contextmanager
def connected(*names: str, public: str = "") -> Iterator[dict[str, Machine]]:
    """Start machines of these names (in example.cn), connect them by a wire, and stop them at the end.

    `public` is the one that cert.example.cn leads to.
    """
    shared = Path("/dev/shm")  # what is written there needs no disk
    folder = Path(tempfile.mkdtemp(prefix="starmark-machines-", dir=shared if shared.is_dir() else None))
    try:
        with ExitStack() as stack:
            wire = stack.enter_context(_kept(["true"]))
            _network(wire, ["ip link add wire type bridge && ip link set wire up"])
            for carried in ("offline", "web", "backup"):
                (folder / "media" / carried).mkdir(parents=True)
                (folder / "media" / carried).chmod(0o1777)  # whoever holds it writes it
            addresses = {name: f"{_WIRE}.{place}" for place, name in enumerate(names, 1)}
            (folder / "hosts").write_text(
                "127.0.0.1 localhost\n"
                + "".join(f"{address} {name}.example.cn\n" for name, address in addresses.items())
                + (f"{addresses[public]} cert.example.cn\n" if public else ""),
                encoding="ascii",
            )
            machines = {}
            for place, (name, address) in enumerate(addresses.items()):
                keeper = stack.enter_context(_kept(_mounts(folder, name)))
                _plug_in(wire, keeper, place, address)
                machines[name] = Machine(name, address, keeper)
            yield machines
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mounts(folder: Path, name: str) -> list[str]:
    lines = ["mount --make-rprivate /"]
    for own in _OWN:
        upper, work = (folder / name / kind / own for kind in ("upper", "work"))
        upper.mkdir(parents=True)
        work.mkdir(parents=True)
        lines.append(f"mount -t overlay overlay -o lowerdir=/{own},upperdir={upper},workdir={work} /{own}")
    (folder / name / "run").mkdir()
    return [
        *lines,
        f"mount --bind {folder / name / 'run'} /run && mkdir -p /run/postgresql && chown postgres: /run/postgresql",
        f"mount --bind {folder / 'media'} /media",
        f"cat {folder / 'hosts'} > /etc/hosts",
        "rm -rf /etc/postgresql/* /var/lib/postgresql/* /var/log/postgresql/*",  # as a new machine has it
        "chmod 711 /root",  # other accounts run the Python that may lie below it
        f"mkdir -p /srv/starmark-program && mount --bind {ROOT} /srv/starmark-program",
        "mkdir /run/typed",
        "printf '#!/bin/sh\\nexec python -m tests.deploy.unit_player \"$@\"\\n' > /run/typed/systemctl",
        "chmod 755 /run/typed/systemctl",
        f"hostname {name}",
    ]


@contextmanager
def _kept(mounts: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Keep namespaces of their own while the block runs; whatever runs in them ends with it."""
    own = ["unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
    script = " && ".join([*mounts, "ip link set lo up", "echo ready", "exec sleep infinity"])
    keeper = subprocess.Popen([*own, "bash", "-ec", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"ready\n", "namespaces and overlays are needed, and the rights of root"
        yield keeper
    finally:
        keeper.kill()
        keeper.communicate(timeout=20)


def _plug_in(wire: subprocess.Popen[bytes], keeper: subprocess.Popen[bytes], place: int, address: str) -> None:
    end, peer = f"to{place}", _inner(keeper)
    _network(wire, [f"ip link add {end} type veth peer name eth0 netns {peer}", f"ip link set {end} master wire up"])
    _network(keeper, [f"ip address add {address}/24 dev eth0", "ip link set eth0 up"])


def _network(keeper: subprocess.Popen[bytes], lines: Sequence[str]) -> None:
    inside = ["nsenter", f"--target={_inner(keeper)}", "--net"]
    subprocess.run([*inside, "bash", "-ec", " && ".join(lines)], check=True, timeout=60)


def _inner(keeper: subprocess.Popen[bytes]) -> str:
    return Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children").read_text(encoding="ascii").split()[0]
