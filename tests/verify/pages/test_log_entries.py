"""The log for people, page by page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World


def test_the_log_is_shown_page_by_page_to_its_first_entry(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        size = view.size
    seen: list[int] = []
    address: str | None = "/en/log"
    while address:
        page = client.get(address).text
        seen += [int(found) for found in re.findall(r'rowheader"><span class="num">(\d+)</span>', page)]
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward[1] if onward else None
    assert seen == list(range(size - 1, -1, -1))


@pytest.mark.parametrize("before", ["x", "-1", "0", "1e9", "9" * 20, "１"])
def test_a_page_mark_that_is_not_ours_is_refused(client: FlaskClient, before: str) -> None:
    assert client.get("/log", query_string={"before": before}).status_code == 400


def test_every_kind_of_entry_has_a_name_and_its_reason(client: FlaskClient, world: World) -> None:
    page = client.get("/log").text
    assert f'href="/c/{world.numbers["successor"]}"' in page
    assert "换证，由新证书代替" in page
    assert "换发新版" in page
    assert "Renewed: replaced by a new certificate" in client.get("/en/log").text
