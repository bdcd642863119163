"""What a result page says of the log."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.verify.sample_service import World


def test_a_result_says_in_one_line_where_the_log_holds_it(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        record, size = view.record(world.numbers["valid"]), view.size
    assert record is not None
    number = world.numbers["valid"]
    page = client.get(f"/en/c/{number}").text
    assert f"Entry {record.latest.position} of the log" in page
    assert f"signed checkpoint of {size} entries" in page
    assert f'href="/c/{number}.proof"' in page
    assert "/en/log/proof" in page
    assert f"日志第 {record.latest.position} 条" in client.get(f"/c/{number}").text
    assert "itness" not in page, "nothing is shown that is not there"
