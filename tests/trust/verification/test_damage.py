"""What copying adds changes no answer, and what copying loses is no forgery."""

from __future__ import annotations

import json
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import canonical
from certs.certificate import number as numbers
from certs.certificate import pasted_text, uscc
from certs.trust.credential import jwt
from certs.trust.encoding import decode_base64url, encode_base32, encode_base64url
from certs.trust.qr import cbor
from certs.trust.verification.handed_in import Given, Kind, told_apart
from certs.trust.verification.register_evidence import RegisterEvidence
from certs.trust.verification.verdict import Overall
from certs.trust.verification.verification import verify_credential, verify_jwt_text, verify_qr
from tests.register.founded_register import uscc as made_up_uscc
from tests.trust.sample_trust import BASE_URL, NOW, NUMBER, evidence, paper, trust_after
from tests.trust.verification.pasted import ADDRESS_HEADS, decorated, filled, known

TRUST = trust_after()
PAPER = paper()
TOKEN = encode_base32(PAPER.token)
CODE = made_up_uscc(1)
TAKEN_OVER = "00114SH22766R2L/3502"
ANSWERS = {"U": "valid", "N": NUMBER, "damaged": "unknown"}


def logged(_number: str, _version: int) -> RegisterEvidence:
    """What the register says of the paper."""
    return evidence(PAPER)


def judged(data: bytes) -> str:
    """Read and judge a text as every room does: a verdict, or the number that it names."""
    given = told_apart(data, BASE_URL)
    if given.kind is Kind.NUMBER:
        return numbers.compact(given.text)
    if given.kind in {Kind.OTHER, Kind.DAMAGED}:
        return "unknown"
    if given.kind is Kind.DOCUMENT:
        return _document(given).value
    text = given.text if given.kind is Kind.TOKEN else given.data.decode()
    return verify_qr(text, TRUST, logged, NOW)[0].overall.value


def _document(given: Given) -> Overall:
    if given.data.startswith(b"{"):
        return verify_credential(given.data, TRUST, logged, NOW).overall
    return verify_jwt_text(given.data.decode(), TRUST, logged, NOW).overall


@pytest.mark.parametrize(("name", "text", "answer"), known(), ids=[row[0] for row in known()])
def test_each_change_that_was_met_is_answered_as_it_should(name: str, text: str, answer: str) -> None:
    assert judged(filled(text, PAPER.qr_text, NUMBER).encode()) in {ANSWERS[one] for one in answer.split("|")}, name


@given(decorated(NUMBER))
def test_a_number_is_the_same_whatever_stands_around_it(text: str) -> None:
    assert judged(text.encode()) == NUMBER
    assert numbers.compact(text) == NUMBER


@given(decorated(TAKEN_OVER))
def test_so_is_a_number_taken_over(text: str) -> None:
    assert numbers.compact(text) == TAKEN_OVER


@given(decorated(CODE))
def test_so_is_a_credit_code(text: str) -> None:
    assert uscc.compact(text) == CODE


@given(decorated(f"{BASE_URL}/c/{NUMBER}", ("网址：", *ADDRESS_HEADS)))
def test_so_is_an_address(text: str) -> None:
    assert judged(text.encode()) == NUMBER


@given(decorated(PAPER.qr_text, ("二维码：", *ADDRESS_HEADS)))
def test_so_is_the_text_of_a_code(text: str) -> None:
    assert judged(text.encode()) == "valid"


@given(decorated(TOKEN, ("二维码内容：",)))
def test_so_is_a_token(text: str) -> None:
    assert judged(text.encode()) == "valid"


@given(decorated(PAPER.jwt, ("JWT：",)))
def test_so_is_a_jwt(text: str) -> None:
    assert judged(text.encode()) == "valid"


@pytest.mark.parametrize("form", [PAPER.json, PAPER.jwt.encode(), PAPER.qr_text.encode(), TOKEN.encode()])
def test_no_beginning_and_no_end_is_called_forged_or_valid(form: bytes) -> None:
    for size in range(len(form)):
        for part in (form[:size], form[-size or len(form) :]):
            if not part.endswith(TOKEN.encode()):  # a whole token is one, with or without its address
                assert judged(part) not in {"valid", "not_valid", "not_genuine"}, size


@given(st.data())
def test_a_beginning_with_additions_is_not_either(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([PAPER.jwt, PAPER.qr_text, TOKEN]))
    cut = data.draw(st.integers(1, len(form) - 1))
    text = data.draw(decorated(form[:cut], ("",)))
    assert judged(text.encode()) not in {"valid", "not_valid", "not_genuine"}


