"""One company with three outlets and five products, led from its application to the certificate, as staff would."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pikepdf
import pytest

from certs.instance.folder import open_instance
from tests import instances
from tests.documents.sample_papers import plain, read_text
from tests.instances import Staff
from tests.scripts.cases import filled_forms as forms
from tests.scripts.cases.led_case import (
    ASSESSOR,
    BY_TWO,
    CLERK,
    Led,
    assessed,
    listed,
    papers_of,
    plan,
    public_files_with,
    sent,
)
from verify.app import create_app
from verify.config import Config
from verify.contract.operations import API


@pytest.fixture
def led(staff: Staff, tmp_path: Path) -> Led:
    """A case that was opened by a body with a list of its people."""
    listed(staff)
    sheet = forms.saved(forms.basic(), tmp_path / "basic.xlsx")
    return Led(staff, json.loads(staff.run("case", "open", sheet, *CLERK, "--json"))["case"], tmp_path)


def test_a_case_leads_to_a_certificate(led: Led) -> None:
    gaps = sent(led.folder / "first", forms.PRODUCTS, frozenset({"complaints", "repairs"}))
    (gaps / f"16 维修 {forms.PRODUCTS[0]} 4份.pdf").write_bytes(b"%PDF-1.4 one product only")
    first = json.loads(led.do("evidence", gaps, "--letter", led.folder / "request.pdf", *CLERK, "--json"))
    assert [each["code"] for each in first["missing"]] == ["repairs", "complaints"]
    led.do("evidence", sent(led.folder / "second", forms.PRODUCTS), *CLERK)
    assert led.show()["missing"] == []
    led.do("accept", *CLERK)
    led.do("plan", plan(led), *CLERK)
    led.assess(None)  # one special deduction is not corrected yet
    led.do("decide", "--result", "grant", *BY_TWO, code=1)
    assert json.loads(led.assess("2026-11-28"))["special_deductions"] == 2
    shown = led.show()
    assert (shown["state"], shown["level"]) == ("assessed", "four-star")
    numerator, _, denominator = shown["score"].partition("/")
    assert 90 <= int(numerator) / int(denominator) < 95
    led.do("decide", "--result", "grant", "--by", ASSESSOR.upper(), "--by", "decider-01", code=1)
    led.do("decide", "--result", "grant", "--by", "decider-01", code=64)
    led.do("decide", "--result", "grant", "--by", "decider-01", "--by", "ＤＥＣＩＤＥＲ-01", code=64)
    led.do("issue", *CLERK, "--passphrase-file", led.staff.passphrase_file, "--yes", code=1)
    led.do("decide", "--result", "grant", *BY_TWO, "--letter", led.folder / "decision.pdf")
    assert "a certificate is granted: Four stars" in led.do("show")
    answer = led.staff.act("case", "issue", led.case, *CLERK, "--yes", "--to", led.folder / "papers")
    issued = answer["issued"]
    number = issued[0]["number"]
    assert answer["papers"] == {"folder": str(led.folder / "papers"), "files": papers_of(number)}
    assert {path.name: path.read_bytes()[:4] for path in (led.folder / "papers").iterdir()} == {
        name: b"PK\x03\x04" if name.endswith(".zip") else b"%PDF" for name in papers_of(number)
    }
    shown = led.show()
    assert (shown["state"], shown["number"]) == ("issued", number)
    assert issued[0]["level"] == "four-star"
    acts = [row["act"] for row in shown["trail"]]
    assert acts == [
        "open", "evidence", "request", "evidence", "accept", "plan", "assess", "assess", "decide", "issue",
    ]  # fmt: skip
    led.staff.run("audit")
    nothing_of_the_case_is_public(led, number)


def nothing_of_the_case_is_public(led: Led, number: str) -> None:
    """Look for the contact and the case in every public byte: the register, the publication, the web's answers."""
    home = led.staff.home
    secret = [forms.CONTACT_NAME.encode(), b"13900000000", led.case.encode(), ASSESSOR.encode(), b"decider-01"]
    assert public_files_with(home, *(each.decode() for each in secret)) == []
    with closing(sqlite3.connect(home / "register.db")) as register:
        tables = [name for (name,) in register.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")]
        values = [each for name in tables for row in register.execute(f"SELECT * FROM {name}") for each in row]
    said = [each if isinstance(each, bytes) else str(each).encode() for each in values]
    assert [each for value in said for each in secret if each in value] == []
    for paper in sorted((led.folder / "papers").glob("certificate*.pdf")):
        assert said_inside(paper.read_bytes(), led.folder, secret) == [], paper.name
    answered = busy = papers = 0
    with instances.served(home) as address:
        for path in (
            *addresses(home, number),
            "/verify?q=青禾",
            "/api/v1/certificates?q=青禾",
            "/log/tile/entries/000.p/8",
        ):
            try:
                with urllib.request.urlopen(address + urllib.parse.quote(path, safe="/?=."), timeout=20) as reply:
                    data, answered = reply.read(), answered + 1
            except urllib.error.HTTPError as error:
                data, busy = error.read(), busy + (error.code == HTTPStatus.TOO_MANY_REQUESTS)
            assert [each for each in secret if each in data] == [], path
            if data.startswith(b"%PDF"):
                assert said_inside(data, led.folder, secret) == [], path
                papers += 1
    assert (answered > len(API), busy) == (True, 0)
    assert papers >= 2, "the certificate, and the report of a check"
    with sqlite3.connect(home / "casework.db") as connection:
        rows = connection.execute('SELECT "case" FROM decisions ORDER BY id').fetchall()
    assert rows[-1] == (led.case,)


def said_inside(pdf: bytes, folder: Path, secret: list[bytes]) -> list[str]:
    """Name the words that a PDF shows, or carries in what is attached to it, which its compressed bytes hide."""
    file = folder / "looked-into.pdf"
    file.write_bytes(pdf)
    shown = plain(read_text(file))
    assert "证书" in shown or "certificate" in shown.lower(), "what shows nothing proves nothing"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [
            bytes(each.read_bytes()) for each in opened.objects if isinstance(each, pikepdf.Stream) and readable(each)
        ]
    return [each.decode() for each in secret if plain(each.decode()) in shown or any(each in data for data in streams)]


def readable(stream: pikepdf.Stream) -> bool:
    """Tell whether a stream is data rather than a picture, whose bytes say nothing."""
    return str(stream.get("/Subtype", "")) != "/Image"


def addresses(home: Path, number: str) -> list[str]:
    """Every address of the service that is read by nothing, or by the number of a certificate."""
    place = open_instance(home)
    app = create_app(Config(place.settings, place.register_url, None, home=home))
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.arguments <= {"number"} and "GET" in (rule.methods or ())
    ]
    return sorted(
        {rule.rule.replace("<number>", number) for rule in rules} | {each.path for each in API if not each.places}
    )


