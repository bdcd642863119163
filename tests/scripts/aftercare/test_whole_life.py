"""The life of one certificate to which a case led, over three years and by the commands alone, with the clock moved."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from certs.casework.cnca.month import Month
from certs.days import add_months, beijing_day, parse_day
from certs.instance.folder import open_instance
from scripts.terminal import clock
from tests import instances
from tests.documents.sample_papers import plain, read_text
from tests.instances import Staff
from tests.scripts.aftercare.test_complaint import WRITER, letter
from tests.scripts.cases import filled_forms as forms
from tests.scripts.cases.led_case import ASSESSOR, BY_TWO, CLERK, Led, assessed, listed, plan, public_files_with, scored
from tests.scripts.cases.test_certificate_cases import changed, one_product_more, opened, told
from tests.scripts.command_calls import Desk
from verify import Config, create_app

# The month of the events: ten months on, whatever the day on which the test runs.
YEAR_ONE: Final = Month.of(add_months(beijing_day(clock.now()), 10))
GRANT: Final = ("--result", "grant", *BY_TWO)
OTHER: Final = instances.number(1)  # of another firm: it stays suspended, since nobody decides
WHY: Final = "网页上写着没有评过的产品"
SECRET: Final = (forms.CONTACT_NAME, "13900000000", WRITER, WHY, ASSESSOR, "decider-01", "decider-09", "clerk-01")

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(T[\d:]+(\+08:00|Z))?|\d{1,2} [A-Z][a-z]+ \d{4}")
# What a page may say because time has passed: no surveillance is recorded since, a suspension is not ended.
BY_TIME: Final = re.compile(
    "监督|没有登记|期限到|已满，还没有恢复|期满没有恢复|surveillance|none recorded|term ended|restor"
)


@dataclass(frozen=True, slots=True)
class LaterStaff(Staff):
    """Staff whose commands run in the process of the test, at the day to which the clock was moved."""

    desk: Desk
    monkeypatch: pytest.MonkeyPatch

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """Run one command, demand its exit code, and return what it printed."""
        said = self.desk(*arguments)
        assert said.code == code, (arguments, said)
        return said.out

    def act(self, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        """Run an act, and return its JSON."""
        keys = ("--passphrase-file", self.passphrase_file, "--confirm-clock", self.today.isoformat())
        answer: dict[str, Any] = json.loads(self.run(*arguments, *keys, "--json", code=code))
        return answer

    def ask(self, *arguments: str | Path, code: int = 0) -> Any:
        """Run a command that needs no key, and return its JSON."""
        return json.loads(self.run(*arguments, "--json", code=code))

    @property
    def today(self) -> date:
        """The day to which the clock was moved."""
        return beijing_day(clock.now())

    def move(self, day: date) -> None:
        """Set the clock to noon of a day, on which the timer publishes as on every day."""
        now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=4)
        self.monkeypatch.setattr(clock, "now", lambda: now)
        self.act("publish")


@dataclass(frozen=True, slots=True)
class Life:
    """The certificate, and where the papers go."""

    staff: LaterStaff
    folder: Path
    number: str

    def case(self, name: str, *about: str | Path) -> Led:
        """Open a case about the certificate, with a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        return opened(self.staff, folder, *about)

    def assess(self, led: Led) -> None:
        """Take a case on and assess it: everything is met."""
        led.do("accept", *CLERK)
        led.do("plan", plan(led), *CLERK)
        led.do("assess", *scored(self.staff, led.case, led.folder / "scores"), *CLERK)

    def survey(self, day: date) -> None:
        """Record that a surveillance was passed on a day."""
        self.staff.act("surveil", self.number, "--date", day.isoformat(), "--result", "passed", *CLERK)

    def due(self, *more: str) -> dict[tuple[str, str], dict[str, Any]]:
        """What is due, by what it is and the certificate or case that it is of."""
        items = self.staff.ask("due", *more)
        return {(each["what"], each.get("number") or each.get("case") or ""): each for each in items}

    def status(self) -> str:
        """The status of the certificate."""
        return str(self.staff.ask("show", self.number)["status"])

    def public(self, *numbers: str) -> dict[str, str]:
        """What anybody reads of certificates: the pages in both languages and the JSON, but for the days in them."""
        place = open_instance(self.staff.home)
        client = create_app(Config(place.settings, place.register_url, None, clock.now, None)).test_client()
        pages = {}
        for number in numbers:
            for path in (f"/c/{number}", f"/en/c/{number}", f"/c/{number}.json"):
                text = client.get(path).get_data(as_text=True)
                assert [each for each in SECRET if each in text] == []
                pages[path] = re.sub(DAY, "DAY", text)
        return pages