@pytest.mark.parametrize("signature", ["", PAPER.jwt.rpartition(".")[2]])
def test_a_jwt_that_nobody_could_have_signed_is_no_forgery(signature: str) -> None:
    header = json.dumps({**json.loads(decode_base64url(PAPER.header)), "alg": "none"}, separators=(",", ":"))
    assert judged(jwt.join(encode_base64url(header.encode()), PAPER.payload, signature).encode()) == "unknown"


@pytest.mark.parametrize("width", [64, 72, 76, 78, 100])
def test_what_mail_has_wrapped_is_whole(width: int) -> None:
    for form in (PAPER.jwt, PAPER.qr_text, TOKEN):
        lines = textwrap.wrap(form, width, break_long_words=True, break_on_hyphens=False)
        assert judged("\r\n".join(lines).encode()) == "valid"
    spoilt = "\n".join(textwrap.wrap(PAPER.json.decode(), width, break_on_hyphens=False))
    assert judged(spoilt.encode()) in {"valid", "unknown"}


@pytest.mark.parametrize("around", ["{}", "```\n{}\n```", "“{}”。", "\ufeff{}\x00", "{}\u200b\r\n"])
def test_json_in_a_message_is_the_same_json(around: str) -> None:
    text = around.replace("{}", PAPER.json.decode())
    assert judged(text.encode()) == "valid"


@pytest.mark.parametrize("host", ["evil.example", "cert.example.cn.evil.example", "cert.example.cn@evil。example"])
@pytest.mark.parametrize("text", ["https://{}/Q/" + TOKEN, "（http://{}/c/" + NUMBER + "）。", "]Q1HTTPS://{}/Q/A"])
def test_only_a_host_that_is_another_is(host: str, text: str) -> None:
    assert judged(text.replace("{}", host).encode()) == "not_genuine"


@pytest.mark.parametrize("host", ["cert", "cert.exam ple.cn", "cert..example.cn", "ce?rt.example.cn"])
def test_a_host_that_was_damaged_is_not(host: str) -> None:
    assert judged(f"https://{host}/Q/{TOKEN}".encode()) == "unknown"


def test_what_was_taken_off_is_named() -> None:
    given = told_apart(f"]Q1（{PAPER.qr_text}?next=https://evil.example）。".encode(), BASE_URL)
    assert given.kind is Kind.TOKEN
    assert [words.en for words in given.taken_off] == [
        "the prefix of a scanner",
        "marks, brackets or quotes around it",
        "what stood after “?” or “#” in the address",
    ]
    assert told_apart(NUMBER.encode(), BASE_URL).taken_off == ()
    assert told_apart(f"编号：{NUMBER}\u200b".encode(), BASE_URL).taken_off == (
        pasted_text.INVISIBLE,
        pasted_text.LABEL,
    )


def test_what_is_whole_and_of_another_shape_is_judged_by_its_signature() -> None:
    """Nobody but us can sign it: what was added to a file is seen by key and signature, whatever the form is."""
    taller = canonical.dumps({**PAPER.document, "stars": 6})
    assert verify_credential(taller, TRUST, logged, NOW).code == "signature"
    stranger = canonical.dumps(
        {**PAPER.document, "proof": {**PAPER.document["proof"], "verificationMethod": "did:web:evil.example#x"}, "x": 1}
    )
    assert verify_credential(stranger, TRUST, logged, NOW).code == "key_unknown"
    header, payload, signature = PAPER.jwt.split(".")
    other = encode_base64url(canonical.dumps({**canonical.loads(decode_base64url(payload), 100_000), "stars": 6}))
    assert verify_jwt_text(f"{header}.{other}.{signature}", TRUST, logged, NOW).code == "signature"
    protected, _, claims, own = cbor.decode(PAPER.token).value
    forged = cbor.encode(cbor.Sign1([protected, {}, cbor.encode({**cbor.decode(claims), 99: 1}), own]))
    assert verify_qr(forged, TRUST, logged, NOW)[0].code == "signature"
    unsigned = canonical.dumps({name: part for name, part in PAPER.document.items() if name != "proof"})
    verdict = verify_credential(unsigned, TRUST, logged, NOW)
    assert (verdict.overall, verdict.checks[0].evidence["cause"]) == (Overall.UNKNOWN, "proof")
