"""Was it valid on a certain day? That day is answered first, by everything on the page; today's stands beside it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from tests.verify.sample_service import World


@pytest.mark.parametrize(
    ("name", "day", "word"),
    [
        ("suspended", "2026-11-23", "未生效"),
        ("suspended", "2026-11-24", "暂停"),
        ("valid", "2026-11-24", "有效"),
        ("valid", "2029-11-23", "有效"),
        ("valid", "2029-11-24", "过期"),
        ("revoked", "2026-12-01", "撤销"),
        ("future", "2026-12-19", "未生效"),
        ("future", "2026-12-20", "有效"),
        ("renewed", "2026-12-07", "有效"),
        ("renewed", "2026-12-08", "注销"),
    ],
)
def test_the_status_on_a_day(client: FlaskClient, world: World, name: str, day: str, word: str) -> None:
    text = client.get(f"/c/{world.numbers[name]}?at={day}").text
    panel = panel_of(text)
    assert f'data-status="{CODES[word]}"' in panel
    is_past = day <= "2026-12-10"
    heading = f"当天状态是“{word}”" if is_past else f"还没有到；按现在的登记，那一天的状态将是：{word}</h1>"
    assert f'<h1 id="v"><span class="nb">{day}</span> {heading}' in panel
    assert (f"<title>{day} {word}：" if is_past else f"<title>按现在的登记，{day} 将是{word}：") in text
    assert f'value="{day}"' in text
    number = world.numbers[name]
    answer = client.get(f"/api/v1/certificates/{number}?at={day}").get_json()
    assert (answer["status"], answer["day"]) == (CODES[word], day)


CODES = {
    "有效": "valid",
    "暂停": "suspended",
    "撤销": "revoked",
    "注销": "withdrawn",
    "过期": "expired",
    "未生效": "not_yet_valid",
}


def panel_of(text: str) -> str:
    """Return the first panel of a page."""
    start = text.index("<section", text.index("<main"))
    assert text[start:].startswith('<section class="verdict ')
    return text[start : text.index("</section>", start)]


def test_a_valid_day_of_what_is_not_valid_today_is_answered_as_valid_and_today_stands_beside_it(
    client: FlaskClient, world: World
) -> None:
    text = client.get(f"/c/{world.numbers['renewed']}?at=2026-11-30").text
    assert '<section class="verdict v-valid" data-status="valid"' in text
    assert '<section class="verdict v-withdrawn"' not in text
    assert 'class="watermark"' not in text
    assert "marks/emblem-" in text
    assert re.search(
        r'今天（<span class="nb">2026-12-10</span>）的状态：<span class="st v-withdrawn">.*注销</span>', panel_of(text)
    )


def test_a_day_that_was_not_valid_is_not_headed_by_todays_valid(client: FlaskClient, world: World) -> None:
    text = client.get(f"/c/{world.numbers['future']}?at=2026-12-01").text
    world_of_then = client.get(f"/en/c/{world.numbers['valid']}?at=2026-11-01").text
    for page, word in ((text, "未生效"), (world_of_then, "Not yet valid")):
        assert 'data-status="not_yet_valid"' in panel_of(page)
        assert 'class="verdict v-valid"' not in page
        assert 'class="st v-valid"' not in page
        assert "★" not in page
        assert "marks/emblem" not in page
        assert re.search(rf'<div class="watermark" aria-hidden="true">.*>{word}</text>', page)
    assert re.search(
        r"Today’s status \(<span class=\"nb\">10 December 2026</span>\): <b>Valid</b>", panel_of(world_of_then)
    )


def test_todays_line_is_left_out_where_today_was_asked_about(client: FlaskClient, world: World) -> None:
    panel = panel_of(client.get(f"/c/{world.numbers['valid']}?at=2026-12-10").text)
    assert "当天状态是“有效”" in panel
    assert "今天（" not in panel


@pytest.mark.parametrize(
    ("asked", "query"),
    [("2026-12-01", "?at=2026-12-01"), ("2026-12-01T09:30:00+08:00", "?at=2026-12-01T01%3A30%3A00Z")],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_everything_that_leads_away_from_the_page_asks_about_the_same_day(
    client: FlaskClient, world: World, prefix: str, asked: str, query: str
) -> None:
    number = world.numbers["reissued"]
    base, path = "https://cert.example.cn", f"/c/{number}"
    text = client.get(prefix + path, query_string={"at": asked}).text
    assert f'<link rel="canonical" href="{base}{prefix}{path}{query}">' in text
    assert f'<link rel="alternate" type="application/vc" href="{path}.json{query}">' in text
    assert f'<a href="{base}{path}{query}">{base}{path}{query}</a>' in text  # to pass on
    assert f'<span class="num">{base}{path}{query}</span>' in text  # in print
    for ending in ("json", "jwt", "svg", "proof", "bundle"):
        assert f'href="{path}.{ending}{query}"' in text, ending
    assert f'href="{path}.' not in re.sub(rf'href="{path}\.\w+{re.escape(query)}"', "", text)


def test_the_files_are_those_of_the_version_that_day(client: FlaskClient, world: World) -> None:
    path = f"/c/{world.numbers['reissued']}"
    for day, version in (("2026-11-26", 1), ("2026-12-10", 2)):
        assert f'"version":{version}' in client.get(f"{path}.json?at={day}").text
    assert '"version":2' in client.get(f"{path}.json").text
    assert client.get(f"{path}.jwt?at=2026-11-26").data != client.get(f"{path}.jwt").data
    assert client.get(f"{path}.svg?at=2026-11-26").data != client.get(f"{path}.svg").data
    assert client.get(f"{path}.proof?at=2026-11-26").data != client.get(f"{path}.proof").data
    refused = client.get(f"{path}.json?at=tomorrow")
    assert (refused.status_code, refused.content_type) == (400, "application/problem+json")


def test_a_page_shows_the_content_of_the_version_that_day(client: FlaskClient, world: World) -> None:
    path = f"/c/{world.numbers['reissued']}"
    then, now = client.get(f"{path}?at=2026-11-26").text, client.get(path).text
    assert "青禾第7家用电器（样例）有限公司" in panel_of(then)
    assert "五星级" in panel_of(then)
    assert "新名（样例）服务有限公司" in panel_of(now)
    assert "四星级" in panel_of(now)
    assert "（在所问的日子以后）" in then
    assert "（在所问的日子以后）" not in now


def test_a_suspension_that_was_overdue_on_the_day_says_so(client: FlaskClient, world: World) -> None:
    number = world.numbers["overdue"]
    late = panel_of(client.get(f"/c/{number}?at=2026-12-07").text)
    assert '期限到 <span class="nb">2026-12-05</span> 已满，当天还没有恢复。' in late
    assert "）的状态：暂停，期限已满，还没有恢复。" in Markup(late).striptags()  # today's, as one sentence
    assert "已满" not in panel_of(client.get(f"/c/{number}?at=2026-12-05").text).partition("今天")[0]
    english = panel_of(client.get(f"/en/c/{number}?at=2026-12-07").text)
    assert "it was not restored on that day" in english
    assert ": Suspended, and its term has ended without restoration." in Markup(english).striptags()
    standing = client.get(f"/api/v1/certificates/{number}?at=2026-12-07").get_json()["standing"]
    assert standing["overdue"] is True
    assert client.get(f"/api/v1/certificates/{number}?at=2026-12-05").get_json()["standing"]["overdue"] is False


@pytest.mark.parametrize(
    ("asked", "later"),
    [
        ("2026-11-24", False),  # recorded on that very day
        ("2026-11-24T09:59:59+08:00", True),
        ("2026-11-24T10:00:00+08:00", False),
        ("2026-11-24T23:59:59+08:00", False),
    ],
)
def test_an_entry_recorded_after_the_instant_is_mentioned(
    client: FlaskClient, world: World, asked: str, later: bool
) -> None:
    number = world.numbers["suspended"]
    query = {"at": asked}
    panel = panel_of(client.get(f"/c/{number}", query_string=query).text)
    assert ("晚于所问时间才登记：暂停" in panel) is later
    assert (
        "Recorded only after the time asked about: Suspended" in client.get(f"/en/c/{number}", query_string=query).text
    ) is later
    answer = client.get(f"/api/v1/certificates/{number}", query_string=query).get_json()
    assert answer["standing"]["recorded_later"] is later
    assert answer["status"] == "suspended"
    assert (answer["instant"] is None) == ("T" not in asked)


def test_the_api_gives_todays_status_beside_that_of_the_day(client: FlaskClient, world: World) -> None:
    for name, day, then, today in (
        ("renewed", "2026-11-30", "valid", "withdrawn"),
        ("future", "2026-12-25", "valid", "not_yet_valid"),
        ("valid", "2029-11-24", "expired", "valid"),
    ):
        answer = client.get(f"/api/v1/certificates/{world.numbers[name]}?at={day}").get_json()
        assert (answer["status"], answer["status_today"]) == (then, today)
        assert answer["verdict"]["message"]["zh"].startswith(f"按 {day} 这一天回答：登记簿里有这张证书")
        assert (answer["verdict"]["status"], answer["standing"]["code"]) == (then, then)


@pytest.mark.parametrize(
    "asked",
    [
        "2026-12-01",
        "2026/12/1",
        "2026年12月1日",
        "２０２６－１２－０１",
        "2026-11-30T16:00:00Z",
        "2026-12-01T23:59:59+08:00",
        "2026-12-01T23:59:59 08:00",
        "2026-12-01 00:00+08:00",
        " 2026-12-01 ",
    ],
)
def test_a_day_is_read_in_any_usual_form_and_an_instant_as_its_beijing_day(
    client: FlaskClient, world: World, asked: str
) -> None:
    answer = client.get(f"/api/v1/certificates/{world.numbers['valid']}", query_string={"at": asked})
    assert answer.get_json()["day"] == "2026-12-01"


@pytest.mark.parametrize(
    "asked",
    [
        "tomorrow",
        "12/01/2026",
        "2026-13-01",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "1989-12-31",
        "2200-01-01",
        "2026-12-01T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "x" * 5_000,
        "<b>",
        "1e9",
    ],
)
def test_what_is_no_day_is_named_beside_its_field(client: FlaskClient, world: World, asked: str) -> None:
    number = world.numbers["valid"]
    answer = client.get(f"/c/{number}", query_string={"at": asked})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert re.search(r'id="d-error" role="alert">.*?<b>.+?</b>', answer.text)
    assert answer.text.index('id="d-error"') < answer.text.index('<section class="verdict ')
    assert "不是您所问那一天的" in answer.text
    problem = client.get(f"/api/v1/certificates/{number}", query_string={"at": asked})
    assert (problem.status_code, problem.content_type) == (400, "application/problem+json")
    (error,) = problem.get_json()["errors"]
    assert error["field"] == "at"
    assert set(error["message"]) == {"zh", "en"}


def test_an_empty_day_asks_nothing(client: FlaskClient, world: World) -> None:
    answer = client.get(f"/c/{world.numbers['valid']}?at=")
    assert answer.status_code == 200
    assert "当天状态是" not in answer.text


@pytest.mark.parametrize(
    ("name", "day", "code", "chinese", "english"),
    [
        (
            "valid",
            "2026-12-11",
            "valid",
            "没有登记在那一天生效的暂停",
            "no suspension, revocation or end is registered",
        ),
        ("suspended", "2027-03-01", "suspended", "没有恢复的，仍是暂停", "unless it is restored before the day"),
        ("valid", "2029-11-24", "expired", "还没有登记换证", "no renewal is registered yet"),
        ("revoked", "2027-01-01", "revoked", "撤销不能恢复", "This is final"),
    ],
)
def test_the_status_on_a_day_to_come_is_only_what_is_registered_until_now(
    client: FlaskClient, world: World, name: str, day: str, code: str, chinese: str, english: str
) -> None:
    path = f"/c/{world.numbers[name]}?at={day}"
    pages = (
        (path, chinese, "按现在的登记，那一天的状态将是", "谁也不能预先证明"),
        (f"/en{path}", english, "as registered today, the status", "nobody can prove its status beforehand"),
    )
    for address, means, heading, proof in pages:
        panel = panel_of(client.get(address).text)
        assert f'data-status="{code}"' in panel
        for words in (means, heading, proof):
            assert words in panel
        assert "已满" not in panel.partition("今天")[0]
        assert "its term ended" not in panel
    today = client.get(f"/c/{world.numbers[name]}?at=2026-12-10").text
    assert "谁也不能预先证明" not in today
    assert "按现在的登记" not in today


def test_the_question_is_answered_in_the_language_it_was_asked_in(client: FlaskClient, world: World) -> None:
    number = world.numbers["valid"]
    assert f'action="/c/{number}"' in client.get(f"/c/{number}").text
    for text in (
        client.get(f"/en/c/{number}").text,
        client.get(f"/c/{number}", headers={"Accept-Language": "en"}).text,
    ):
        assert f'action="/en/c/{number}"' in text
