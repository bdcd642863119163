"""The examples that developers are given run as they stand, against a real service, and fail for a spoilt signature."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from certs.days import beijing_day
from tests.instances import Staff, certificate_file, served
from tests.site.built_pages import CHINESE, ENGLISH

BASE: Final = "https://cert.example.cn"


def examples(folder: Path) -> dict[str, str]:
    """Return the Python examples of a language by the name in their first line."""
    pages = [folder / "developers" / name for name in ("index.md", "verify.md", "python.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return {block.split(":")[0].removeprefix("# "): block for block in blocks}


@pytest.fixture(scope="module")
def number(first_instance: Staff) -> str:
    found: list[dict[str, str]] = json.loads(first_instance.run("find", "青禾", "--json"))["items"]
    return found[0]["number"]


@pytest.fixture(scope="module")
def origin(first_instance: Staff) -> Iterator[str]:
    with served(first_instance.home) as address:
        yield address


def run(code: str, origin: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an example with the service of the test in place of the published one; what is signed stays as it is."""
    here = re.sub(rf'(f?"){re.escape(BASE)}(?=["/])', rf"\g<1>{origin}", code)
    return subprocess.run(
        [sys.executable, "-c", here, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def qr_text(first_instance: Staff, number: str, folder: Path) -> str:
    first_instance.run("export", number, "--to", folder)
    return (folder / "qr.txt").read_text(encoding="ascii").strip()


def test_both_languages_have_the_same_examples() -> None:
    assert examples(CHINESE) == examples(ENGLISH)
    assert set(examples(CHINESE)) == {
        *("look_up.py", "verify_jwt.py", "read_qr.py", "judge_bundle.py"),
        *("read_status.py", "follow_log.py", "poll_feed.py"),
    }


def test_look_up_answers_and_tells_unknown_from_not_valid(origin: str, number: str) -> None:
    code = examples(CHINESE)["look_up.py"]
    said = run(code, origin, number)
    assert (said.returncode, said.stdout.split()[:3]) == (0, ["valid", "valid", "five-star"]), said.stderr
    assert run(code, origin, number, "2020-01-01").stdout.startswith("not_valid not_yet_valid")
    never = run(code, origin, number.replace("00001", "00077"))
    assert (never.returncode, never.stdout.split()[0]) == (1, "not_found")
    assert run(code, "http://127.0.0.1:9", number).returncode == 2  # nobody listens there: no answer is no "no"


def test_the_jwt_example_verifies_and_refuses(origin: str, number: str) -> None:
    code = examples(CHINESE)["verify_jwt.py"]
    said = run(code, origin, number)
    assert said.stdout.startswith(f"signature ok {number} "), said.stderr
    spoilt = code.replace(".decode().strip()", '.decode().strip().replace("ey", "eY", 2)', 1)
    assert spoilt != code
    assert run(spoilt, origin, number).returncode != 0


def test_the_qr_example_verifies_and_refuses(origin: str, number: str, first_instance: Staff, tmp_path: Path) -> None:
    code = examples(CHINESE)["read_qr.py"]
    text = qr_text(first_instance, number, tmp_path)
    here = text.replace(BASE, origin)
    said = run(code, origin, here)
    assert said.stdout.startswith(f"signature ok {number} "), said.stderr
    assert run(code, origin, text).returncode != 0  # another address than the one that is trusted
    assert run(code, origin, here[:-9] + ("A" if here[-9] != "A" else "B") + here[-8:]).returncode != 0


def test_the_bundle_example_judges_and_refuses(number: str, first_instance: Staff, tmp_path: Path) -> None:
    code = examples(CHINESE)["judge_bundle.py"]
    bundle, trust = tmp_path / "one.bundle", first_instance.home / "public" / "trust.json"
    first_instance.run("export", number, "--bundle", bundle)
    said = run(code, BASE, str(trust), str(bundle))
    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "valid"), said.stderr
    content = bundle.read_bytes()
    bundle.write_bytes(content.replace("青禾".encode(), "青和".encode(), 1))
    assert bundle.read_bytes() != content
    assert run(code, BASE, str(trust), str(bundle)).stdout.splitlines()[-1] == "not_genuine"


@pytest.fixture
def live(staff: Staff) -> Iterator[tuple[Staff, str]]:
    """A desk and the address that serves its instance, so that a test can change what is served."""
    with served(staff.home) as address:
        yield staff, address


def test_the_status_list_example_reads_the_bits_of_now_and_of_a_past_time(
    live: tuple[Staff, str], number: str, tmp_path: Path
) -> None:
    code, (staff, address) = examples(CHINESE)["read_status.py"], live
    before = run(code, address, number)
    assert bits(before) == {"revocation": "not set", "suspension": "not set"}
    (other,) = staff.issue(certificate_file(tmp_path, 2))
    staff.act("suspend", other, "--reason", "complaint", "--by", "clerk-01", "--until", suspended_until())
    assert bits(run(code, address, other)) == {"revocation": "not set", "suspension": "set"}
    assert bits(run(code, address, number)) == {"revocation": "not set", "suspension": "not set"}
    held_from = before.stdout.split()[1]
    assert bits(run(code, address, other, held_from)) == {"revocation": "not set", "suspension": "not set"}
    assert run(code, address, other, "2020-01-01").returncode != 0  # no list was in force then
    staff.act("withdraw", other, "--reason", "holder-request", "--by", "clerk-01", "--yes")
    assert bits(run(code, address, other)) == {"revocation": "set", "suspension": "not set"}
    spoilt = code.replace('document["@context"]}', 'document["@context"][:0]}', 1)
    assert spoilt != code
    assert "InvalidSignature" in run(spoilt, address, number).stderr


def bits(said: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return what the example printed of each list."""
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    return {place.split()[0]: bit for place, bit in zip(lines[::2], lines[1::2], strict=True)}


def suspended_until() -> str:
    return (beijing_day(datetime.now(UTC)) + timedelta(days=30)).isoformat()


def test_the_log_example_prints_what_is_new_and_notices_what_was_changed(
    live: tuple[Staff, str], number: str, tmp_path: Path
) -> None:
    code, (staff, address), state = examples(CHINESE)["follow_log.py"], live, tmp_path / "state.json"
    first = run(code, address, str(state))
    assert [line.split()[:2] for line in first.stdout.splitlines()] == [
        *(["0", "body"], *([str(place), "key-added"] for place in range(1, 6))),
        ["6", "issued"],
    ], first.stderr
    assert run(code, address, str(state)).stdout == ""
    staff.act("suspend", number, "--reason", "complaint", "--by", "clerk-01", "--until", suspended_until())
    (other,) = staff.issue(certificate_file(tmp_path, 2))
    before = state.read_text(encoding="utf-8")
    news = [line.split() for line in run(code, address, str(state)).stdout.splitlines()]
    assert [(row[0], row[1], row[2], row[4]) for row in news] == [
        ("7", "suspended", number, "complaint"),
        ("8", "issued", other, "-"),
    ]
    kept = json.loads(before)
    for changed in (kept | {"trees": ["00" * 32, *kept["trees"][1:]]}, kept | {"size": 99}):
        state.write_text(json.dumps(changed), encoding="utf-8")
        told = run(code, address, str(state))
        assert (told.returncode, told.stdout) == (1, ""), told.stderr
        assert json.loads(state.read_text(encoding="utf-8")) == changed  # the evidence stays
    spoilt = code.replace('origin.encode() + b"', 'origin.encode() + b"x', 1)
    assert "no signature of the log's key" in run(spoilt, address, str(state)).stderr


def test_the_feed_example_tells_each_entry_once(live: tuple[Staff, str], number: str, tmp_path: Path) -> None:
    code, (staff, address), last = examples(CHINESE)["poll_feed.py"], live, str(tmp_path / "last.txt")
    run(code, address, "/feed.json", last)
    staff.act("suspend", number, "--reason", "complaint", "--by", "clerk-01", "--until", suspended_until())
    told = run(code, address, "/feed.json", last)
    assert [line.split()[1:] for line in told.stdout.splitlines()] == [
        ["suspended", number, beijing_day(datetime.now(UTC)).isoformat(), "complaint"]
    ], told.stderr
    assert run(code, address, "/feed.json", last).stdout == ""
    assert run(code, address, f"/c/{number}/feed.json", str(tmp_path / "one.txt")).stdout.count("\n") == 2


def test_the_calls_by_curl_and_javascript_answer_what_they_say(
    first_instance: Staff, origin: str, number: str, tmp_path: Path
) -> None:
    first_instance.run("export", number, "--bundle", tmp_path / "99926SC00001R0M.bundle")
    text = qr_text(first_instance, number, tmp_path / "files")
    for folder in (CHINESE, ENGLISH):
        page = (folder / "developers" / "index.md").read_text(encoding="utf-8").replace(BASE, origin)
        calls = re.findall(r"^curl .*/api/v1/verify$", page, re.MULTILINE)
        (script,) = re.findall(r"^```js\n(// verify_text.mjs(?:.|\n)*?)^```$", page, re.MULTILINE)
        assert len(calls) == 2
        for call in calls:
            words = [word.replace(f"{origin}/Q/2KCE3…", text) for word in shlex.split(call)]
            told = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout
            assert (json.loads(told)["overall"], json.loads(told)["number"]) == ("valid", number), call
        (tmp_path / "verify_text.mjs").write_text(script, encoding="utf-8")
        ran = subprocess.run(
            ["node", tmp_path / "verify_text.mjs", text], capture_output=True, text=True, check=True, timeout=60
        )
        assert ran.stdout.startswith(f"valid valid {number} ")


def test_the_service_is_the_one_that_was_asked(origin: str) -> None:
    with urllib.request.urlopen(f"{origin}/healthz", timeout=10) as answer:
        assert answer.status == 200
