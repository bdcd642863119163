"""The figures: counted as the lists are, drawn with words and numbers, and once a state of the register."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from certs.register.answers.figures import figures
from certs.register.store.database import open_store
from certs.register.store.reader import Reader
from tests.register.founded_register import Register, draft
from tests.verify.sample_service import World

SVG = "{http://www.w3.org/2000/svg}"


def drawings(page: str) -> list[ET.Element]:
    found = re.findall(r'<svg viewBox="0 0 360 .*?</svg>', page, re.DOTALL)
    return [ET.fromstring(one) for one in found]


@pytest.mark.parametrize("path", ["/directory/figures", "/en/directory/figures"])
def test_every_drawing_says_in_words_and_table_what_it_shows(client: FlaskClient, world: World, path: str) -> None:
    answer = client.get(path)
    page = answer.get_data(as_text=True)
    charts = drawings(page)
    assert (answer.status_code, len(charts)) == (200, 4)
    for chart in charts:
        title, words = chart.find("title"), chart.find("desc")
        assert title is not None
        assert words is not None
        assert chart.get("role") == "img"
        assert chart.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
        counts = [int(text.text or "") for text in chart.findall("text")[1::2]]
        assert [int(n) for n in re.findall(r" (\d+)(?:、|, |$)", words.text or "")] == counts
        table = page[page.index(f'id="{title.get("id")}"') :].partition("</table>")[0]
        assert [int(n) for n in re.findall(r"</th><td>(\d+)</td>", table)] == counts
    assert str(len(world.numbers)) in page


def test_the_counts_are_those_of_the_lists(client: FlaskClient) -> None:
    page = client.get("/directory/figures").get_data(as_text=True)
    by_status = {text[0].text: int(text[1].text or "") for text in _pairs(drawings(page)[0])}
    for status, word in (
        ("suspended", "暂停"),
        ("revoked", "撤销"),
        ("withdrawn", "注销"),
        ("not_yet_valid", "未生效"),
    ):
        items = client.get(f"/api/v1/certificates?status={status}&limit=100").get_json()["items"]
        assert by_status[word] == len(items)


def _pairs(chart: ET.Element) -> list[tuple[ET.Element, ET.Element]]:
    texts = chart.findall("text")
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_they_are_counted_once_a_state_of_the_register(register: Register) -> None:
    """On both databases: until something is written, and then anew."""
    register.issue(draft(1))
    store = open_store(register.url, write=False)
    reader = Reader(store)
    counted: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _note(*arguments: object) -> None:
        if "GROUP BY" in str(arguments[2]):
            counted.append(str(arguments[2]))

    for _ in range(3):
        with reader.view() as view:
            assert sum(figures(view, register.now).statuses.values()) == 1
    assert len(counted) == 1
    register.issue(draft(2))
    with reader.view() as view:
        assert sum(figures(view, register.now).statuses.values()) == 2
    assert len(counted) == 2
    reader.close()
