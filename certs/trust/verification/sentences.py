"""The sentences of the verdict, in both languages: what is so, then what to do."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from certs.errors import Words

PASSED: Final = {
    "form": Words("格式正确，每个字段都在规定之内。", "The form is right, and every field is one that belongs there."),
    "key": Words("签名密钥是本机构的，用途相符。", "The signing key is this body's and is meant for this."),
    "signature": Words(
        "签名与内容相符，签发后没有改动。", "The signature fits: nothing was changed since it was signed."
    ),
    "register": Words(
        "登记簿里有这张证书，内容逐字节相同。", "The register holds this certificate, byte for byte the same."
    ),
    "version": Words("是现行版本。", "This is the version in force."),
    "status": Words("没有暂停、撤销或注销。", "It is not suspended, revoked or ended."),
    "dates": Words("日期在证书写明的期限内。", "The date lies within the dates on the certificate."),
}
NOT_MADE: Final = Words(
    "前面的检查已经有了结论，这一项没有做。", "An earlier check has settled it, so this one was not made."
)
NOT_REACHED: Final = Words("内容没有读通，这一项没有做。", "It could not be read, so this check was not made.")
UNREAD: Final = Words("读不到末尾。", "It cannot be read to its end.")
NO_REGISTER: Final = Words(
    "没有取得登记簿的记录，这一项没有做。", "The register's entry could not be had, so this check was not made."
)
UNREACHABLE: Final = Words(
    "没有查成，不能下结论：暂时取不到登记簿。请几分钟后再查。",
    "We could not check: the register is out of reach. Try again in a few minutes.",
)
DAMAGED: Final = Words(
    "没有查成，不能下结论：内容不完整，或在传递中有损坏，读不到末尾。请重新完整地复制或扫描，或按证书编号查询。",
    "We could not check: this was damaged or cut off on its way and cannot be read to its end. Copy or scan it whole "
    "again, or look it up by the certificate's number.",
)
KEY_IN_DOUBT: Final = Words(
    "没有查成，不能下结论：签名所用的密钥已宣布泄露，要对照登记簿才能判断。请联网后再查。",
    "We could not check: the signing key was declared compromised, and only the register can tell "
    "whether this signature still stands. Check again online.",
)
DIFFERS: Final = Words(
    "内容与登记簿里的不一致。请不要依据这份文件作决定，请按证书编号查询。",
    "This differs from what the register holds. Do not rely on it; search by the certificate number instead.",
)
ABSENT: Final = {
    "number": Words(
        "登记簿里没有这张证书。请不要依据它作决定。", "The register has no such certificate. Do not rely on it."
    ),
    "version": Words(
        "登记簿里没有这张证书的这个版本。请不要依据它作决定。",
        "The register has no such version of this certificate. Do not rely on it.",
    ),
}
STATUS: Final = {
    "suspended": Words(
        "已暂停。暂停期间，证书和标志都不得使用。", "Suspended. Neither certificate nor mark may be used meanwhile."
    ),
    "revoked": Words(
        "已被撤销。撤销不能恢复，证书和标志都不得使用。",
        "Revoked. This is final; neither certificate nor mark may be used.",
    ),
    "withdrawn": Words(
        "已经注销，证书和标志都不得再使用。注销不表示企业有过错。",
        "Ended, which implies no fault; neither certificate nor mark may be used any more.",
    ),
    "expired": Words(
        "已经过期。请向获证组织索取现行证书。", "Expired. Ask the certified organisation for the present certificate."
    ),
    "not_yet_valid": Words("还没有生效。生效之前不得使用。", "Not yet valid. It may not be used before its first day."),
}
# The same of a certificate whose scheme has no mark.
_WITHOUT_MARK: Final = {
    "suspended": Words("已暂停。暂停期间不得使用。", "Suspended. It may not be used meanwhile."),
    "revoked": Words("已被撤销。撤销不能恢复，证书不得使用。", "Revoked. This is final; it may not be used."),
    "withdrawn": Words(
        "已经注销，证书不得再使用。注销不表示企业有过错。",
        "Ended, which implies no fault; it may not be used any more.",
    ),
}


def of_status(code: str, *, has_mark: bool) -> Words:
    """Return what a status that is not valid means for a certificate, and for its mark where its scheme has one."""
    return STATUS[code] if has_mark else _WITHOUT_MARK.get(code, STATUS[code])


class Ground(NamedTuple):
    """What a verdict rests on, as its sentence begins: only who was shown something signed may say "genuine".

    `valid` stands before the sentence of a valid certificate, `but` before that of one that is not; `compare` follows.
    """

    valid: Words
    but: Words
    compare: Words


SIGNED: Final = Ground(
    Words("证书真实，状态有效。", "This certificate is genuine and valid"),
    Words("证书真实，但", "Genuine, but "),
    Words("", ""),
)
LOOKED_UP: Final = Ground(
    Words("登记簿里有这张证书，状态有效。", "The register holds this certificate; its status is valid,"),
    Words("登记簿里有这张证书，但", "The register holds this certificate, but it is "),
    Words(
        "没有查验任何纸质或电子的证书：请与手里的逐项对照。",
        "No paper or file was examined: compare it, line by line, with the one in your hand.",
    ),
)

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_in_english(day: date) -> str:
    """Write 17 September 2029, without asking the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4096)
def valid_until(day: date, ground: Ground = SIGNED) -> Words:
    """The sentence of a valid certificate."""
    words = Words(
        f"{ground.valid.zh}有效期至 {day.isoformat()}，只对所列的认证范围有效。",
        f"{ground.valid.en} until {day_in_english(day)}, for the scope listed only.",
    )
    return joined(words, ground.compare)


def not_valid(words: Words, ground: Ground) -> Words:
    """The sentence of a certificate that is not valid; `words` say why, as the check does."""
    return Words(ground.but.zh + words.zh, ground.but.en + _going_on(words.en))


def on_day(day: date, words: Words) -> Words:
    """A sentence that answers for another day than that of asking."""
    return Words(f"按 {day.isoformat()} 这一天回答：{words.zh}", f"As of {day_in_english(day)}: {_going_on(words.en)}")


def _going_on(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def superseded(version: int, current: int) -> Words:
    """The sentence of a version that another has replaced."""
    return Words(
        f"这是第 {version} 版，现行的是第 {current} 版。请以现行版本为准。",
        f"This is version {version} and version {current} is in force. Go by the version in force.",
    )


def outside(day: date, first: date, last: date) -> Words:
    """The sentence of a day outside the period of validity."""
    if day < first:
        return Words(
            f"证书从 {first.isoformat()} 起才有效，所问的 {day.isoformat()} 还没有到。",
            f"It is valid from {day_in_english(first)} on; the day asked about, {day_in_english(day)}, is earlier.",
        )
    return Words(
        f"证书到 {last.isoformat()} 为止有效，所问的 {day.isoformat()} 已经过期。",
        f"It was valid until {day_in_english(last)}; the day asked about, {day_in_english(day)}, is later.",
    )


def joined(first: Words, second: Words) -> Words:
    """Put two sentences after each other; an empty one adds nothing."""
    return Words(first.zh + second.zh, f"{first.en} {second.en}".strip())
