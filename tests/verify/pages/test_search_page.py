"""The search: forgiving, complete, paged, and honest about which kind of "not found" it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from certs import limits
from tests.register.founded_register import SETTINGS, uscc
from tests.verify.sample_service import FIRMS, World, token_of

BOTH = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])


@BOTH
@pytest.mark.parametrize("written", ["99926SC00001R0M", "999 26 sc 00001 r0 m", "９９９２６ＳＣ００００１Ｒ０Ｍ"])
def test_a_number_leads_to_its_certificate(client: FlaskClient, prefix: str, written: str) -> None:
    answer = client.get(f"{prefix}/verify", query_string={"q": written})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{prefix}/c/99926SC00001R0M")


@BOTH
@pytest.mark.parametrize(
    "written",
    [
        "https://cert.example.cn/c/{}",
        "https://cert.example.cn/en/c/{}",
        "https://cert.example.cn/c/{}/",
        "HTTPS://CERT.EXAMPLE.CN/C/{}?x=1",
        "cert.example.cn/c/{}.json",
    ],
)
def test_an_address_of_ours_leads_to_its_certificate(
    client: FlaskClient, world: World, prefix: str, written: str
) -> None:
    number = world.numbers["valid"]
    answer = client.get(f"{prefix}/verify", query_string={"q": written.format(number)})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{prefix}/c/{number}")
    found = client.get("/api/v1/certificates", query_string={"q": written.format(number)}).get_json()
    assert [item["number"] for item in found["items"]] == [number]


@BOTH
@pytest.mark.parametrize("head", [f"{SETTINGS.base_url}/Q/", "HTTPS://CERT.EXAMPLE.CN/en/q/", ""])
def test_a_pasted_code_is_judged(client: FlaskClient, world: World, prefix: str, head: str) -> None:
    token = token_of(world, "valid")
    answer = client.get(f"{prefix}/verify", query_string={"q": f" {head}{token}\n"}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.text == client.get(f"{prefix}/q/{token}").text
    assert '<section class="verdict v-valid"' in answer.text
    problem = client.get("/api/v1/certificates", query_string={"q": head + token})
    assert problem.status_code == 400
    assert "/q/" in problem.get_json()["detail"]


@BOTH
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("eyJhbGciOiJFZERTQSJ9abc." + "A" * 3_000 + ".AA", "starmark verify"),
        ('{"credentialSubject": {}}', "starmark verify"),
        ("https://evil.example/Q/" + "A2" * 60, "evil.example"),
        ("https://evil.example/c/99926SC00001R0M", "evil.example"),
    ],
)
def test_what_no_search_finds_is_told_where_it_belongs(
    client: FlaskClient, asked: str, words: str, prefix: str
) -> None:
    answer = client.get(f"{prefix}/verify", query_string={"q": asked})
    assert answer.status_code == 400
    assert words in answer.text


def test_a_credit_code_is_no_number_and_its_certificates_are_named(client: FlaskClient, world: World) -> None:
    problem = client.get(f"/api/v1/certificates/{uscc(1)}").get_json()
    assert (problem["status"], problem["kind"]) == (404, "malformed")
    assert "USCC" in problem["detail"]
    assert [item["number"] for item in problem["suggestions"]] == [world.numbers["valid"]]
    problem = client.get(f"/api/v1/certificates/{uscc(999)}").get_json()
    assert (problem["kind"], problem["suggestions"]) == ("no-match", [])


def test_a_taken_over_number_leads_to_its_address(client: FlaskClient) -> None:
    assert client.get("/verify?q=00114SH22766R2L/3502").headers["Location"] == "/c/00114SH22766R2L~3502"


@BOTH
@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("智能家居", "valid"),
        ("岚净", "valid"),
        ("电动洗衣", "valid"),
        ("Hailan", "valid"),
        ("海岚（样例）电器厂", "valid"),
        ("新名", "reissued"),
        (uscc(2), "suspended"),
        ("青禾第7家用", "reissued"),
    ],
)
def test_any_part_of_a_name_a_brand_a_product_or_a_code_finds_it(
    client: FlaskClient, world: World, asked: str, number: str, prefix: str
) -> None:
    answer = client.get(f"{prefix}/verify", query_string={"q": asked})
    assert answer.status_code == 200
    assert f'href="{prefix}/c/{world.numbers[number]}"' in answer.text


def test_pages_follow_each_other_without_gap_or_repeat(client: FlaskClient, world: World) -> None:
    found: list[str] = []
    address = "/verify?q=" + quote("样例")
    for _ in range(10):
        text = client.get(address).text
        page = re.findall(r'role="rowheader"><a class="\w+"(?: lang="zh-CN")? href="/c/([^"]+)"', text)
        assert len(page) <= limits.PAGE
        found += page
        onward = re.search(r'rel="next" href="([^"]+)"', text)
        if onward is None:
            break
        address = onward[1].replace("&amp;", "&")
    assert sorted(found) == sorted(number.replace("/", "~") for number in world.numbers.values())
    assert len(found) > FIRMS


def test_each_hit_shows_its_own_status(client: FlaskClient, world: World) -> None:
    text = client.get("/verify?q=" + quote("青禾第4家用")).text
    assert world.numbers["revoked"] in text
    assert 'class="st v-revoked"' in text
    assert 'class="st v-valid"' not in text


@BOTH
@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("99926SC00100R0M", "near-miss"),
        ("99926SC99999R0M", "never-issued"),
        ("00216Q10097R1S", "foreign"),
        ("99926SC0001R0M7788", "malformed"),
        ("绝无此名", "no-match"),
        ("914403001922038217", "check-digit"),
        ("。。。", "malformed"),
    ],
)
def test_not_found_says_which_kind(client: FlaskClient, asked: str, kind: str, prefix: str) -> None:
    problem = client.get("/api/v1/certificates", query_string={"q": asked})
    assert (problem.status_code, problem.get_json()["kind"]) == (404, kind)
    answer = client.get(f"{prefix}/verify", query_string={"q": asked})
    assert answer.status_code == 404
    assert '<section class="verdict v-missing"' in answer.text
    words = problem.get_json()["message"]["en" if prefix else "zh"]
    assert words[:20] in answer.text.replace("&#34;", '"')


def test_a_near_miss_marks_where_the_two_numbers_part(client: FlaskClient, world: World) -> None:
    text = client.get("/verify?q=99926SC00100R0M").text
    assert "99926SC00<del>10</del>0R0M" in text
    assert "99926SC00<em>01</em>0R0M" in text
    assert f'href="/c/{world.numbers["qualified"]}"' in text
    assert "哪怕只差一位，也是另一张证书" in text


def test_a_number_asked_for_by_address_is_a_404_with_the_same_help(client: FlaskClient) -> None:
    answer = client.get("/c/99926SC00100R0M")
    assert answer.status_code == 404
    assert "99926SC00<em>01</em>0R0M" in answer.text


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=%E2%80%8B", "?x=1"])
def test_nothing_asked_shows_the_empty_search(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/verify{query}")
    assert answer.status_code == 200
    assert '<input id="q" name="q"' in answer.text


@BOTH
def test_a_question_has_a_bound(client: FlaskClient, prefix: str) -> None:
    assert client.get(f"{prefix}/verify", query_string={"q": "好" * limits.QUERY}).status_code == 404
    answer = client.get(f"{prefix}/verify", query_string={"q": "好" * (limits.QUERY + 1)})
    assert answer.status_code == 400
    assert ("200 is the most" if prefix else "最多 200 个") in answer.text


@pytest.mark.parametrize("after", ["x", "-1", "１", "9" * 30, "1" * 500, "0x1", "%00", "1;drop"])
def test_a_cursor_that_no_page_gave_is_refused(client: FlaskClient, after: str) -> None:
    assert client.get(f"/verify?q=样例&after={after}").status_code == 400
    problem = client.get(f"/api/v1/certificates?q=样例&after={after}")
    assert (problem.status_code, problem.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("asked", "status"),
    [("1", 200), ("100", 200), ("0", 400), ("101", 400), ("-1", 400), ("１", 400), ("1_0", 400), ("x", 400)],
)
def test_the_api_bounds_its_pages(client: FlaskClient, asked: str, status: int) -> None:
    answer = client.get("/api/v1/certificates", query_string={"q": "样例", "limit": asked})
    assert answer.status_code == status
    if status == 200:
        assert len(answer.get_json()["items"]) == min(int(asked), len(answer.get_json()["items"]))


def test_the_api_says_what_matched(client: FlaskClient, world: World) -> None:
    answer = client.get("/api/v1/certificates", query_string={"q": "岚净"}).get_json()
    (item,) = answer["items"]
    assert item["number"] == world.numbers["valid"]
    assert item["matched"] == {"field": "brand", "text": "岚净"}
    assert item["status"] == "valid"
    assert item["valid_until"] == "2029-11-23"
    assert answer["next"] is None


def test_the_api_pages_like_the_page(client: FlaskClient, world: World) -> None:
    found: list[str] = []
    after = ""
    while True:
        answer = client.get("/api/v1/certificates", query_string={"q": "样例", "limit": 7, "after": after}).get_json()
        found += [item["number"] for item in answer["items"]]
        after = answer["next"]
        if after is None:
            break
    assert sorted(found) == sorted(world.numbers.values())


def test_a_question_is_needed(client: FlaskClient) -> None:
    problem = client.get("/api/v1/certificates")
    assert problem.status_code == 400
    assert problem.get_json()["errors"][0] | {"message": None} == {
        "field": "q",
        "value": "",
        "code": "missing",
        "message": None,
    }


def with_site(world: World, folder: Path) -> FlaskClient:
    """Return a visitor of a service beside which a small site is served."""
    words = {"投诉": 9, "complaint": 9}
    page = {
        "path": "help/complaints/",
        "title": {"zh": "投诉和申诉", "en": "Complaints"},
        "text": {"zh": "向谁说", "en": "Whom to tell"},
        "words": words,
    }
    listed = {"pages": [page], "stop": ["怎么办", "a", "how", "to", "make"], "names": []}
    (folder / "topics.json").write_text(json.dumps(listed), encoding="utf-8")
    return world.app(folder).test_client()


@pytest.mark.parametrize(
    ("path", "question", "link", "onward"),
    [
        ("/verify", "投诉怎么办", '<a href="/help/complaints/">投诉和申诉</a><span>向谁说</span>', "/?q=%E6%8A%95"),
        ("/en/verify", "how to make a complaint", '<a href="/en/help/complaints/">Complaints</a>', "/en/?q=how%20to"),
        ("/en/verify", "投诉怎么办", '<a href="/en/help/complaints/">Complaints</a>', "/en/?q=%E6%8A%95"),
    ],
)
def test_a_question_leads_to_the_answer_of_the_site(
    world: World, client: FlaskClient, tmp_path: Path, path: str, question: str, link: str, onward: str
) -> None:
    answer = with_site(world, tmp_path).get(path, query_string={"q": question})
    assert answer.status_code == 404
    assert link in answer.text
    assert f'<a href="{onward}' in answer.text
    assert 'class="topics"' not in client.get(path, query_string={"q": question}).text, "there is no site"


@pytest.mark.parametrize("asked", ["青禾青禾", "99926SC99999R0M", "投诉设备制造厂"])
def test_what_is_no_question_is_not_taken_for_one(world: World, tmp_path: Path, asked: str) -> None:
    answer = with_site(world, tmp_path).get("/verify", query_string={"q": asked})
    assert answer.status_code == 404
    assert 'class="topics"' not in answer.text


@BOTH
@pytest.mark.parametrize("path", ["/verify", "/c/{}", "/log", "/verify?q=xyzzy", "/c/99926SC99999R0M"])
def test_the_pages_of_the_service_have_the_search_of_the_site(
    world: World, client: FlaskClient, tmp_path: Path, prefix: str, path: str
) -> None:
    address = prefix + path.format(world.numbers["valid"])
    link = f'<a class="tosearch noprint" href="{prefix}/?q=">'  # the words are typed there, and stay in the browser
    assert link in with_site(world, tmp_path).get(address).text
    assert link not in client.get(address).text, "there is no site"
