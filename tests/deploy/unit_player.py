"""What systemd does with our units, where no systemd runs: `systemctl` of the machines in `machines.py`.

It reads a unit with its drop-ins and starts what it says by the account it says, without rights, in a mount namespace
where all is read-only but what the unit may write, where what it may not see cannot be opened, and where a path that
must be there and is not stops it, as systemd would. Filters of system calls and bounds of memory are not played.

    python -m tests.deploy.unit_player enable --now starmark-web
"""

from __future__ import annotations

import os
import pwd
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_UNITS: Final = Path("/etc/systemd/system")
_STATE: Final = Path("/run/played")
_OWN: Final = ("/etc", "/var", "/srv", "/home", "/root", "/media")
_OTHERS: Final = {  # what is no unit of ours: how it is started, and how it takes new settings
    "nginx": ("/usr/sbin/nginx", "/usr/sbin/nginx -s reload"),
    "ssh": ("mkdir -p /run/sshd && /usr/sbin/sshd", "pkill -HUP sshd"),
}
_WITHOUT_RIGHTS: Final = ("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all")


def settings(unit: str) -> dict[str, list[str]]:
    """Return the settings of [Service] with those of the drop-ins; an empty one takes back what stood before."""
    found: dict[str, list[str]] = {}
    for file in (_UNITS / unit, *sorted((_UNITS / f"{unit}.d").glob("*.conf"))):
        part = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                part = line
            elif part == "[Service]" and "=" in line and not line.startswith("#"):
                name, _, value = line.partition("=")
                found[name] = [*found.get(name, []), value] if value else []
    return found


def _mounts(said: dict[str, list[str]]) -> Iterator[str]:
    yield "mount --make-rprivate /"
    states = [f"/var/lib/{name}" for name in " ".join(said.get("StateDirectory", [])).split()]
    for path in [*" ".join(said.get("ReadWritePaths", [])).split(), *states]:
        yield f"mount --bind {path} {path}"
    for path in " ".join(said.get("InaccessiblePaths", [])).split():
        closed = path.removeprefix("-")
        folder, file = f"mount -t tmpfs -o mode=000 tmpfs {closed}", f"mount --bind /run/played/nothing {closed}"
        hidden = f"if [ -d {closed} ]; then {folder}; else {file}; fi"
        yield f"if [ -e {closed} ]; then {hidden}; fi" if path.startswith("-") else f"[ -e {closed} ]; {hidden}"
    if said.get("ProtectHome") == ["true"]:
        yield "mount -t tmpfs -o mode=000 tmpfs /home"  # /root is closed to every other account as it is
    if said.get("ProtectSystem") == ["strict"]:
        yield from (f"mount -o remount,bind,ro {own}" for own in _OWN)


def _credentials(unit: str, said: dict[str, list[str]], account: pwd.struct_passwd) -> str:
    folder = _STATE / "credentials" / unit
    for line in said.get("LoadCredential", []):
        name, _, source = line.partition(":")
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / name
        target.unlink(missing_ok=True)
        target.write_bytes(Path(source).read_bytes())
        target.chmod(0o400)
        os.chown(target, account.pw_uid, account.pw_gid)
    return str(folder)


def start(unit: str) -> int:
    """Start a unit; what is to end by itself is waited for, and its exit code returned."""
    said = settings(unit)
    account = pwd.getpwnam(said["User"][-1])
    _STATE.mkdir(exist_ok=True)
    nothing = _STATE / "nothing"
    if not nothing.exists():
        nothing.touch(mode=0o000)
    for name in " ".join(said.get("StateDirectory", [])).split():
        folder = Path("/var/lib", name)
        folder.mkdir(mode=0o755, exist_ok=True)
        os.chown(folder, account.pw_uid, account.pw_gid)
    own = dict(word.split("=", 1) for line in said.get("Environment", []) for word in line.split())
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "PYTHONDONTWRITEBYTECODE")},
        "HOME": account.pw_dir,
        **own,
    }
    typed = said["ExecStart"][-1].replace("%d", _credentials(unit, said, account))
    rights = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--init-groups", *_WITHOUT_RIGHTS]
    inside = "; ".join([*_mounts(said), shlex.join(["exec", "setpriv", *rights]) + f" {typed}"])
    apart = ["unshare", "--mount", *(["--net"] if said.get("PrivateNetwork", ["no"])[-1] == "true" else [])]
    with (_STATE / f"{unit}.log").open("ab") as log:
        process = subprocess.Popen(
            [*apart, "bash", "-ec", f"umask {said['UMask'][-1]}; {inside}"],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    if said["Type"] == ["oneshot"]:
        return process.wait(600)
    (_STATE / f"{unit}.pid").write_text(str(process.pid), encoding="ascii")
    time.sleep(0.2)
    return process.poll() or 0


def stop(unit: str) -> None:
    """End a unit, if it runs."""
    kept = _STATE / f"{unit}.pid"
    if not kept.exists():
        return
    number = int(kept.read_text(encoding="ascii"))
    kept.unlink()
    with suppress(ProcessLookupError):
        os.killpg(number, signal.SIGTERM)
    for _ in range(200):
        with suppress(ChildProcessError, OSError):
            os.kill(number, 0)
            time.sleep(0.05)
            continue
        return


def _other(verb: str, name: str) -> int:
    starts, again = _OTHERS[name]
    marked = _STATE / f"{name}.started"
    _STATE.mkdir(exist_ok=True)
    if verb in {"reload", "restart", "start", "enable"}:
        code = subprocess.run(["bash", "-ec", again if marked.exists() else starts], check=False).returncode
        marked.touch()
        return code
    return 2


def act(verb: str, name: str) -> int:
    """Do to a unit what systemctl would."""
    if name in _OTHERS:
        return _other(verb, name)
    unit = name if "." in name else f"{name}.service"
    if unit.endswith(".timer"):
        return 0 if (_UNITS / unit).is_file() and (_UNITS / unit).with_suffix(".service").is_file() else 5
    if not (_UNITS / unit).is_file():
        return 5
    if verb in {"stop", "restart", "disable"}:
        stop(unit)
    return start(unit) if verb in {"start", "restart", "enable"} else 0


def main() -> int:
    """Read what was typed. A unit that fails shows its log."""
    verb, *names = [word for word in sys.argv[1:] if word != "--now"]
    if verb == "daemon-reload":
        return 0
    for name in names:
        code = act(verb, name)
        if code:
            log = _STATE / f"{name.removesuffix('.service')}.service.log"
            sys.stderr.write(f"{name}: {code}\n{log.read_text(encoding='utf-8') if log.exists() else ''}")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
