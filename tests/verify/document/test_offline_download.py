"""The checker in one file is handed out to be kept, and nothing of it runs on our origin."""

from __future__ import annotations

from pathlib import Path

from tests.verify.sample_service import World

PATH = "/verify/offline.html"


def test_it_is_a_download_under_a_policy_that_runs_nothing(world: World, tmp_path: Path) -> None:
    file = tmp_path / "lib" / "offline.txt"
    file.parent.mkdir()
    file.write_text("<!doctype html>" + "x" * 1_468_006)
    client = world.app(tmp_path).test_client()
    answer = client.get(PATH)
    assert (answer.status_code, answer.data) == (200, file.read_bytes())
    assert answer.headers["Content-Disposition"] == 'attachment; filename="starmark-offline.html"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "下载离线核验页（1.4 MB）" in client.get("/verify/document").text
    assert "Download the offline checker (1.4 MB)" in client.get("/en/verify/document").text


def test_without_a_site_that_has_it_it_is_not_offered(world: World) -> None:
    client = world.app().test_client()
    assert client.get(PATH).status_code == 404
    assert PATH not in client.get("/verify/document").text
