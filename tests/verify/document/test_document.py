"""A paper handed in over HTTP: page and API, from real files, and each file that cannot be judged told so."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Final

import pikepdf
import pytest
import qrcode
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from certs import limits
from certs.lifecycle import signed_objects
from tests.documents.paper.altered_papers import BASE, pdf, printed, symbol
from tests.register.founded_register import SETTINGS
from tests.verify.sample_service import World, version_of
from verify.service import EXTENSION

API: Final = "/api/v1/verify/document"
PAGE: Final = "/verify/document"


@pytest.fixture(scope="module", autouse=True)
def _children_end(shared_app: Flask) -> Iterator[None]:
    yield
    service = shared_app.extensions[EXTENSION]
    service.files.children.close()
    service.papers.children.close()


def handed_in(client: FlaskClient, data: bytes, path: str = API, name: str = "证书.pdf") -> TestResponse:
    return client.post(path, data={"file": (io.BytesIO(data), name)})


def paper(world: World, name: str, **changes: Any) -> bytes:
    record = world.register.reader().look(world.numbers[name]).record
    assert record is not None
    return pdf({**printed(record), **changes})


def photo(text: str, form: str = "JPEG") -> bytes:
    written = io.BytesIO()
    qrcode.make(text).convert("RGB").save(written, form)
    return written.getvalue()


def encrypted(world: World) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper(world, "valid"))) as document:
        document.save(written, encryption=pikepdf.Encryption(owner="x", user="y"))
    return written.getvalue()


def pixels(_: World) -> bytes:
    written = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    return written.getvalue()


def token(world: World, name: str) -> str:
    return signed_objects.qr_text(version_of(world, name), SETTINGS.base_url)


Make = Callable[[World], bytes]
FOREIGN: Final = "https://other.example/verify?id=1"
# what is handed in; the verdict; what the page says in its first panel or beside it; fields that differ
JUDGED: Final[dict[str, tuple[Make, str, str, tuple[str, ...], list[str]]]] = {
    "a paper of ours": (lambda w: paper(w, "valid"), "valid", "valid", ("文件与登记簿一致", "13 项一致"), []),
    "one level higher": (
        lambda w: paper(w, "valid", level="四星级"),
        "not_genuine",
        "paper_differs",
        ("这份文件与登记簿不一致", "1 项不一致", "<mark>四星级", "12 项一致"),
        ["level"],
    ),
    "another holder, hostile": (
        lambda w: paper(w, "valid", holder="<script>alert(1)</script>公司"),
        "not_genuine",
        "paper_differs",
        ("&lt;script&gt;alert(1)",),
        ["holder"],
    ),
    "another version": (
        lambda w: paper(w, "valid", text="第 9 版（自 2020-01-01）"),
        "not_genuine",
        "paper_differs",
        ("1 项不一致", "证书版本", "13 项一致"),
        ["version"],
    ),
    "a holder without an English name": (
        lambda w: paper(w, "reissued"),
        "valid",
        "valid",
        ("文件与登记簿一致", "新名（样例）服务有限公司"),
        [],
    ),
    "suspended": (lambda w: paper(w, "suspended"), "not_valid", "suspended", ("证书真实，", "但已暂停"), []),
    "a number alone": (
        lambda w: paper(w, "valid", codes=[]),
        "unknown",
        "paper_unproven",
        ("这份文件证明不了自己", "没有找到二维码"),
        [],
    ),
    "a stranger's code": (
        lambda w: paper(w, "valid", codes=[symbol(FOREIGN)]),
        "not_genuine",
        "other_host",
        ("这份文件不能采信", "other.example", "通向别处的二维码"),
        [],
    ),
    "a photo": (
        lambda w: photo(token(w, "valid")),
        "valid",
        "valid",
        ("待对照", "二维码真实，", "文字没有比对", "请与手里的那张逐项对照", "海岚（样例）"),
        [],
    ),
    "a photo of a stranger's code": (
        lambda _: photo(FOREIGN, "WEBP"),
        "not_genuine",
        "other_host",
        ("other.example",),
        [],
    ),
    "the mark's code": (
        lambda w: photo(f"{BASE}/C/{w.numbers['valid']}", "PNG"),
        "unknown",
        "short_symbol",
        ("这份文件证明不了自己", "标志上的短二维码"),
        [],
    ),
    "nothing of ours": (
        lambda _: photo("什么也不是", "PNG"),
        "unknown",
        "nothing_of_ours",
        ("没有找到本机构的证书",),
        [],
    ),
    "the signed JSON": (
        lambda w: signed_objects.credential_bytes(version_of(w, "revoked")),
        "not_valid",
        "revoked",
        ("但已被撤销", "文字没有比对"),
        [],
    ),
}
UNREAD: Final[dict[str, tuple[Make, str]]] = {
    "encrypted": (encrypted, "paper_encrypted"),
    "broken": (lambda w: paper(w, "valid")[:2_000], "paper_broken"),
    "a picture that is none": (lambda _: b"\x89PNG\r\n\x1a\n" + b"x" * 900, "paper_broken"),
    "a pixel bomb": (pixels, "paper_large"),
    "something else": (lambda _: b"PK\x03\x04" + bytes(range(256)), "target"),
}


@pytest.mark.parametrize("name", JUDGED)
def test_a_file_is_judged_by_api_and_page_alike(client: FlaskClient, world: World, name: str) -> None:
    make, overall, code, shown, differing = JUDGED[name]
    data = make(world)
    answer = handed_in(client, data)
    verdict = answer.get_json()
    assert (answer.status_code, verdict["overall"], verdict["code"]) == (200, overall, code)
    assert sorted({one["field"] for one in verdict.get("paper", {}).get("differences", [])}) == differing
    page = handed_in(client, data, PAGE)
    assert page.status_code == 200
    assert f'data-status="{overall}"' in page.text
    text = re.sub(r"</?span[^>]*>", "", page.text)
    assert [words for words in shown if words not in text] == []
    assert "<script>alert" not in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_a_report_is_judged_by_what_is_attached_and_answers_its_product(client: FlaskClient, world: World) -> None:
    report = client.get(f"/c/{world.numbers['valid']}/report.pdf", query_string={"product": "家用电动洗衣机"})
    assert report.status_code == 200
    verdict = handed_in(client, report.data).get_json()
    assert (verdict["overall"], verdict["coverage"]["answer"], verdict["paper"]["differences"]) == (
        "valid",
        "covered",
        [],
    )
    page = html.unescape(handed_in(client, report.data, f"/en{PAGE}").text)
    assert "The report is genuine, and the certificate is valid" in page
    assert "Asked “家用电动洗衣机”: covered" in page
    assert "QR codes in the file" not in page


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_unknown_and_says_why(client: FlaskClient, world: World, name: str) -> None:
    make, code = UNREAD[name]
    data = make(world)
    answer = handed_in(client, data)
    problem = answer.get_json()
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert (problem["code"], problem["verdict"]["overall"], problem["verdict"]["code"]) == (code, "unknown", code)
    page = handed_in(client, data, f"/en{PAGE}")
    assert (page.status_code, f'data-code="{code}"' in page.text) == (422, True)
    assert problem["verdict"]["message"]["en"] in html.unescape(page.text)


FORM: Final = "multipart/form-data; boundary=b"
HEAD: Final = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
BODIES: Final[dict[str, tuple[bytes, int]]] = {
    "nothing": (b"", 400),
    "an empty field": (HEAD.replace(b"a.pdf", b"") + b"\r\n--b--\r\n", 400),
    "two files": (HEAD + b"x\r\n" + HEAD + b"x\r\n--b--\r\n", 400),
    "cut off": (HEAD[:40], 400),
    "a file too large": (HEAD + b"x" * (limits.IMAGE_FILE + 1) + b"\r\n--b--\r\n", 413),
    "a body too large": (b"x" * (limits.DOCUMENT_BODY + 1), 413),
}


@pytest.mark.parametrize("path", [API, PAGE])
@pytest.mark.parametrize("name", BODIES)
def test_a_request_without_one_file_of_a_bearable_size_is_refused(client: FlaskClient, name: str, path: str) -> None:
    body, status = BODIES[name]
    answer = client.post(path, data=body, content_type=FORM)
    assert answer.status_code == status
    assert ("超过 10 MB，没有核对" in answer.text) == (status == 413)


@pytest.mark.parametrize(("name", "tone"), [("a photo", "v-limited"), ("a paper of ours", "v-valid")])
def test_nothing_is_green_before_its_text_was_compared(client: FlaskClient, world: World, name: str, tone: str) -> None:
    page = handed_in(client, JUDGED[name][0](world), PAGE)
    assert f'<section class="verdict {tone}" data-status="valid"' in page.text


def test_the_photo_of_a_telephone_comes_in_beside_the_empty_field_of_the_file(client: FlaskClient) -> None:
    files = [(io.BytesIO(), ""), (io.BytesIO(photo(FOREIGN)), "IMG_1.jpg")]
    answer = client.post(API, data={"file": files})
    assert (answer.status_code, answer.get_json()["code"]) == (200, "other_host")


def test_when_too_many_hand_files_in_the_next_is_told_to_wait(client: FlaskClient, shared_app: Flask) -> None:
    places = shared_app.extensions[EXTENSION].files._bodies
    with ExitStack() as taken:
        for n in range(limits.DOCUMENT_BODIES):
            assert taken.enter_context(places.one_for(f"203.0.113.{n}"))
        answers = [handed_in(client, b"x", path) for path in (PAGE, API)]
    for answer in answers:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(limits.RETRY_SOON_SECONDS))
        assert "文件没有留在这里" in answer.text or "not kept here" in answer.text


def test_the_form_works_without_a_script_and_takes_a_camera(client: FlaskClient) -> None:
    page = client.get(f"/en{PAGE}")
    assert page.status_code == 200
    assert 'method="post" action="/en/verify/document" enctype="multipart/form-data"' in page.text
    assert page.text.count('name="file"') == 2
    assert 'capture="environment"' in page.text
    assert page.headers["Content-Security-Policy"].count("'sha256-") == 3
