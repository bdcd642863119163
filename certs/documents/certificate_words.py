"""The words of a certificate that are ours and not its holder's, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from certs.errors import Words
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.scheme import Level, Scheme

_STAMPS: Final[Mapping[str, Words]] = {**STATUS_WORDS, "superseded": Words("旧版", "superseded")}
_SINCE: Final = Words("自 {since} 起", "since {since}")
_WHEN: Final[Mapping[str, Words]] = {
    "not_yet_valid": Words("{since} 起有效", "valid from {since}"),
    "superseded": Words("自 {since} 起由新版代替", "replaced by a newer version on {since}"),
}
_TERM: Final = Words("自 {since} 起，最晚到 {until}", "from {since} to {until} at the latest")
_AFTER_SALES: Final = Words("售后服务认证证书", "Certificate of After-Sales Service Certification")
_OTHER: Final = Words("星级品牌评价证书", "Certificate of Star-Level Brand Evaluation")
_NOT_AFTER_SALES: Final = Words(
    "本证书不是售后服务认证证书，不使用售后服务星级标志。",
    "This is no certificate of after-sales service; the star mark of after-sales service may not be used with it.",
)
_SCAN: Final = (Words("扫码查验", "Scan to check"), Words("核对签名和今天的状态", "the signature and today's status"))
_CHECK: Final = (
    Words("或打开", "or open"),
    Words("状态以 cx.cnca.cn 公布的为准", "cx.cnca.cn is authoritative for the status"),
)
_SLASH: Final = Words("编号里的 / 写作 ~", "/ of the number is ~ here")
_CONDITIONS: Final = (
    Words(
        "本证书只对所列的产品、服务和场所有效；附页与编号相同的正页合起来才是完整的证书。",
        "This certificate holds only for the products, services and sites listed; the annex and the front page of the "
        "same number make one certificate.",
    ),
    Words(
        "有效期内每年至少接受一次监督；监督记录栏由发证机构填写。",
        "At least one surveillance a year is needed while it is valid; the surveillance boxes are for the body to fill "
        "in.",
    ),
    Words(
        "等级表示符合标准的程度，不是企业之间的排名，也不表示产品通过了认证。",
        "The level says how far the standard is met. It ranks no companies, and no product is certified by it.",
    ),
)
_NO_USE: Final = Words(
    "证书暂停期间，或被撤销、注销、过期以后，不得使用证书和有关标志。",
    "Neither certificate nor mark may be used while it is suspended, or once it is revoked, ended or expired.",
)
_NO_USE_WITHOUT_MARK: Final = Words(
    "证书暂停期间，或被撤销、注销、过期以后，不得使用证书。",
    "The certificate may not be used while it is suspended, or once it is revoked, ended or expired.",
)


def certificate_words(
    language: str, scheme: Scheme, level: Level, subject: Mapping[str, Any], address: str, effective: str
) -> dict[str, Any]:
    """Return the words that the template prints, by the names that it knows them by."""
    after_sales = scheme.has_mark
    names = scheme.standard_name
    alt = {
        "emblem_alt": Words(f"服务认证星级标志：{level.name.zh}", f"Star mark of certified service: {level.name.en}"),
        "qr_alt": Words(
            f"带签名的二维码，内容可在 {address} 查到", f"Signed QR code; what it says can be looked up at {address}"
        ),
        "short_alt": Words(f"查询二维码：{address}", f"QR code of the address {address}"),
    }
    return {
        "title": (_AFTER_SALES if after_sales else _OTHER).to_json(),
        "warning": None if after_sales else _NOT_AFTER_SALES.to_json(),
        "scheme": scheme.name.to_json(),
        "level": level.name.to_json(),
        "finding": Words(
            f"经评价，符合 {scheme.standard}《{names.zh}》，达到",
            f"has been evaluated as conforming to {scheme.standard}, {names.en}; level:",
        ).to_json(),
        "scope_en": _scope_in_english(subject),
        "edition": edition(subject["version"], effective).to_json(),
        "scan": [words.to_json() for words in _SCAN],
        "check": [words.to_json() for words in _CHECK],
        "slash": _SLASH.to_json(),
        "conditions": [words.to_json() for words in (*_CONDITIONS, _NO_USE if after_sales else _NO_USE_WITHOUT_MARK)],
        **{name: words.zh if language == "zh" else words.en for name, words in alt.items()},
    }


def edition(version: int, effective: str) -> Words:
    """Return which version of a certificate this is, and from which day (YYYY-MM-DD) it holds."""
    return Words(f"第 {version} 版（自 {effective}）", f"Version {version} (from {effective})")


def stamp_words(code: str, since: str, until: str) -> dict[str, dict[str, str]]:
    """Return the word of a status that is not valid, and `when`: from which day, and to which; empty without one."""
    if not since:
        return {"word": _STAMPS[code].to_json(), "when": Words("", "").to_json()}
    when = _TERM if until else _WHEN.get(code, _SINCE)
    english = {name: _in_english(date.fromisoformat(day)) for name, day in (("since", since), ("until", until)) if day}
    in_both = Words(when.zh.format(since=since, until=until), when.en.format(**english))
    return {"word": _STAMPS[code].to_json(), "when": in_both.to_json()}


def _in_english(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _scope_in_english(subject: Mapping[str, Any]) -> str:
    """Return the items' English names, where each has one: what narrows an item down stands in the annex."""
    names = [item["name_en"] for item in subject["scope"]]
    return f"{'; '.join(names)} (limits of each item: see annex)" if all(names) and not subject["scope_text"] else ""
