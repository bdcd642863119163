"""A list of results as people read it: what one firm has stands together under its name, on each page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.register.founded_register import uscc
from tests.verify.sample_service import World

BOTH = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])


@BOTH
def test_several_certificates_of_a_firm_stand_under_its_name(client: FlaskClient, world: World, prefix: str) -> None:
    old, new = world.numbers["renewed"], world.numbers["successor"]
    text = client.get(f"{prefix}/verify", query_string={"q": uscc(8)}).text
    (group,) = re.findall(r'<tbody role="rowgroup">\s*<tr role="row" class="firm">.*?</tbody>', text, re.DOTALL)
    assert group.count("青禾第8家用") == 1
    assert uscc(8) in group
    assert ("2 certificates" if prefix else "2 张证书") in group
    linked = re.findall(r'role="rowheader"><a class="num" href="[^"]*/c/([^"]+)"', group)
    assert sorted(linked) == sorted([old, new])
    assert 'class="firm"' not in client.get(f"{prefix}/verify", query_string={"q": "青禾第4家用"}).text


@BOTH
@pytest.mark.parametrize("q", ["样例", uscc(8)])
def test_a_firm_whose_certificates_go_on_over_a_page_is_named_on_both(
    client: FlaskClient, world: World, prefix: str, q: str
) -> None:
    """Each place at which a page can begin: what stands first on it is told whole, and never as all of the firm's."""
    old, new = world.numbers["renewed"], world.numbers["successor"]
    items = client.get("/api/v1/certificates", query_string={"q": q, "limit": 100}).get_json()["items"]
    place = [item["number"] for item in items].index(new)
    assert items[place + 1]["number"] == old
    together = client.get(f"{prefix}/verify", query_string={"q": q, "after": f"0.{place}"}).text
    group = together[together.index('class="firm"') :]
    assert "青禾第8家用" in group[: group.index("</tr>")]
    assert ("2 certificates on this page" if prefix else "这一页 2 张") in group[: group.index("</tr>")]
    parted = client.get(f"{prefix}/verify", query_string={"q": q, "after": f"0.{place + 1}"}).text
    row = parted[parted.index('<tr role="row" class="v-withdrawn') :].split("</tr>")[0]
    assert old in row
    assert "青禾第8家用" in row
    assert 'class="v-withdrawn"' in row  # not set below the line before, which is on the other page
