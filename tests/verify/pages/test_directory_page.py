"""The directory and one organisation of it: what stands there, what narrows it, what is no organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from certs.certificate.fields import Holder
from tests.register.founded_register import Register, draft, uscc
from tests.verify.sample_service import FIRMS, World
from verify.service import EXTENSION

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "=1+1</title><script>alert(1)</script>&{{7*7}}\"'（样例）公司"


@contextmanager
def served(world: World) -> Iterator[FlaskClient]:
    """A client of a service of its own, whose register is closed at the end."""
    app = world.app()
    yield app.test_client(use_cookies=False)
    app.extensions[EXTENSION].register.close()


def numbers_in(page: str) -> set[str]:
    return set(re.findall(r'href="(?:/en)?/c/([^"?]+)', page))


def walked(client: FlaskClient, address: str) -> tuple[list[str], set[str]]:
    """Return the codes of the organisations and the numbers of the certificates on all pages of a list."""
    codes: list[str] = []
    numbers: set[str] = set()
    onward: str | None = address
    while onward:
        answer = client.get(onward)
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
        codes += re.findall(r'class="firm".*?directory/([0-9A-Z]{18})"', page)
        numbers |= numbers_in(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        onward = following[1].replace("&amp;", "&") if following else None
    return codes, numbers


def test_listed_are_organisations_with_one_that_is_valid_or_suspended(client: FlaskClient, world: World) -> None:
    codes, numbers = walked(client, "/directory")
    away = {world.numbers[name] for name in ("revoked", "withdrawn", "future", "renewed")}
    tilde = {number.replace("/", "~") for number in world.numbers.values()}
    assert numbers == tilde - away
    assert codes == sorted(set(codes))
    assert (len(codes), uscc(4) in codes) == (FIRMS + 9, False)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=revoked", {"revoked"}),
        ("status=suspended", {"suspended", "overdue"}),
        ("scheme=brand-1000", {"brand"}),
        ("level=qualified&region=00", {"qualified"}),
        ("level=qualified&region=31", set()),
        ("q=青禾第4家用&status=revoked", {"revoked"}),
        ("q=青禾第4家用", set()),
        ("q=没有这个名字", set()),
        ("valid_on=2026-11-24&q=青禾第2家用", set()),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_each_filter_leaves_what_fits(
    client: FlaskClient, world: World, query: str, names: set[str], prefix: str
) -> None:
    _, numbers = walked(client, f"{prefix}/directory?{query}")
    assert numbers == {world.numbers[name] for name in names}


def test_every_status_is_listed_under_all_and_the_form_keeps_what_was_chosen(client: FlaskClient, world: World) -> None:
    _, numbers = walked(client, "/directory?status=all")
    assert numbers == {number.replace("/", "~") for number in world.numbers.values()}
    page = client.get("/directory?status=revoked&valid_on=2026-11-23&q=x").get_data(as_text=True)
    assert '<option value="revoked" selected>' in page
    assert 'type="date" min="1990-01-01" max="2199-12-31" value="2026-11-23"' in page
    assert 'maxlength="200" value="x"' in page


@pytest.mark.parametrize("path", ["/directory", "/en/directory"])
@pytest.mark.parametrize(
    "query", ["status=x", "level=x", "scheme=x", "region=x", "valid_on=x", "after=x", "after=" + "9" * 500, "after=%00"]
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 400


def test_one_organisation_has_all_its_certificates_and_names(register: Register) -> None:
    """On both databases, with a name that attacks the page and the feed."""
    holder = draft(1).holder
    first = register.issue(draft(1))[0].number
    other = replace(draft(1), holder=holder, scope=(replace(draft(1).scope[0], name="吸油烟机"),))
    second = register.issue(other)[0].number
    register.change("revoked", second, "fraud")
    renamed = replace(draft(1), holder=Holder(HOSTILE, uscc(1), "样例省样例市 1 号", former_names=("旧厂",)))
    register.reissue(first, renamed, "holder-renamed")
    with served(World(register, now=register.now)) as client:
        page = client.get(f"/directory/{uscc(1)}").get_data(as_text=True)
        assert numbers_in(page) == {first, second}
        heading = re.search(r"<h1>.*?</h1>", page)
        assert heading is not None
        assert "（样例）公司" in heading[0]
        assert ("<script>alert" in page, holder.name in page, "旧厂" in page, "7*7" in page) == (
            False,
            True,
            True,
            True,
        )
        feed = ET.fromstring(client.get(f"/directory/{uscc(1)}/feed.atom").data)
        titles = [title.text or "" for title in feed.iter(f"{ATOM}title")]
        assert len(titles) == 5  # its own, and of two issues, a revocation and a reissue
        assert HOSTILE in titles[0]
        for path in (f"/directory?q={first}", "/directory", "/en/directory", f"/en/directory/{uscc(1)}"):
            assert "<script>alert" not in client.get(path).get_data(as_text=True)


def test_many_certificates_of_one_are_counted_and_some_are_shown(register: Register) -> None:
    drafts = [
        replace(draft(1), scope=(replace(draft(1).scope[0], name=f"产品{n}"),), source=f"{n}.toml") for n in range(7)
    ]
    numbers = {one.number for one in register.issue(*drafts)}
    with served(World(register, now=register.now)) as client:
        page = client.get("/directory").get_data(as_text=True)
        assert ("7 张，这里列出 5 张" in page, len(numbers_in(page))) == (True, 5)
        assert numbers_in(client.get(f"/directory/{uscc(1)}").get_data(as_text=True)) == numbers


def test_a_code_in_another_form_leads_to_its_page(client: FlaskClient) -> None:
    for written in (uscc(2).lower(), f" {uscc(2)[:9]} {uscc(2)[9:]}", "".join(chr(ord(c) + 0xFEE0) for c in uscc(2))):
        answer = client.get(f"/en/directory/{written}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/directory/{uscc(2)}")


@pytest.mark.parametrize(
    "code", [uscc(7777), uscc(2)[:17] + "0", "青禾", "99926SC00001R0M", "x" * 300, "..", "%2e%2e%2f", "=1+1"]
)
def test_what_is_no_organisation_of_ours_is_not_found(client: FlaskClient, code: str) -> None:
    for prefix in ("", "/en"):
        assert client.get(f"{prefix}/directory/{code}").status_code == 404
    answer = client.get(f"/directory/{code}/feed.atom")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_results_lead_to_the_organisation(client: FlaskClient, world: World) -> None:
    page = client.get(f"/c/{world.numbers['valid']}").get_data(as_text=True)
    assert f'href="/directory/{uscc(1)}"' in page


def test_a_list_that_says_otherwise_than_the_record_is_not_shown(small_register: Register) -> None:
    """Whoever changes the folded rows gets no revoked certificate into the list of the valid ones."""
    number = small_register.issue(draft(1))[0].number
    small_register.change("revoked", number, "fraud")
    with small_register.store.writing() as connection:
        connection.exec_driver_sql("UPDATE standing SET status = 'valid', ends = NULL WHERE status = 'revoked'")
    with served(World(small_register, now=small_register.now)) as client:
        assert client.get("/directory").status_code == 503
        assert client.get("/api/v1/certificates?status=valid").status_code == 503


def test_the_day_asked_about_lists_what_was_valid_then(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=6)
    register.change("revoked", number, "fraud")
    with served(World(register, now=register.now)) as client:
        assert numbers_in(client.get("/directory").get_data(as_text=True)) == set()
        then = client.get(f"/directory?valid_on={date(2026, 11, 27)}").get_data(as_text=True)
        assert (numbers_in(then), "后面的状态是今天的" in then, "撤销" in then) == ({number}, True, True)
        assert f'href="/c/{number}?at=2026-11-27"' in then
        listed = client.get(f"/directory/list.csv?valid_on={date(2026, 11, 27)}").get_data(as_text=True)
        assert f"/c/{number}?at=2026-11-27" in listed
