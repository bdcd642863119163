"""What lies behind the streams never decides how a command ends: full disks, closed pipes, any encoding."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from scripts.__main__ import VERBS
from tests import warm_commands
from tests.instances import ROOT, Staff, certificate_file, number
from tests.scripts.command_calls import entries

NUMBER: Final = number(1)
SHELL: Final = {"closed": 'exec "$@" >&-', "everything closed": 'exec "$@" <&- >&- 2>&-'}
WAYS: Final = ("closed", "full disk", "reader gone")
READING: Final[Mapping[str, tuple[Sequence[str], int]]] = {
    "show": (("show", NUMBER), 0),
    "show in JSON": (("show", NUMBER, "--json"), 0),
    "find": (("find", "青禾"), 0),
    "verify, valid": (("verify", NUMBER), 0),
    "verify, valid, in JSON": (("verify", NUMBER, "--json"), 0),
    "verify, not genuine": (("verify", number(77_777)), 1),
    "verify, unknown": (("verify", "什么"), 2),
    "not found": (("show", number(77_777)), 1),
    "audit": (("audit",), 0),
    "a wrong command": (("frob",), 64),
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    code: int
    out: bytes
    err: bytes


def ended(
    home: Path, arguments: Sequence[str | bytes | Path], way: str = "", environment: Mapping[str, str] | None = None
) -> Ended:
    """Run one command as a process that starts anew, with streams that are closed or as its environment says."""
    command = [sys.executable, "-m", "scripts", "--home", str(home), *arguments]
    if way:
        command = ["sh", "-c", SHELL[way], "sh", *command]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
    return _without_a_stack(Ended(done.returncode, done.stdout, done.stderr))


def written(home: Path, arguments: Sequence[str | Path], way: str) -> Ended:
    """Run one command as a process whose output goes to where nothing can be written."""
    if way in SHELL:
        return ended(home, arguments, way)
    reader, writer = os.pipe()
    os.close(reader)
    with (
        os.fdopen(writer, "wb") as gone,
        Path("/dev/full").open("wb", buffering=0) as full,
        tempfile.TemporaryFile() as err,
        Path(os.devnull).open("rb") as nothing,
    ):
        out = gone if way == "reader gone" else full
        told = full if way == "everything full" else err
        streams = (nothing.fileno(), out.fileno(), told.fileno())
        code = warm_commands.run_onto(streams, ["--home", home, *arguments], os.environ)
        err.seek(0)
        return _without_a_stack(Ended(code, b"", err.read()))


def _without_a_stack(how: Ended) -> Ended:
    assert b"Traceback" not in how.err, how.err.decode(errors="replace")
    assert b"Exception ignored" not in how.err
    return how


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("arguments", "code"), READING.values(), ids=list(READING))
def test_an_answer_that_nobody_reads_has_its_exit_code(
    first_instance: Staff, arguments: Sequence[str], code: int, way: str
) -> None:
    assert written(first_instance.home, arguments, way).code == code


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_ends_well_whatever_is_full(first_instance: Staff, verb: str) -> None:
    assert written(first_instance.home, (verb, "--help"), "everything full").code == 0


def test_a_command_without_any_stream_ends_well(first_instance: Staff) -> None:
    assert ended(first_instance.home, ("show", NUMBER), "everything closed").code == 0
    assert ended(first_instance.home, ("show", number(77_777)), "everything closed").code == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_is_done_is_done_whoever_reads_of_it(staff: Staff, tmp_path: Path, way: str) -> None:
    keys = ("--passphrase-file", staff.passphrase_file)
    first = certificate_file(tmp_path, 1)
    changed = tmp_path / "changed.toml"
    changed.write_text(first.read_text(encoding="utf-8").replace("样例街12号", "样例街14号"), encoding="utf-8")
    acts: list[tuple[str | Path, ...]] = [
        ("issue", first),
        ("suspend", number(2), "--reason", "holder-request", "--until", _soon(), "--by", "clerk-01"),
        ("restore", number(2), "--reason", "cause-removed", "--note", "file 7", "--by", "clerk-01"),
        ("reissue", number(2), changed, "--reason", "address-changed"),
        ("publish",),
    ]
    for act in acts:
        before = entries(staff.home)
        assert written(staff.home, (*act, *keys), way).code == 0, act
        assert entries(staff.home) == before + (act[0] != "publish"), act
    assert written(staff.home, (*acts[2], *keys), way).code == 1


def _soon() -> str:
    return f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"


def test_a_full_disk_is_told_beside_the_exit_code_that_holds(first_instance: Staff) -> None:
    told = written(first_instance.home, ("verify", number(77_777), "--lang", "en"), "full disk")
    assert b"could not be written in full" in told.err
    assert b"exit code 1" in b" ".join(told.err.split())
    assert written(first_instance.home, ("show", NUMBER), "reader gone").err == b""


ENCODINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "GBK": {"PYTHONIOENCODING": "gbk"},
    "GB18030": {"PYTHONIOENCODING": "gb18030"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
    "an old code page": {"PYTHONIOENCODING": "cp437"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "Big5": {"PYTHONIOENCODING": "big5"},
    "strict UTF-8": {"PYTHONIOENCODING": "utf-8:strict"},
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "no locale": {"LC_ALL": "xx_XX.GBK"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("environment", ENCODINGS.values(), ids=list(ENCODINGS))
def test_a_terminal_of_any_encoding_gets_the_verdict(
    first_instance: Staff, environment: Mapping[str, str], language: str
) -> None:
    valid = ended(first_instance.home, ("verify", NUMBER, "--lang", language), environment=environment)
    assert (valid.code, NUMBER.encode() in valid.out) == (0, True)


@pytest.mark.parametrize("encoding", ["gbk", "latin-1", "cp437", "ascii"])
def test_a_check_that_passed_never_gets_the_mark_of_one_that_could_not_be_made(
    first_instance: Staff, encoding: str
) -> None:
    shown = ended(
        first_instance.home, ("verify", NUMBER, "--lang", "en"), environment={"PYTHONIOENCODING": encoding}
    ).out.decode(encoding)
    checks = [line.split() for line in shown.split("What was checked")[1].splitlines() if line[:1].isdigit()]
    assert len(checks) >= 4
    assert {check[1] for check in checks} == {"√" if encoding == "gbk" else "+"}


def test_gbk_is_written_as_gbk(first_instance: Staff) -> None:
    shown = ended(
        first_instance.home, ("show", NUMBER, "--lang", "zh"), environment={"PYTHONIOENCODING": "gbk"}
    ).out.decode("gbk")
    assert "青禾家用电器（样例）有限公司" in shown


def test_where_no_chinese_can_be_written_a_chinese_session_is_spoken_to_in_english(first_instance: Staff) -> None:
    environment = {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "PYTHONIOENCODING": "ascii"}
    assert b"its status is valid" in ended(first_instance.home, ("show", NUMBER), environment=environment).out


@pytest.mark.parametrize(
    "columns", ["0", "1", "-5", "²", "9" * 5_000], ids=["none", "one", "negative", "no digit", "endless"]
)
def test_an_impossible_width_prints_all_the_same(first_instance: Staff, columns: str) -> None:
    for arguments in (("show", NUMBER, "--lang", "zh"), ("issue", "--help", "--lang", "zh")):
        shown = ended(first_instance.home, arguments, environment={"COLUMNS": columns})
        assert shown.code == 0
        assert len(max(shown.out.decode().splitlines(), key=len)) > 20


GBK: Final = {"LC_ALL": "C.UTF-8"}  # the session; what is typed comes in GBK


def test_a_name_typed_in_gbk_is_read(first_instance: Staff) -> None:
    shown = ended(first_instance.home, ("find", "青禾".encode("gbk")), environment=GBK)
    assert (shown.code, NUMBER.encode() in shown.out) == (0, True)


def test_a_file_whose_name_is_in_gbk_is_found_under_it(staff: Staff, tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + "/证书.toml".encode("gbk")
    Path(os.fsdecode(file)).write_bytes(certificate_file(tmp_path, 1).read_bytes())
    keys = ("--passphrase-file", staff.passphrase_file)
    assert ended(staff.home, ("issue", file, *keys, "--json"), environment=GBK).code == 0
    refused = ended(staff.home, ("issue", file, *keys, "--json"), environment=GBK)
    assert (refused.code, b'"refused"' in refused.out) == (1, True)
    assert ended(staff.home, ("issue", file, *keys), environment=GBK).code == 1


@pytest.mark.parametrize("raw", ["张三".encode("gbk"), b"\xff\xfe\x81"])
@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("find",), {1}),
        (("verify",), {1, 2}),
        (("issue",), {1}),
        (("suspend", "--reason", "complaint", "--by", "clerk-01", "--until", "2027-01-01"), {1, 64}),
        (("restore", NUMBER, "--reason", "cause-removed", "--by"), {64}),
        (("frob",), {64}),
    ],
)
def test_bytes_that_are_no_text_are_answered_in_words(
    first_instance: Staff, arguments: Sequence[str], codes: set[int], raw: bytes
) -> None:
    told = ended(first_instance.home, (*arguments, raw, "--json"), environment=GBK)
    assert (told.code in codes, told.out != b"") == (True, True)
