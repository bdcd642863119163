"""The pages and the API link main and sub-certificates to each other, and neither covers for the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from certs.certificate.fields import ScopeItem, Site
from certs.lifecycle.request import Request
from tests.register.founded_register import SETTINGS, TODAY, Register, draft, founded
from tests.verify.pages.test_day import panel_of
from verify import Config, create_app

MAIN = "99926SC00001R0M"
SUB = f"{MAIN}-1"


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('firm') / 'register.db'}")
    site = Site("宁波网点", "浙江省宁波市样例路2号")
    register.issue(draft(1))
    register.issue(draft(1, scope=(ScopeItem("燃气灶具"),), sites=(site,), sub_of=MAIN))
    yield register
    register.close()


@pytest.fixture
def web(firm: Register) -> FlaskClient:
    return create_app(Config(SETTINGS, firm.url, None, lambda: firm.now)).test_client()


@pytest.mark.parametrize(
    ("prefix", "head", "above"),
    [("", "子证书", "主证书"), ("/en", "Sub-certificates", "Main certificate")],
    ids=["zh", "en"],
)
def test_the_pages_link_to_each_other(web: FlaskClient, prefix: str, head: str, above: str) -> None:
    text = web.get(f"{prefix}/c/{MAIN}").text
    section = text.split('<section class="block" id="subs">')[1].split("</section>")[0]
    assert section.startswith(f"<h2>{head}</h2>")
    assert f'href="{prefix}/c/{SUB}"' in section
    assert "宁波网点" in section
    assert "燃气灶具" in section
    below = web.get(f"{prefix}/c/{SUB}").text
    assert 'id="subs"' not in below
    assert re.search(rf"<dt>{above}</dt><dd>\s*<a class=\"num\" href=\"{prefix}/c/{MAIN}\">{MAIN}</a>", below)


def test_the_api_names_them(web: FlaskClient) -> None:
    main = web.get(f"/api/v1/certificates/{MAIN}").json
    assert main is not None
    assert main["main"] is None
    (sub,) = main["sub_certificates"]
    assert (sub["number"], sub["status"], sub["scope"]) == (SUB, "valid", ["燃气灶具"])
    assert sub["sites"] == [{"name": "宁波网点", "address": "浙江省宁波市样例路2号"}]
    below = web.get(f"/api/v1/certificates/{SUB}").json
    assert below is not None
    assert (below["main"], below["sub_certificates"]) == (MAIN, [])


def test_neither_covers_for_the_other(web: FlaskClient) -> None:
    for number, product, answer in (
        (MAIN, "燃气灶具", "not_listed"),
        (SUB, "燃气灶具", "covered"),
        (SUB, "青禾样例 家用空调器", "not_listed"),
    ):
        coverage = web.get(f"/api/v1/certificates/{number}/coverage", query_string={"product": product}).json
        assert coverage is not None
        assert coverage["answer"] == answer, (number, product)


def test_a_suspension_of_the_main_is_on_the_page_of_each(firm: Register) -> None:
    firm.act(Request("suspended", MAIN, "complaint", until=TODAY))
    web = create_app(Config(SETTINGS, firm.url, None, lambda: firm.now)).test_client()
    for number in (MAIN, SUB):
        assert "暂停" in panel_of(web.get(f"/c/{number}").text)
