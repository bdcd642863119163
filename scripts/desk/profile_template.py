"""The profile that `starmark init --template` writes: every setting of a body, explained, for staff to fill in."""

from __future__ import annotations

from typing import Final

from certs import limits
from certs.errors import Words
from certs.scheme.mark_policy import MARK_POLICIES, choice_words
from certs.scheme.schemes import SCHEMES
from scripts.terminal.speech import both, say

NAME: Final = "profile.toml"
_BODY: Final = {
    "name": Words("机构全称，印在证书上。", "The body's full name in Chinese, as on its certificates."),
    "name_en": Words("机构的英文名称。", "Its name in English."),
    "approval_number": Words("批准号，如 CNCA-R-2002-001。", "Its approval number, such as CNCA-R-2002-001."),
    "number_prefix": Words(
        "证书编号开头的 3 或 4 位数字，通常是批准号的最后几位。",
        "The 3 or 4 digits that begin a certificate number, usually the last ones of the approval number.",
    ),
    "address": Words("机构地址。", "Its address."),
    "website": Words("机构网站，如 https://www.example.cn。", "Its website, such as https://www.example.cn."),
    "complaints": Words(
        "投诉和申诉怎样联系：电话、邮箱。每一页都会写。",
        "How to complain and appeal: telephone, e-mail. It stands on every page.",
    ),
}


def profile_template() -> str:
    """Return the profile, in the language in use. As it is written it is refused, until the body has filled it in."""
    lines = [
        *_said(
            "Starmark 机构设置。填好以后：starmark init --profile FILE。以 # 开头的行是说明。",
            "The settings of a body. When they are filled in: starmark init --profile FILE. Lines with # explain.",
        ),
        *_said("这里没有秘密，填写的内容都会公开。", "Nothing here is secret; what is filled in is published."),
        "",
        "[body]",
    ]
    for name, words in _BODY.items():
        lines += [f"# {say(words)}", f'{name} = ""']
    return "\n".join([*lines, "", *_service(), "", *_scheme(), "", *_mark(), "", *_sizes(), "", *_register(), ""])


def _said(zh: str, en: str) -> list[str]:
    return [f"# {both(zh, en)}"]


def _service() -> list[str]:
    return [
        "[service]",
        *_said(
            f"查验网站的网址，如 https://cert.example.cn：小写域名，最多 {limits.HOST} 个字符，没有路径。",
            f"The address of the public service, such as https://cert.example.cn: a DNS name of at most {limits.HOST} "
            "characters, without a path.",
        ),
        *_said(
            "它印进每个二维码，要比所有证书活得久，定下来就不能改。",
            "It is printed in every QR code and must outlive every certificate: it cannot be changed later.",
        ),
        'base_url = ""',
    ]


def _scheme() -> list[str]:
    names = both("；", "; ").join(f"{code}：{say(scheme.name)}" for code, scheme in SCHEMES.items())
    return [
        "[scheme]",
        *_said(
            f"输入文件没有写评价方案时用哪一个；删去这一行，每个文件就都要写。{names}",
            f"The scheme of input files that name none; without this line each must name its own. {names}",
        ),
        f'default = "{next(iter(SCHEMES))}"',
    ]


def _mark() -> list[str]:
    lines = [
        "[mark]",
        *_said(
            "标志能不能用在商品和包装上，由机构自己选定，没有默认：去掉两行之一开头的 #。",
            "Whether the mark may stand on goods and packaging is the body's own choice, without a default: take the # "
            "off one of the two lines.",
        ),
    ]
    for code in MARK_POLICIES:
        lines += [f"# {say(choice_words(code))}", f'# packaging = "{code}"']
    return lines


def _sizes() -> list[str]:
    small, medium = limits.SIZES
    return [
        "[sizes]",
        *_said(
            "编号末尾的规模字母：覆盖人数到多少（含）是 S，到多少是 M，再多是 L。",
            "The size letter at the end of a number: up to how many people it is S, and M; above that L.",
        ),
        f"small_up_to = {small}",
        f"medium_up_to = {medium}",
    ]


def _register() -> list[str]:
    return [
        "[register]",
        *_said(
            "登记簿用 PostgreSQL 时写地址；不写，就是实例目录里的 SQLite 文件。",
            "The address of a PostgreSQL database; without it the register is a SQLite file in the instance.",
        ),
        '# url = "postgresql://starmark@localhost/starmark"',
    ]