@pytest.fixture
def life(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Life:
    """A body with a list of its people, two of whom take no part in what others do; a case led to its certificate."""
    listed(desk.staff)
    staff = LaterStaff(desk.staff.home, desk.staff.passphrase_file, desk, monkeypatch)
    for code in ("decider-08", "decider-09"):
        staff.run("staff", "add", code, "--role", "decider", *CLERK)
    sheet = forms.saved(forms.basic(), tmp_path / "basic.xlsx")
    first = opened(staff, tmp_path, sheet)
    assessed(first)
    first.do("decide", *GRANT)
    return Life(staff, tmp_path, staff.act("case", "issue", first.case, *CLERK, "--yes")["issued"][0]["number"])


def test_a_certificate_lives_for_three_years_and_is_renewed(life: Life) -> None:
    raised_and_widened(life)
    misused_and_restored(life)
    reported_and_reconciled(life)
    a_year_on_nothing_is_otherwise_by_itself(life)
    renewed(life)
    audited(life)


def raised_and_widened(life: Life) -> None:
    """A surveillance passed in the first year, five stars on a new assessment, and one product more."""
    staff = life.staff
    staff.move(YEAR_ONE.first)
    life.survey(staff.today)
    raising = life.case("raising", "--change", life.number)
    life.assess(raising)
    raising.do("decide", *GRANT)
    staff.act("case", "issue", raising.case, *CLERK)
    after = {"name": forms.COMPANY["组织名称"], "level": "five-star", "act": "reissued", "reason": "level-raised"}
    assert told(staff, life.number) == after
    sheet = changed(staff, life.folder, one_product_more)
    widening = life.case("widening", "--change", life.number, sheet)
    life.assess(widening)
    widening.do("decide", *GRANT, "--letter", widening.folder / "decision.pdf")
    staff.act("case", "issue", widening.case, *CLERK)
    assert told(staff, life.number) == after | {"reason": "scope-widened"}


def misused_and_restored(life: Life) -> None:
    """A complaint about the mark is upheld, the certificate suspended, the appeal dismissed; then it is restored."""
    staff, number = life.staff, life.number
    staff.move(YEAR_ONE.first.replace(day=8))
    complaint = staff.ask("complaint", number, letter(life.folder), *CLERK)["case"]
    staff.run("case", "accept", complaint, "--letter", life.folder / "taken.pdf", *CLERK)
    answer = ("--reason", WHY, "--letter", life.folder / f"{complaint}.pdf")
    staff.run("case", "answer", complaint, "--result", "upheld", *answer, "--by", "decider-01", code=1)
    upheld = staff.ask("case", "answer", complaint, "--result", "upheld", *answer, "--by", "decider-09")
    assert (upheld["state"], life.status()) == ("decided", "valid")
    until = staff.today + timedelta(days=60)
    for suspended, reason in ((number, "mark-misuse"), (OTHER, "requirements-not-met")):
        staff.act("suspend", suspended, "--reason", reason, "--until", until.isoformat(), "--by", "decider-09")
    staff.move(YEAR_ONE.first.replace(day=12))
    appeal = staff.ask("appeal", number, letter(life.folder), "--against", "suspension", *CLERK)["case"]
    staff.run("case", "accept", appeal, *CLERK)
    kept = ("--result", "dismissed", "--reason", "网页现在仍是这样写", "--letter", life.folder / f"{appeal}.pdf")
    refused = staff.ask("case", "answer", appeal, *kept, "--by", "decider-09", code=1)
    assert refused["error"]["code"] == "decider_involved"
    assert staff.ask("case", "answer", appeal, *kept, "--by", "decider-08")["following"] == []
    assert life.status() == "suspended"
    staff.move(YEAR_ONE.first.replace(day=20))
    for reason, field in (("assessment-passed", "reason"), ("cause-removed", "note")):
        refused = staff.act("restore", number, "--reason", reason, *CLERK, code=1)
        assert [each["field"] for each in refused["refused"][0]["errors"]] == [field]
    life.survey(staff.today)
    assert life.status() == "suspended"
    staff.act("restore", number, "--reason", "assessment-passed", *CLERK)
    assert life.status() == "valid"


def reported_and_reconciled(life: Life) -> None:
    """The month is reported, and what the national lookup shows of both certificates differs in one field each."""
    staff = life.staff
    staff.move(YEAR_ONE.deadline)
    due = [each["deadline"] for each in staff.ask("due") if each["what"] == "reporting"]
    months = [Month.of(parse_day(deadline)).before.text for deadline in due]
    assert months.pop(-1) == YEAR_ONE.text
    waive = [word for month in months for word in ("--month", month)]
    assert len(staff.ask("cnca", "waive", *waive, "--reason", "old-system", *CLERK)["waived"]) == len(months) > 0
    assert life.due()["reporting", ""]["days"] == 0
    call = ("cnca", "report", "--month", YEAR_ONE.text, "--to", life.folder / "month.xlsx")
    reported = staff.act(*call, *CLERK)
    assert (reported["rows"], len(reported["changed"])) == (5, 2)  # two reissues, two suspensions, a restoration
    assert ("reporting", "") not in life.due()
    heads = ("证书编号", "组织名称", "证书状态", "证书到期日期", "信息上报日期")
    rows = []
    for number, status in ((life.number, "暂停"), (OTHER, "有效")):
        facts = staff.ask("show", number)
        rows.append((number, facts["holder"]["name"], status, facts["valid_until"], staff.today.isoformat()))
    file = life.folder / "lookup.html"
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in (heads, *rows))
    file.write_text("<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>", encoding="gbk")
    compared = staff.ask("cnca", "reconcile", file, code=1)
    differences = [(row["number"], each["field"]) for row in compared["rows"] for each in row["differences"]]
    assert differences == [(life.number, "status"), (OTHER, "status")]