def test_an_issue_that_was_interrupted_is_recorded_and_not_done_twice(led: Led, tmp_path: Path) -> None:
    assessed(led)
    led.do("decide", "--result", "grant-lower", "--level", "three-star", *BY_TWO)
    number = led.staff.act("case", "issue", led.case, *CLERK, "--yes")["issued"][0]["number"]
    folder = led.staff.home / "casework" / led.case
    assert sorted(path.name for path in folder.iterdir()) == papers_of(number)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder)] == [0o700, 0o700]
    entries = json.loads(led.staff.run("history", number, "--json"))
    with sqlite3.connect(led.staff.home / "casework.db") as connection:  # as a power cut before the last step leaves it
        connection.execute("DELETE FROM trail WHERE act = 'issue'")
        connection.execute("DELETE FROM papers WHERE kind = 'issue'")
        connection.execute("UPDATE cases SET state = 'decided'")
    for deed in ("recorded", "papers only"):
        (folder / "decision.pdf").unlink()
        again = json.loads(led.do("issue", *CLERK, "--json"))  # without the keys: nothing is signed
        assert (again["state"], again["number"], again["papers"]["files"]) == ("issued", number, papers_of(number)), (
            deed
        )
        assert (folder / "decision.pdf").is_file()
    assert [row["act"] for row in led.show()["trail"]].count("issue") == 1
    assert json.loads(led.staff.run("history", number, "--json")) == entries
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "certificate.pdf").mkdir()  # where a paper should be
    assert "papers_not_written" in led.do("issue", *CLERK, "--to", taken, "--json", code=2)
    shown = json.loads(led.staff.run("show", number, "--json"))
    assert shown["level"] == "three-star"
    led.staff.run("audit")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--result", "grant", "--level", "five-star", *BY_TWO), 1),
        (("--result", "grant-lower", "--level", "four-star", *BY_TWO), 1),
        (("--result", "grant-lower", *BY_TWO), 64),
        (("--result", "grant-lower", "--level", "nine-star", *BY_TWO), 1),
        (("--result", "refuse", *BY_TWO), 64),
        (("--result", "refuse", "--level", "four-star", "--reason", "x", *BY_TWO), 64),
        (("--result", "grant", *BY_TWO, "--by", "clerk-01"), 64),
        (("--result", "grant", "--by", "decider-01", "--by", "clerk-01"), 1),
        (("--result", "grant", "--by", "decider-01", "--by", "decider-09"), 64),
        (BY_TWO, 64),
    ],
)
def test_what_is_not_decided(assessed_once: Led, arguments: tuple[str, ...], code: int) -> None:
    assessed_once.do("decide", *arguments, code=code)
    assert assessed_once.show()["state"] == "assessed"


@pytest.fixture(scope="module")
def assessed_once(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Led:
    """A case with its result, which no test moves on."""
    folder = tmp_path_factory.mktemp("assessed")
    staff = instances.copied(first_instance, folder)
    listed(staff)
    sheet = forms.saved(forms.basic(), folder / "basic.xlsx")
    led = Led(staff, json.loads(staff.run("case", "open", sheet, *CLERK, "--json"))["case"], folder)
    assessed(led)
    return led


def test_a_refused_case_is_told_by_letter_and_issues_nothing(led: Led) -> None:
    assessed(led)
    led.do("decide", "--result", "refuse", "--reason", "证据与现场不符", *BY_TWO, "--letter", led.folder / "no.pdf")
    assert (led.folder / "no.pdf").read_bytes().startswith(b"%PDF-")
    led.do("issue", *CLERK, "--passphrase-file", led.staff.passphrase_file, "--yes", code=1)
    assert [each["code"] for each in led.show()["next"]] == ["close"]
