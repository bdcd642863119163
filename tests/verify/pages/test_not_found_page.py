"""The page that says that a search leads nowhere, and what else to do."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("asked", "href"),
    [
        ("海岚 5星", "/directory?q=%E6%B5%B7%E5%B2%9A&amp;level=five-star"),
        (
            "没有这种 五星级 海岚",
            "/directory?q=%E6%B5%B7%E5%B2%9A+%E6%B2%A1%E6%9C%89%E8%BF%99%E7%A7%8D&amp;level=five-star",
        ),
        ("贵州", "/directory?region=52"),
        ("没有这家", ""),
    ],
)
def test_a_word_that_is_a_condition_leads_to_the_directory(client: FlaskClient, asked: str, href: str) -> None:
    answer = client.get("/verify", query_string={"q": asked})
    assert answer.status_code == 404
    assert ("在名录里按条件列出" in answer.text) is bool(href)
    assert f'href="{href}"' in answer.text or not href
    assert not href or client.get(html.unescape(href)).status_code in {200, 404}
    assert asked not in answer.text.partition("怎样更容易查到")[2].partition("</section>")[0]
