"""The container image: its steps name what is laid out for them, ask nobody, and run without rights on a root that is
never written. `make faults` builds it twice and serves from it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest

from certs.version import VERSION
from scripts.release import build_image, build_release
from scripts.verbs import serve
from tests.instances import ROOT, START_SECONDS, Staff, free_port

FOLDER: Final = ROOT / "deploy" / "container"
STEPS: Final = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
WITHOUT_RIGHTS: Final = ("--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all")


def step(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", STEPS, re.MULTILINE)


def test_nothing_is_pulled_and_nothing_fetched_while_it_is_built() -> None:
    stages = [line.split() for line in step("FROM")]
    assert [words[0] for words in stages] == ["scratch", "base", "base"]
    assert "://" not in STEPS
    installs = re.findall(r"bin/pip install [^&]+", STEPS)
    assert len(installs) == 2
    assert all("--no-index" in line for line in installs)
    assert "--require-hashes" in installs[0]


def test_what_the_steps_take_is_what_is_laid_out_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(command: list[str], **_: object) -> None:
        assert command[3] == "download"
        (tmp_path / "context" / "packages").mkdir()

    def built(folder: Path, *_: object) -> Path:
        folder.mkdir()
        (folder / f"starmark-{VERSION}-py3-none-any.whl").touch()
        return folder / f"starmark-{VERSION}-py3-none-any.whl"

    monkeypatch.setattr(subprocess, "run", fetched)
    monkeypatch.setattr(build_release, "wheel", built)
    monkeypatch.setattr(build_image, "ROOT", tmp_path)
    (tmp_path / "base").touch()
    for name in ("build/site/index.html", "deploy/nginx.conf", "requirements.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch(mode=0o600)
    context = tmp_path / "context"
    context.mkdir()
    build_image.fill(context, tmp_path / "base", 0)
    taken = {line.split()[0] for line in step("ADD") + step("COPY") if not line.startswith("--from")}
    assert taken == {path.name for path in context.iterdir()} - {"Containerfile", "wheel"}
    assert (context / "program" / f"starmark-{VERSION}-py3-none-any.whl").is_file()
    assert {path.stat().st_mode & 0o777 for path in context.rglob("*") if path.is_file()} == {0o644}


def test_without_built_pages_or_sources_of_packages_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_image, "ROOT", tmp_path)
    with pytest.raises(ValueError, match="make site"):
        build_image.fill(tmp_path, tmp_path / "base", 0)
    with pytest.raises(ValueError, match="no sources"):
        build_image.base_command(tmp_path / "base.tar", tmp_path)


def test_the_base_is_of_the_python_of_the_locks_and_keeps_nothing_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "own.sources").touch()
    command = build_image.base_command(tmp_path / "base.tar", tmp_path)
    assert command[-3:] == ["bookworm", str(tmp_path / "base.tar"), str(tmp_path / "sources.list.d" / "own.sources")]
    emptied = next(word for word in command if word.startswith("--customize-hook=") and "rm -rf" in word)
    assert {"etc/apt/sources.list", "etc/apt/sources.list.d"} <= set(emptied.split())


def test_the_image_runs_as_nobody_in_particular_and_serves() -> None:
    assert step("USER") == ["990:990"]
    assert step("VOLUME") == ["/srv/starmark"]
    words = re.findall(r'"([^"]+)"', step("CMD")[0])
    assert words[0] == "serve"
    assert {word for word in words if word.startswith("--")} <= {n for p in serve.command.params for n in p.opts}
    homes = dict(part.split("=", 1) for part in step("ENV")[0].split())
    assert homes["STARMARK_HOME"] == "/srv/starmark"
    assert homes["STARMARK_SITE"].startswith("/srv/starmark-program/")


@contextmanager
def served_read_only(
    root: Path, home: str, typed: list[str], environment: dict[str, str], *before: str
) -> Iterator[str]:
    """Serve as user 990 without any right, in a namespace where all of `root` is read-only but a tmpfs."""
    port = free_port()
    mounts = "; ".join(["mount --make-rprivate /", *before, f"mount -o remount,bind,ro {root}"])
    entered = f'{mounts}; exec /usr/sbin/chroot {root} setpriv --reuid=990 --regid=990 {" ".join(WITHOUT_RIGHTS)} "$@"'
    command = [*typed, "--home", home, "serve", "--port", str(port)]
    process = subprocess.Popen(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-ec", entered, "in", *command],
        env={"LANG": "C.UTF-8", **environment},
        cwd="/",
    )
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 2 * START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"the service did not come up: {process.poll()}")


@pytest.mark.slow
def test_two_images_are_the_same_and_serve_from_a_read_only_root(tmp_path: Path, first_instance: Staff) -> None:
    first = build_image.build(tmp_path / "first")
    shutil.rmtree(tmp_path / "first" / "store")
    assert build_image.build(tmp_path / "second") == first
    bases = [(tmp_path / name / "base.tar").read_bytes() for name in ("first", "second")]
    assert bases[0] == bases[1]
    assert re.search(r"^python3 3\.11\.", (tmp_path / "second" / "base.packages").read_text("ascii"), re.MULTILINE)
    store = tmp_path / "second" / "store"
    buildah = ["buildah", "--root", str(store / "root"), "--runroot", str(store / "run"), "--storage-driver", "vfs"]
    container = subprocess.run(
        [*buildah, "from", f"starmark:{VERSION}"], capture_output=True, text=True, check=True
    ).stdout.strip()
    root = Path(
        subprocess.run([*buildah, "mount", container], capture_output=True, text=True, check=True).stdout.strip()
    )
    shutil.copytree(first_instance.home, tmp_path / "home")
    for path in (tmp_path / "home", *(tmp_path / "home").rglob("*")):
        os.chown(path, 990, 990)
    before = [
        f"mount --bind {root} {root}",
        f"mount --bind {tmp_path / 'home'} {root}/srv/starmark",
        f"mount -t tmpfs tmpfs {root}/tmp",
        f"mount -t proc proc {root}/proc",
        f"mount --bind /dev {root}/dev",
    ]
    variables = {
        "PATH": "/srv/starmark-program/.venv/bin:/usr/bin:/bin",
        "STARMARK_SITE": "/srv/starmark-program/build/site",
    }
    with served_read_only(root, "/srv/starmark", ["starmark"], variables, *before) as site:
        with urllib.request.urlopen(f"{site}/", timeout=20) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"{site}/log/checkpoint", timeout=20) as answer:
            assert answer.read() == (first_instance.home / "public" / "log" / "checkpoint").read_bytes()
