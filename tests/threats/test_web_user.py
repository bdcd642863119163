"""Threat 8: whoever takes over the website is its user, who can write nothing, sign nothing and open no key."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.instances import PASSPHRASE, ROOT, Staff, certificate_file, number
from tests.otheruser import OtherUser
from tests.scripts.command_calls import as_other_user

NUMBER = number(1)
ATTEMPTS = textwrap.dedent("""
    import json, os, pathlib, shutil, sqlite3, sys

    home, secret, done = pathlib.Path(sys.argv[1]), sys.argv[2], []

    def attempt(name, do):
        try:
            do()
            done.append([name, True])
        except (ImportError, NameError):
            raise  # an attempt that is mistyped shows nothing
        except Exception as error:
            print(name, repr(error), file=sys.stderr)
            done.append([name, False])

    def appended(path):
        with open(path, "ab") as file:
            file.write(b"x")

    def changed(path, statement):
        connection = sqlite3.connect(path, timeout=1)
        connection.execute(statement)
        connection.commit()

    def signed(name):
        from certs.casework.keys import key_files
        key_files.open_key(key_files.read(home / "keys", name), secret, name).sign(b"x")

    attempt("list the keys", lambda: list((home / "keys").iterdir()))
    for purpose in ("certificate", "qr", "status", "list", "log"):
        attempt(f"read {purpose}", lambda: (home / "keys" / f"{purpose}-1.pem").read_bytes())
        attempt(f"sign with {purpose}", lambda: signed(f"{purpose}-1"))
    attempt("read the journal", lambda: (home / "casework.db").read_bytes())
    attempt("read the root key", lambda: next((home / "root-key-MOVE-ME-OFF-THIS-HOST").iterdir()).read_bytes())
    for verb in (["issue", str(pathlib.Path(secret_file := sys.argv[3]).with_name("certificate-1.toml"))],
                 ["revoke", sys.argv[4], "--reason", "fraud", "--by", "w", "--by", "v", "--yes"],
                 ["publish"], ["publish", "--all"],
                 ["keys", "rotate", "qr", "--root-key", str(home / "root-key-MOVE-ME-OFF-THIS-HOST/root-1.pem"),
                  "--root-passphrase-file", secret_file]):
        def command():
            from scripts.__main__ import run
            code = run(["--home", str(home), *verb, "--passphrase-file", secret_file])
            assert code == 0, code
        attempt("starmark " + " ".join(word for word in verb if not word.startswith("/")), command)
    for statement in ("DELETE FROM event", "UPDATE certificate SET level = 'x'", "INSERT INTO serial VALUES (1, 1)",
                      "DROP TABLE checkpoint", "CREATE TABLE mine (x)", "PRAGMA user_version = 9"):
        attempt(f"register: {statement}", lambda: changed(home / "register.db", statement))
    paths = [home, *sorted(home.rglob("*"))] + [home / "keys" / f"{p}-1.pem" for p in
                                                ("certificate", "qr", "status", "list", "log")]
    paths.append(home / "casework.db")
    for path in paths:
        name = str(path.relative_to(home))
        if path.is_dir() if os.access(path.parent, os.X_OK) else False:
            attempt(f"make a file in {name}", lambda: (path / "planted").write_bytes(b"x"))
            attempt(f"make a folder in {name}", lambda: (path / "planted-folder").mkdir())
        else:
            attempt(f"write {name}", lambda: appended(path))
            attempt(f"delete {name}", lambda: path.unlink())
            attempt(f"put another in the place of {name}", lambda: os.replace(path, path.with_name("moved")))
        attempt(f"open to all {name}", lambda: path.chmod(0o777))
    print("@@" + json.dumps(done))
""")


def attempts(said: str) -> dict[str, bool]:
    """Return what was tried, and whether it worked."""
    found: dict[str, bool] = dict(json.loads(said.rpartition("@@")[2]))
    return found


def test_the_web_user_writes_signs_and_opens_nothing(staff: Staff, other_user: OtherUser, tmp_path: Path) -> None:
    path = as_other_user(tmp_path / "code")
    secret_file = tmp_path / "code" / "passphrase.txt"
    secret_file.write_bytes(staff.passphrase_file.read_bytes())  # even one who has learnt the passphrase
    secret_file.chmod(0o644)
    certificate_file(tmp_path / "code", 1)
    before = contents(staff.home)
    arguments = ("-c", ATTEMPTS, str(staff.home), PASSPHRASE, str(secret_file), NUMBER)
    done = other_user.run(*arguments, env={"PYTHONPATH": f"{path}:{other_user.path}"})
    assert "@@" in done.stdout, done.stderr
    tried = attempts(done.stdout)
    assert [name for name, worked in tried.items() if worked] == []
    assert len(tried) > 100
    assert {
        "sign with certificate",
        "read the journal",
        "read the root key",
        "write public/log/checkpoint",
        "make a file in public",
        "register: DELETE FROM event",
        "starmark publish --all",
    } <= set(tried)
    assert contents(staff.home) == before


def test_the_owner_could_do_all_of_it(staff: Staff, tmp_path: Path) -> None:
    """What is tried can work: by the same program, as the user who owns the instance."""
    secret_file = tmp_path / "passphrase.txt"
    secret_file.write_bytes(staff.passphrase_file.read_bytes())
    certificate_file(tmp_path, 1)
    done = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, str(staff.home), PASSPHRASE, str(secret_file), NUMBER],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    tried = attempts(done.stdout)
    failed = [name for name, worked in tried.items() if not worked]
    assert [name for name in failed if name.startswith(("read", "list", "sign"))] == [], done.stderr
    assert {
        "starmark issue",
        "starmark publish --all",
        "register: DELETE FROM event",
        "write register.db",
        "make a file in public",
    } <= {name for name, worked in tried.items() if worked}


def contents(home: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file of an instance with its mode and bytes."""
    return {
        str(path.relative_to(home)): (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
        for path in home.rglob("*")
        if path.is_file()
    }
