"""Does it cover what is bought? The first panel answers, for a day or today; nothing but `covered` looks like a yes."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from certs.certificate.coverage.coverage import coverage_of
from tests.verify.pages.test_day import panel_of
from tests.verify.sample_service import World, version_of

WASHER = "家用电动洗衣机"
GREEN = re.compile(r'class="(?:verdict|st) v-valid"')
BOTH = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
# situation, product, query → word, English word, answer, what the panel says
CASES = [
    ("valid", WASHER, "", "覆盖", "Covered", "covered", f"覆盖“{WASHER}”；"),
    ("valid", WASHER, "&at=2026-12-01", "覆盖", "Covered", "covered", f"覆盖“{WASHER}”；2026-12-01 当天状态是“有效”"),
    ("valid", "家用电冰箱", "", "限定覆盖", "Limited", "covered_if", "限定覆盖“家用电冰箱”"),
    ("valid", "水泵", "", "未列明", "Not listed", "not_listed", "未列明“水泵”"),
    ("valid", "中央空调", "", "不覆盖", "Excluded", "excluded", "不覆盖“中央空调”"),
    ("suspended", "家用空调器", "", "暂停", "Suspended", "covered_if", "不能算覆盖“家用空调器”"),
    ("revoked", "家用空调器", "", "撤销", "Revoked", "covered_if", "不能算覆盖“家用空调器”"),
    ("valid", WASHER, "&at=2029-11-24", "过期", "Expired", "covered", f"不能算覆盖“{WASHER}”"),
    ("valid", WASHER, "&at=2026-11-01", "未生效", "Not yet valid", "", "没有回答。这一天证书还没有颁发"),
]


def seen(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text)))


@pytest.mark.parametrize(("name", "product", "query", "word", "english", "answer", "says"), CASES)
def test_the_first_panel_answers_and_only_what_a_valid_certificate_covers_is_green(
    client: FlaskClient,
    world: World,
    name: str,
    product: str,
    query: str,
    word: str,
    english: str,
    answer: str,
    says: str,
) -> None:
    address = f"/c/{world.numbers[name]}?product={quote(product)}{query}"
    text = client.get(address).text
    panel = panel_of(text)
    assert f'<span class="verdict__word" lang="zh-CN">{word}</span>' in panel
    assert f">{english}</span>" in panel_of(client.get(f"/en{address}").text)
    assert (f'data-coverage="{answer}"' in panel) is bool(answer)
    assert says in seen(panel)
    assert bool(GREEN.search(text)) is (word == "覆盖")
    assert f'name="product" autocomplete="off" spellcheck="false" value="{product}"' in text
    sentence = coverage_of(version_of(world, name).subject, product).sentence.zh
    if answer:
        assert (sentence in seen(panel)) is (word in {"覆盖", "限定覆盖", "未列明", "不覆盖"})
        filed = seen(text[text.index('<p class="filed">') : text.index("</p>", text.index('<p class="filed">'))])
        assert sentence in filed
        assert world.numbers[name] in filed
        assert ("不能算覆盖" in filed) is ("不能算覆盖" in says)
    status = client.get(f"/api/v1/certificates/{world.numbers[name]}?product={quote(product)}{query}").get_json()[
        "status"
    ]
    assert f'data-status="{status}"' in panel  # what programs read stays the status


@BOTH
def test_everything_that_leads_away_asks_the_same_question(client: FlaskClient, world: World, prefix: str) -> None:
    base, path, product = "https://cert.example.cn", f"/c/{world.numbers['valid']}", "海岚 A&B <b>"
    query = "?" + f"at=2026-12-01&product={'%E6%B5%B7%E5%B2%9A+A%26B+%3Cb%3E'}"
    text = client.get(prefix + path, query_string={"product": f"  {product}", "at": "2026/12/1"}).text
    assert "<b>”" not in text
    links = {unescape(address) for address in re.findall(r'href="([^"]+)"', text)}
    own = {f"{path}{ending}" for ending in (".json", ".jwt", ".svg", ".proof", ".bundle")}
    own |= {f"{prefix}{path}.pdf", f"{prefix}{path}/report", f"{base}{path}", f"{base}{prefix}{path}"}
    own.add(f"/api/v1/certificates/{world.numbers['valid']}/coverage")
    assert {f"{address}{query}" for address in own} <= links
    assert f'<span class="num">{base}{path}{query}</span>'.replace("&", "&amp;") in text  # in print
    switch = "/en" if not prefix else ""
    (other,) = (link for link in links if link.startswith(f"{switch}{path}?") and "lang=" in link)
    assert (
        f'value="{product}"'.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in client.get(other).text
    )
    days = [link for link in links if link.startswith(f"{prefix}{path}?") and "lang=" not in link]
    assert len(days) > 2
    assert all("product=%E6%B5%B7" in link for link in days)  # the timeline, and today


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ({"product": "泵" * 61}, 400, "最多写 60 个字符"),
        ({"product": "——"}, 400, "里没有文字"),
        ({"product": WASHER, "at": "gestern"}, 400, "所问的产品也没有回答"),
        ({"product": " ", "at": ""}, 200, ""),
        ({"product": "泵" * 60}, 200, "未列明"),
    ],
)
def test_what_cannot_be_asked_is_said_first_and_stays_in_its_field(
    client: FlaskClient, world: World, query: dict[str, str], status: int, says: str
) -> None:
    answer = client.get(f"/c/{world.numbers['valid']}", query_string=query)
    assert answer.status_code == status
    assert says in answer.text
    assert f'value="{query["product"].strip()}" aria-describedby="p-hint' in answer.text
    if status == 400:
        assert "data-coverage" not in answer.text
        assert answer.text.index('role="alert"') < answer.text.index('<section class="verdict ')


def test_the_nearest_items_lead_to_where_they_stand(client: FlaskClient, world: World) -> None:
    text = client.get(f"/c/{world.numbers['valid']}?product={quote('冰箱')}").text
    nearest = client.get(f"/api/v1/certificates/{world.numbers['valid']}/coverage?product={quote('冰箱')}").get_json()
    names = re.findall(r'<a href="#scope-(\d)" lang="zh-CN">([^<]+)</a>', panel_of(text))
    assert [name for _, name in names] == nearest["nearest"]
    for place, name in names:
        item = text[text.index(f'<li id="scope-{place}">') :]
        assert name in item[: item.index("</li>")]
