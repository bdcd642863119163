"""Symbols read from a picture are held to their letter; what is not as we print it is named, and never valid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies

from certs.trust.verification import checks
from certs.trust.verification.printed_symbol import Kind, Symbol, form_of, read_symbol
from certs.trust.verification.verdict import Outcome

BASE = "https://cert.example.cn"
HOST = "cert.example.cn"
NUMBER = "99926SC00001R0M"
TOKEN = "A2" * 60
SIGNED = f"{BASE}/Q/{TOKEN}"
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_what_we_print_is_to_the_letter() -> None:
    assert read_symbol(SIGNED.encode(), BASE) == Symbol(Kind.SIGNED, TOKEN)
    assert read_symbol(f"{BASE}/C/{NUMBER}".encode(), BASE) == Symbol(Kind.SHORT, NUMBER)
    taken_over = read_symbol(f"{BASE}/C/00114SH22766R2L~3502".encode(), BASE)
    assert taken_over == Symbol(Kind.SHORT, "00114SH22766R2L/3502")
    with_port = "https://cert.example.cn:8443"
    assert read_symbol(f"{with_port}/Q/{TOKEN}".encode(), with_port) == Symbol(Kind.SIGNED, TOKEN)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (SIGNED.replace("https", "http"), "the scheme is “http:”"),
        (SIGNED.replace("https", "weixin"), "the scheme is “weixin:”"),
        (SIGNED.replace("https", "intent"), "the scheme is “intent:”"),
        (f"{SIGNED}?next=https://evil.example", "what follows the question mark is “next=https://evil.example”"),
        (f"{SIGNED}?", "the whole is"),
        (f"{SIGNED}#https://evil.example", "what follows the hash is “https://evil.example”"),
        (f"https://evil.example@{HOST}/Q/{TOKEN}", "the host part is “evil.example@cert.example.cn”"),
        (f"https://{HOST}:443/Q/{TOKEN}", "the host part is “cert.example.cn:443”"),
        (f"https://{HOST}:8443/Q/{TOKEN}", "the host part is “cert.example.cn:8443”"),
        (f"https://{HOST}./Q/{TOKEN}", "the host part is “cert.example.cn.”"),
        (f"https://cert。example．cn/Q/{TOKEN}", "the host part is “cert。example．cn”"),
        (f"HTTPS://{HOST.upper()}/Q/{TOKEN}", "the host part is “CERT.EXAMPLE.CN”"),
        (f"HTTPS://{HOST}/Q/{TOKEN}", "the whole is"),
        (f"{BASE}/q/{TOKEN}", "the whole is"),
        (f"{BASE}/en/q/{TOKEN}", "the whole is"),
        (f"{BASE}//Q/{TOKEN}", "the whole is"),
        (f"{BASE}/Q/{TOKEN}/", "the whole is"),
        (f"{BASE}/Q/{TOKEN.lower()}", "the whole is"),
        (SIGNED + "\n", "the whole is"),
        ("\ufeff" + SIGNED, "it holds no address"),
        (f"{HOST}/Q/{TOKEN}", "it holds no address"),
        (TOKEN, "it holds no address"),
        (SIGNED.replace("/", "\\"), "the whole is"),
    ],
)
def test_another_way_to_write_it_is_named(text: str, names: str) -> None:
    symbol = read_symbol(text.encode(), BASE)
    assert (symbol.kind, symbol.text) == (Kind.SIGNED, TOKEN)
    assert symbol.differs is not None
    assert symbol.differs.en.startswith(names)
    form = form_of((symbol,))
    assert (form.outcome, form.code, form.name) == (Outcome.UNKNOWN, "symbol_altered", "form")
    assert names in form.message.en
    assert symbol.differs.zh in form.message.zh


@pytest.mark.parametrize(
    "text", [f"http://{HOST}/C/{NUMBER}", f"{BASE}/C/{NUMBER}?next=https://evil.example", f"{BASE}/c/{NUMBER}", NUMBER]
)
def test_the_code_of_a_mark_is_held_to_its_letter_too(text: str) -> None:
    symbol = read_symbol(text.encode(), BASE)
    assert (symbol.kind, symbol.text) == (Kind.SHORT, NUMBER)
    assert symbol.differs is not None
    assert form_of((Symbol(Kind.SIGNED, TOKEN), symbol)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://evil.example/anything", "evil.example"),
        (f"http://evil.example/Q/{TOKEN}", "evil.example"),
        (f"https://{HOST}@evil.example/Q/{TOKEN}", "evil.example"),
        (f"https://{HOST}.evil.example/Q/{TOKEN}", "cert.example.cn.evil.example"),
        (f"https:\\\\evil.example\\@{HOST}/Q/{TOKEN}", "evil.example"),
        (f"ht\ntps://evil.example/Q/{TOKEN}", "evil.example"),
        (f"https://x{HOST}/Q/{TOKEN}", "xcert.example.cn"),
    ],
)
def test_a_symbol_leads_where_a_browser_goes(text: str, host: str) -> None:
    assert read_symbol(text.encode(), BASE) == Symbol(Kind.FOREIGN, host)


@pytest.mark.parametrize(
    "text",
    ["", "tel:10086", "weixin://dl/business", "BEGIN:VCARD", "五星级", f"{BASE}/", f"{BASE}/about/", "https://[", "{}"],
)
def test_what_is_nothing_of_ours(text: str) -> None:
    assert read_symbol(text.encode(), BASE).kind is Kind.OTHER


def test_what_stands_beside_a_good_one_is_named_and_changes_nothing() -> None:
    good = Symbol(Kind.SIGNED, TOKEN)
    assert form_of(()) == form_of((good, Symbol(Kind.SHORT, NUMBER))) == checks.PASSED[0]
    form = form_of((good, Symbol(Kind.FOREIGN, "evil.example"), Symbol(Kind.OTHER, "五星级")))
    assert (form.outcome, form.evidence) == (Outcome.PASS, {"beside": "evil.example、五星级"})
    assert form.message.en.endswith("not ours and were not judged: evil.example、五星级.")


@given(strategies.binary(max_size=300) | strategies.text(max_size=100).map(lambda text: f"{BASE}/Q/{text}".encode()))
def test_nothing_makes_it_fail(data: bytes) -> None:
    symbol = read_symbol(data, BASE)
    assert form_of((symbol,)).number == 1
