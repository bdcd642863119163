"""Verifying without network and register: whom to go by, and which of the files can be judged that way."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from certs import limits
from certs.certificate.reading.asked_moment import Moment
from certs.documents.judging.handed_file import Kind
from certs.documents.judging.judge_file import of_report
from certs.documents.judging.judgement import Judgement
from certs.documents.paper import waiting_child
from certs.documents.paper.paper_codes import Asked
from certs.documents.paper.paper_verdict import judge_paper
from certs.documents.report.filed_report import filed_report
from certs.documents.report.filed_report import judge as judge_filed
from certs.errors import Misuse, StarmarkError, Words
from certs.log.signed_note import COSIGNATURE, NoteKey, parse_vkey
from certs.publication.files import bundle_format
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.register.answers.object_verdict import Checked
from certs.trust.multikey import decode_multikey
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.verification import offline
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict
from scripts.desk import verify_target
from scripts.terminal import input_file

_NUMBER_ONLY = Words(
    "只凭编号离线查不出什么。请给出离线核验文件（bundle）、证书文件或二维码，或联网查询。",
    "A number alone tells nothing offline. Give the bundle, the certificate's file or its QR code, or look it up "
    "online.",
)
_NO_KEYS = Words(
    "没有查成：只有根公钥，没有公钥清单，核对不了单张证书。请加 --trust trust.json，或用离线核验文件（bundle）。",
    "We could not check: with the root key alone, without the trust list, a single certificate cannot be judged. Add "
    "--trust trust.json, or use a bundle.",
)


def whom(pin: str, trust_file: Path | None, witnesses: tuple[str, ...]) -> Pin:
    """Return whom to go by. Raises Misuse if nothing, or nothing fitting, was named."""
    if not pin and trust_file is None:
        raise Misuse(
            "missing_option",
            "离线核验要写明以谁为准：--pin 根公钥，或 --trust trust.json。没有核对。",
            "To verify offline, name whom to go by: --pin with the root key, or --trust with a trust.json. Nothing "
            "was checked.",
        )
    try:
        return _whom(pin, trust_file, witnesses)
    except (StarmarkError, OSError) as error:
        if isinstance(error, Misuse):
            raise
        words = error.words if isinstance(error, StarmarkError) else Words(str(error.strerror), str(error.strerror))
        raise Misuse(
            "pin",
            f"--pin、--trust 或 --witness 不能用：{words.zh} 没有核对。",
            f"--pin, --trust or --witness cannot be used: {words.en} Nothing was checked.",
        ) from error


def _whom(pin: str, trust_file: Path | None, witnesses: tuple[str, ...]) -> Pin:
    root = decode_multikey(pin) if pin else b""
    trust = None
    if trust_file is not None:
        data = input_file.read(trust_file, limits.TRUST_LIST)
        trust = parse_trust_list(data, root or offline.root_of(data))
        root = root or offline.root_of(data)
    return Pin(root, trust, tuple(_witness(text) for text in witnesses))


def _witness(text: str) -> NoteKey:
    key = parse_vkey(text)
    if key.kind != COSIGNATURE:
        raise Misuse(
            "witness",
            f"{key.name} 不是见证方的密钥。没有核对。",
            f"{key.name} is no key of a witness. Nothing was checked.",
        )
    return key


def judge(given: str, who: Pin, now: datetime, moment: Moment | None) -> Judgement:
    """Judge a bundle, or a certificate's file or QR code by itself. Raises CouldNotCheck with nothing to read."""
    day = moment.day if moment else None
    target = verify_target.read(given, who.trust.base_url if who.trust else "https://")
    if target.kind is Kind.NUMBER:
        return Judgement(_unknown("number_offline", _NUMBER_ONLY, now))
    if bundle_format.is_bundle(target.data):
        checked = verify_bundle(target.data, who, now, day)
        return Judgement(checked.verdict, bundle=checked)
    if target.kind is Kind.PAPER:
        return _paper(target.data, who, now, day)
    if who.trust is None:
        return Judgement(_unknown("trust_missing", _NO_KEYS, now))
    return Judgement(offline.verify_alone(target.data, who.trust, now, day), taken_off=target.taken_off)


def _paper(data: bytes, who: Pin, now: datetime, day: date | None) -> Judgement:
    """Judge what is signed on a paper; its text is compared with nothing, as no register is at hand.

    A report is judged by the bundle in it, for which the root's key is enough.
    """
    paper = waiting_child.read(data)
    filed, trust = filed_report(paper), who.trust
    if filed is not None:
        checked = judge_filed(filed, who, now, day)
        return of_report(filed, Judgement(checked.verdict, bundle=checked))
    if trust is None:
        return Judgement(_unknown("trust_missing", _NO_KEYS, now))
    asked = Asked(
        trust.base_url,
        trust.body.number_prefix,
        lambda signed: Checked(offline.verify_alone(signed, trust, now, day), None, None),
        lambda _: None,
        now,
    )
    judged = judge_paper(paper, asked)
    return Judgement(judged.verdict, paper=judged)


def _unknown(code: str, words: Words, now: datetime) -> Verdict:
    return Verdict(Overall.UNKNOWN, code, words, (Check(1, "form", Outcome.UNKNOWN, code, words),), now)
