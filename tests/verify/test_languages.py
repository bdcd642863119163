"""Chinese and English: by address or in place, equal in content, switched without losing the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify import catalogue
from verify.catalogue import english, say_in
from verify.languages import CHINESE, ENGLISH
from verify.rendering import TEMPLATES, Renderer


def html_language(text: str) -> str:
    found = re.search(r'<html lang="([^"]+)">', text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("accepts", "cookie", "expected"),
    [
        ("", "", "zh-CN"),
        ("en-GB,en;q=0.9", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh-CN"),
        ("de-DE,de;q=0.9,en;q=0.5", "", "en"),
        ("fr", "", "zh-CN"),
        ("en", "zh", "zh-CN"),
        ("zh", "en", "en"),
        ("en", "fr", "en"),
        ("*", "", "zh-CN"),
        ("\"';--,en;q=x", "", "zh-CN"),
        ("en;q=0.1,zh;q=0.9", "", "zh-CN"),
        ("en-GB, zh;q=0.5", "", "en"),
        ("zh-Hant-TW, en;q=0.5", "", "zh-CN"),
        ("zh;q=0.3, fr, en-US;q=0.4", "", "en"),
        ("EN-us, zh", "", "en"),
        ("zh-HK, en-GB", "", "zh-CN"),
        ("en;q=0, *", "", "zh-CN"),
        ("zh;q=0, *;q=0.1", "", "en"),
        ("en;q=0.2, *;q=0.5", "", "zh-CN"),
    ],
)
@pytest.mark.parametrize("path", ["/c/{valid}", "/C/{valid}", "/q/ABC", "/Q/ABC", "/c/99926SC99999R0M"])
def test_a_printed_address_answers_in_place_in_the_readers_language(
    client: FlaskClient, world: World, path: str, accepts: str, cookie: str, expected: str
) -> None:
    headers = {"Accept-Language": accepts, **({"Cookie": f"__Host-lang={cookie}"} if cookie else {})}
    answer = client.get(path.format(**world.numbers), headers=headers)
    assert html_language(answer.text) == expected
    assert answer.headers["Content-Language"] == expected
    assert answer.headers["Vary"] in {"Accept-Language, Cookie", "Accept-Language, Cookie, Accept"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/verify", "zh-CN"),
        ("/en/verify", "en"),
        ("/en/c/{valid}", "en"),
        ("/en/q/ABC", "en"),
        ("/en/nope", "en"),
        ("/nope", "zh-CN"),
    ],
)
def test_every_other_address_has_its_language(client: FlaskClient, world: World, path: str, expected: str) -> None:
    for accepts in ("en", "zh"):
        answer = client.get(
            path.format(**world.numbers), headers={"Accept-Language": accepts, "Cookie": f"__Host-lang={accepts}"}
        )
        assert html_language(answer.text) == expected
        assert answer.headers.get("Vary", "Accept") == "Accept"


@pytest.mark.parametrize(
    "path",
    [
        "/c/{valid}?at=2026-12-01",
        "/verify?q=样例&after=20",
        "/q/ABC",
        "/c/00114SH22766R2L~3502",
        "/verify",
        "/en/c/{valid}?at=2026-12-01",
        "/C/{suspended}",
        "/verify?q=%26%3Ca%3E",
    ],
)
def test_the_switch_keeps_the_page_and_comes_back(client: FlaskClient, world: World, path: str) -> None:
    start = path.format(**world.numbers)
    first = client.get(start, headers={"Accept-Language": "zh"})
    there = switch_of(first.text)
    second = client.get(there, headers={"Accept-Language": "zh"})
    assert second.status_code == first.status_code
    assert html_language(second.text) != html_language(first.text)
    back = client.get(switch_of(second.text), headers={"Accept-Language": "en"})
    assert html_language(back.text) == html_language(first.text)
    fields = r'<input id="[qd]"[^>]*value="([^"]*)"'
    assert re.findall(fields, back.text) == re.findall(fields, second.text) == re.findall(fields, first.text)


def switch_of(text: str) -> str:
    found = re.search(r'<div class="lang"><a href="([^"]+)"', text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_choice_is_remembered(world: World) -> None:
    client = world.app().test_client()
    number = world.numbers["valid"]
    client.get(f"/en/c/{number}?lang=en", base_url="https://cert.example.cn")
    assert html_language(client.get(f"/c/{number}", base_url="https://cert.example.cn").text) == "en"
    client.get(f"/c/{number}?lang=zh", base_url="https://cert.example.cn", headers={"Accept-Language": "en"})
    answer = client.get(f"/c/{number}", base_url="https://cert.example.cn", headers={"Accept-Language": "en"})
    assert html_language(answer.text) == "zh-CN"


def sentences() -> set[str]:
    found = extract_from_dir(
        TEMPLATES,
        method_map=[("**.html", "jinja2.ext:babel_extract")],
        options_map={"**.html": {"silent": "false"}},
        keywords={"_": None},
    )
    return {str(message) for _, _, message, _, _ in found}


def test_every_sentence_of_the_templates_has_its_english_and_no_other_is_kept() -> None:
    assert len(sentences()) > 150
    assert sentences() == set(english())
    assert [zh for zh, en in english().items() if not en.strip()] == []


def test_both_languages_put_the_same_values_and_markup_into_a_sentence() -> None:
    for zh, en in english().items():
        assert sorted(re.findall(r"%\((\w+)\)s", zh)) == sorted(re.findall(r"%\((\w+)\)s", en)), zh
        assert set(re.findall(r"<(\w+)", en)) <= set(re.findall(r"<(\w+)", zh)), zh
        assert "{{" not in zh + en
        assert "{%" not in zh + en


def test_english_is_english() -> None:
    left = {zh: en for zh, en in english().items() if re.search(r"[一-鿿]", en) and "有限公司" not in en}
    assert left == {}


def test_values_are_escaped_and_messages_are_not() -> None:
    say = say_in(ENGLISH)
    assert str(say("查“%(asked)s”的结果", asked="<b>")) == "Results for “&lt;b&gt;”"
    assert str(say_in(CHINESE)("查“%(asked)s”的结果", asked="<b>")) == "查“&lt;b&gt;”的结果"


@pytest.mark.parametrize(
    "entry", ['#, fuzzy\nmsgid "a"\nmsgstr "b"\n', 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n']
)
def test_an_unfinished_catalogue_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    path = tmp_path / "messages.po"
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + entry)
    monkeypatch.setattr(catalogue, "ENGLISH_PO", path)
    with pytest.raises(ValueError, match="not a plain finished message"):
        english.__wrapped__()


def test_plain_sentences_are_said_when_a_template_is_compiled() -> None:
    from tests.register.founded_register import SETTINGS

    renderer = Renderer(SETTINGS, site=False)
    assert "查一张证书" not in renderer.html(ENGLISH, "search.html", {"switch": ""})
    assert "Check a certificate" in renderer.html(ENGLISH, "search.html", {"switch": ""})
