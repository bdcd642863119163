"""The figures of the desk: as JSON, in the terminal, and on a page that nobody has to hide from visitors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from certs.casework.aftercare.due_item import HARM
from tests.instances import Staff, number
from tests.scripts.aftercare.test_complaint import BY, bind, letter, opened
from tests.scripts.aftercare.test_due import DAY, TODAY, YEAR, move
from tests.scripts.cases import filled_forms as forms
from tests.scripts.command_calls import Desk
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import Hosts, commands, section

NUMBER = number(1)


@pytest.fixture
def busy(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with an application, a complaint that is late, and a certificate."""
    bind(desk, complaint_answered_days=1)
    sheet = forms.saved(forms.basic(), tmp_path / "basic.xlsx")
    assert desk("case", "open", sheet, *BY).code == 0
    opened(desk, NUMBER, letter(tmp_path), "--received", "2026-01-05")
    return desk


def test_the_figures_are_told_to_scripts(busy: Desk) -> None:
    told = busy("stats", "--json").json
    assert (told["running"], told["late"]) == (2, 1)
    assert {(each["kind"], each["state"], each["count"]) for each in told["cases"]} == {
        ("certification", "received", 1),
        ("complaint", "received", 1),
    }
    assert told["statuses"]["valid"] == 1
    assert [each["count"] for each in told["levels"]] == [1]
    assert (len(told["months"]), told["months"][-1]["issued"]) == (12, 1)


def test_what_is_due_is_what_due_lists(busy: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    until = TODAY + 40 * DAY
    reason = ("--reason", "requirements-not-met", "--until", until.isoformat())
    assert busy.act("suspend", NUMBER, *reason, *BY).code == 0
    counts = set()
    for day in (until + DAY, YEAR - 10 * DAY):
        move(monkeypatch, day)
        items = [(each["what"], each["days"] < 0) for each in busy("due", "--json").json]
        told = busy("stats", "--json").json["due"]
        assert told == [
            {"what": what, "past": items.count((what, True)), "ahead": items.count((what, False))}
            for what in HARM
            if what in dict(items)
        ]
        counts |= {(each["what"], each["past"] > 0) for each in told}
    past = {(what, True) for what in ("list", "suspension", "complaint", "reporting")}
    assert counts == past | {("surveillance", False), ("key", False)}
    page = tmp_path / "wall.html"
    assert busy("stats", "--html", page, lang="en").code == 0
    assert "<th scope=row>surveillance</th><td>0</td><td>1</td>" in page.read_text(encoding="utf-8")
    assert "suspension" in busy("stats", lang="en").out


@pytest.mark.parametrize(("lang", "words"), [("zh", "在办 2 件，1 件超期"), ("en", "2 running, 1 late")])
def test_the_figures_are_told_in_the_terminal(busy: Desk, lang: str, words: str) -> None:
    assert words in busy("stats", lang=lang).out


def test_the_page_names_nobody_and_asks_nobody(busy: Desk, tmp_path: Path) -> None:
    page = tmp_path / "wall.html"
    assert busy("stats", "--html", page, lang="zh").code == 0
    text = page.read_text(encoding="utf-8")
    secret = (*forms.COMPANY.values(), NUMBER, forms.CONTACT_NAME, "clerk-01", "-00001")
    assert [each for each in map(str, secret) if len(each) > 4 and each in text] == []
    assert re.findall(r"(?:src|href|action)=|url\(|@import|<script|https?:", text) == []
    assert text.startswith("<!doctype html>")
    assert "default-src 'none'" in text
    assert busy("stats", "--html", page, lang="en").code == 0
    assert '<html lang="en">' in page.read_text(encoding="utf-8")


def test_the_page_of_the_handbook_is_typed(staff: Staff, tmp_path: Path) -> None:
    page, english = ((folder / "staff" / "aftercare.md").read_text(encoding="utf-8") for folder in (CHINESE, ENGLISH))
    typed = commands(section(page, "数字和墙上的页面"))
    assert typed == commands(section(english, "Figures, and the page for the wall"))
    hosts = Hosts(tmp_path / "hosts", env={"STARMARK_HOME": str(staff.home)})
    hosts.follow(typed)
    assert (hosts.root / "desk" / "wall.html").is_file()
    assert json.loads(staff.run("stats", "--json"))["statuses"]["valid"] == 1
