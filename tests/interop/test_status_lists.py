"""Our status lists, read by the W3C implementation of Digital Bazaar on Node.js."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

from certs.publication.publish import publish
from certs.register.store.status_bits import bits_on
from tests.interop import nodejs
from tests.register.founded_register import SETTINGS, TODAY, draft, founded, ring


def test_digital_bazaars_library_reads_the_same_status(tmp_path: Path) -> None:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    numbers = [issued.number for issued in register.issue(*[draft(n) for n in range(1, 12)])]
    register.change("revoked", numbers[1], "fraud")
    register.change("suspended", numbers[2], "complaint", until=TODAY + timedelta(days=30))
    register.change("withdrawn", numbers[8], "holder-request")
    register.reissue(numbers[4], draft(5, score=draft(5).score - 10), "level-lowered")
    register.change("suspended", numbers[4], "complaint", until=TODAY + timedelta(days=30))
    publish(register.store, tmp_path / "public", ring().get("list"), register.now)
    with register.reader().view() as view:
        wanted = bits_on(view.connection, TODAY)
    register.close()
    said = json.loads(nodejs.run("status.mjs", tmp_path / "public", SETTINGS.base_url))
    assert said["set"] == {"revocation": list(wanted.revocation), "suspension": list(wanted.suspension)}
    assert (wanted.revocation, wanted.suspension) == ((1, 4, 8), (2, 11))
    expected = {n: {"verified": True, "revocation": False, "suspension": False} for n in numbers}
    expected[numbers[1]]["revocation"] = expected[numbers[8]]["revocation"] = True
    expected[numbers[2]]["suspension"] = expected[numbers[4]]["suspension"] = True
    assert said["certificates"] == expected


def test_the_lock_pins_every_package_and_names_no_host() -> None:
    lock = json.loads((nodejs.HERE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert len(packages) > 10
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())
    asked = json.loads((nodejs.HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
