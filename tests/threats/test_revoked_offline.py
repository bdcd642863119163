"""Threat 4: a revoked certificate is shown to somebody who checks offline, with evidence from before the revocation.

By the real commands, in a network namespace without a network. Nothing of it is green. What is green by design is told
too: a whole bundle made before the revocation, until its status evidence runs out, with its age beside the answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from certs.publication.files import bundle_format
from certs.publication.files.bundle_format import Bundle
from tests.instances import DECIDED, ROOT, Staff, number

HOURS_LATER = ("faketime", "-f", "+25h")
Asked = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def before_and_after(staff: Staff, tmp_path: Path) -> tuple[Bundle, Bundle]:
    """The bundles that a holder has: one from before the revocation, one from after it."""
    files = tmp_path / "before", tmp_path / "after"
    staff.run("export", number(1), "--bundle", files[0])
    staff.act("revoke", number(1), "--reason", "fraud", *DECIDED)
    staff.run("export", number(1), "--bundle", files[1])
    old, new = (bundle_format.parse(file.read_bytes()) for file in files)
    return old, new


@pytest.fixture
def alone(staff: Staff, tmp_path: Path) -> Asked:
    """Verify bytes offline: without network and instance, by the trust list that the verifier kept, at some time."""
    trust = tmp_path / "trust.json"
    trust.write_bytes((staff.home / "public" / "trust.json").read_bytes())
    network = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]

    def asked(shown: Bundle | bytes, *when: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "shown"
        file.write_bytes(shown if isinstance(shown, bytes) else bundle_format.encode(shown))
        done = subprocess.run(
            [
                *network,
                *when,
                sys.executable,
                "-m",
                "scripts",
                "verify",
                str(file),
                "--offline",
                "--trust",
                str(trust),
                "--json",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT), "STARMARK_HOME": str(tmp_path / "none")},
        )
        assert done.stderr == ""
        found: dict[str, Any] = json.loads(done.stdout)
        return done.returncode, found

    return asked


def without_revocation(bundle: Bundle) -> Bundle:
    """Leave the entry out that tells of it, as a holder with something to hide would."""
    return replace(bundle, entries=tuple(e for e in bundle.entries if json.loads(e.raw)["type"] != "revoked"))


def test_nothing_from_before_a_revocation_is_green(before_and_after: tuple[Bundle, Bundle], alone: Asked) -> None:
    before, after = before_and_after
    hidden = without_revocation(after)
    shown: dict[str, tuple[Bundle | bytes, tuple[str, ...], tuple[int, str]]] = {
        "what is true": (after, (), (1, "revoked")),
        "old list": (replace(after, lists=before.lists), (), (1, "revoked")),
        "fresh list, entry left out": (hidden, (), (1, "revocation_bit")),
        "expired list, entry left out": (replace(hidden, lists=before.lists), HOURS_LATER, (2, "status_list_stale")),
        "no list": (replace(hidden, lists={}), (), (2, "status_list_missing")),
        "half a list": (
            replace(hidden, lists={"suspension": after.lists["suspension"]}),
            (),
            (2, "status_list_missing"),
        ),
        "whole bundle from before, a day later": (before, HOURS_LATER, (2, "status_list_stale")),
        "the certificate alone": (after.credential, (), (2, "status_not_known")),
        "the QR code alone": (after.qr.encode(), (), (2, "status_not_known")),
    }
    answers = {name: alone(what, *when) for name, (what, when, _) in shown.items()}
    assert {name: (code, said["code"]) for name, (code, said) in answers.items()} == {
        name: expected for name, (_, _, expected) in shown.items()
    }
    assert [name for name, (_, said) in answers.items() if said["overall"] == "valid"] == []


def test_a_bundle_from_before_is_green_for_a_day_at_most_and_says_how_old_it_is(
    before_and_after: tuple[Bundle, Bundle], alone: Asked
) -> None:
    code, said = alone(before_and_after[0])
    assert (code, said["overall"]) == (0, "valid")
    evidence = next(check for check in said["checks"] if check["name"] == "status_evidence")
    assert int(evidence["evidence"]["age_seconds"]) >= 0
    assert "old" in evidence["message"]["en"]
    assert alone(before_and_after[0], *HOURS_LATER)[1]["overall"] == "unknown"