def a_year_on_nothing_is_otherwise_by_itself(life: Life) -> None:
    """What is due is told and written to the firms, and the suspension that has run out is still one."""
    staff, number = life.staff, life.number
    before = life.public(number, OTHER)
    surveyed = YEAR_ONE.first.replace(day=20)
    staff.move(add_months(surveyed, 12) - timedelta(days=5))
    written = staff.ask("due", "--letters", life.folder / "letters", *CLERK)["letters"]
    assert [(each["number"], each["what"], each["stage"]) for each in written] == [(number, "surveillance", 7)]
    text = plain(read_text(Path(written[0]["files"][0])))
    assert number in text
    assert plain(str(forms.COMPANY["组织名称"])) in text
    staff.move(add_months(surveyed, 12) + timedelta(days=15))
    due = life.due()
    assert {key: each["days"] < 0 for key, each in due.items()} == {
        ("suspension", OTHER): True,
        ("surveillance", OTHER): True,
        ("surveillance", number): True,
        ("key", ""): True,  # rotated by nobody for a year
    }
    assert f"starmark revoke {OTHER}" in due["suspension", OTHER]["words"]["zh"]
    assert staff.ask("due", "--letters", life.folder / "letters", *CLERK)["letters"] == []
    after = life.public(number, OTHER)
    assert [path for path in before if path.endswith(".json") and before[path] != after[path]] == []
    assert [line for path in before for line in lines_new(before[path], after[path]) if not BY_TIME.search(line)] == []
    life.survey(staff.today)
    assert ("surveillance", number) not in life.due()


def lines_new(before: str, after: str) -> list[str]:
    """What a page says that it did not say before."""
    old, new = (re.sub(r"<[^>]*>", "\n", page).splitlines() for page in (before, after))
    return [line for line in new if line not in old]


def renewed(life: Life) -> None:
    """What is due names the renewal, and the case leads to the next certificate: the old one ends when it starts."""
    staff, number = life.staff, life.number
    last = date.fromisoformat(staff.ask("show", number)["valid_until"])
    staff.move(last - timedelta(days=20))
    words = life.due()["expiry", number]["words"]["en"]
    assert f"starmark case open --renew {number}" in words
    renewal = life.case("renewal", "--renew", number)
    assert renewal.case in life.due()["expiry", number]["words"]["en"]
    life.assess(renewal)
    renewal.do("decide", *GRANT)
    start = last + timedelta(days=1)
    issued = staff.act("case", "issue", renewal.case, *CLERK, "--effective", start.isoformat())
    successor = issued["issued"][0]["number"]
    assert ("expiry", number) not in life.due()
    shown = staff.ask("show", successor)
    assert (shown["level"], shown["status"], life.status()) == ("five-star", "not_yet_valid", "valid")
    assert "家用燃气灶" in [item["name"] for item in shown["scope"]]
    staff.move(start)
    assert (staff.ask("show", successor)["status"], life.status()) == ("valid", "withdrawn")
    life.public(number, successor, OTHER)


def audited(life: Life) -> None:
    """Nothing differs from the log, every case has its whole trail, and nobody's name is public."""
    assert life.staff.ask("audit")["differences"] == []
    cases = {each["case"]: each for each in life.staff.ask("case", "list")["cases"]}
    trails = {case: [row["act"] for row in life.staff.ask("case", "show", case)["trail"]] for case in cases}
    led = ["open", "accept", "plan", "assess", "decide", "issue"]
    answered = ["open", "accept", "answer"]
    assert list(dict(sorted(trails.items())).values()) == [
        [*led, "surveil", "surveil", "remind", "surveil"],
        led,
        led,
        answered,
        answered,
        led,
    ]
    assert public_files_with(life.staff.home, *SECRET, *cases) == []
