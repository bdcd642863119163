"""The settings of an instance: `starmark.toml`, read strictly, every mistake listed at once (data.md, "The instance").

The file that `starmark init --profile` takes has the same shape. It holds no secret. `parse_settings` is pure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from certs import limits
from certs.errors import FieldError, Malformed, Refused
from certs.instance import (
    casework_settings,
    document_settings,
    publication_settings,
    register_settings,
    rule_settings,
    service_settings,
)
from certs.instance.document_settings import DocumentSettings
from certs.instance.register_settings import RegisterSettings
from certs.instance.rule_settings import RuleSettings
from certs.instance.service_settings import ServiceSettings
from certs.instance.toml_tables import FieldTables, field_error
from certs.scheme.mark_policy import MARK_POLICIES, UNCHOSEN, choice_words
from certs.scheme.schemes import SCHEMES

_APPROVAL = re.compile(r"CNCA-RF?-\d{4}-\d{2,4}", re.ASCII)
_PREFIX = re.compile(r"\d{3,4}", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_OUTSIDE = re.compile(r"(https://[^\s/?#@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)(/[^\s?#]*)?")
_SAMPLE = re.compile(r"CNCA-RF?-2099-\d+", re.ASCII)
_BODY: Final = {
    "name": True,
    "name_en": True,
    "approval_number": True,
    "number_prefix": True,
    "address": True,
    "website": True,
    "complaints": True,
    "time_zone": False,
}


def is_sample(approval_number: str) -> bool:
    """Tell whether an approval number is of the year 2099, which no body holds."""
    return _SAMPLE.fullmatch(approval_number) is not None


@dataclass(frozen=True, slots=True)
class BodySettings:
    """The body that issues."""

    name: str
    name_en: str
    approval_number: str
    number_prefix: str
    address: str
    website: str
    complaints: str

    @property
    def is_sample(self) -> bool:
        """True for an approval number of the year 2099, which no body holds.

        Every page then says that it is a sample.
        """
        return is_sample(self.approval_number)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an instance is told.

    `default_scheme` is that of input files which name none; "" means that each must. `register_url` and `casework_url`
    "" mean the SQLite files in the instance; sizes are headcounts, included. `outside_log` and `outside_witness` are
    addresses that are asked before each act how far the log is known there; `outside_must_answer` stops acts where one
    is silent. `send_to` are the places to which the publication is sent.
    """

    body: BodySettings
    base_url: str
    default_scheme: str
    mark_packaging: str  # "" where the body has not chosen: `mark_policy` is what holds
    register_url: str = ""
    casework_url: str = ""
    small_up_to: int = limits.SIZES[0]
    medium_up_to: int = limits.SIZES[1]
    demo: bool = False
    outside_log: str = ""
    outside_witness: str = ""
    outside_must_answer: bool = False
    service: ServiceSettings = field(default_factory=ServiceSettings)
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    rules: RuleSettings = field(default_factory=RuleSettings)
    register: RegisterSettings = field(default_factory=RegisterSettings)
    send_to: tuple[str, ...] = ()

    @property
    def mark_policy(self) -> str:
        """The rule in force for the mark on goods and packaging."""
        return self.mark_packaging or UNCHOSEN

    @property
    def host(self) -> str:
        """The DNS name, with the port where one is given."""
        return self.base_url.removeprefix("https://")


def parse_settings(data: bytes, *, new: bool = False) -> Settings:
    """Read a settings file. Raises Refused with one FieldError for each thing wrong, or Malformed if it is no TOML.

    `new` is for a body that sets itself up or publishes its site: it must have chosen its rule of the mark.
    """
    document = _toml(data)
    errors: list[FieldError] = []
    table = FieldTables(document, errors)
    body = _body(table)
    base_url = table.text("service", "base_url")
    if base_url:
        errors.extend(_base_url_errors(base_url))
    scheme = table.text("scheme", "default", default="")
    if scheme:
        table.one_of("scheme.default", scheme, tuple(SCHEMES))
    packaging = table.text("mark", "packaging", default="")
    table.one_of("mark.packaging", packaging, tuple(MARK_POLICIES))
    if new and not packaging:
        errors.append(_mark_unchosen())
    small, medium = _sizes(table)
    register_url, register = register_settings.read(table)
    casework_url = casework_settings.read(table, register_url)
    demo = table.flag("instance", "demo")
    outside_log, outside_witness = (_outside(table, name) for name in ("log", "witness"))
    must_answer = table.flag("outside", "must_answer")
    service, documents = service_settings.read(table), document_settings.read(table)
    rules = rule_settings.read(table, documents)
    documents = replace(documents, renewal_months=rules.renewal_months)
    send_to = publication_settings.read(table)
    table.finish()
    if errors:
        raise Refused(
            "settings",
            "设置文件有误，请改正下列各项。",
            "The settings are wrong; please mend each of these.",
            errors=tuple(errors),
        )
    places = register_url, casework_url, small, medium, demo, outside_log, outside_witness, must_answer
    return Settings(body, base_url, scheme, packaging, *places, service, documents, rules, register, send_to)


def _sizes(table: FieldTables) -> tuple[int, int]:
    small, medium = (
        table.count("sizes", name, most)
        for name, most in zip(("small_up_to", "medium_up_to"), limits.SIZES, strict=True)
    )
    if not 0 < small < medium:
        zh, en = "小型上限应大于 0 且小于中型上限。", "The small limit must be above 0 and below the medium limit."
        table.errors.append(field_error("sizes.small_up_to", str(small), "range", zh, en))
    return small, medium


def _toml(data: bytes) -> Mapping[str, Any]:
    if len(data) > limits.SETTINGS_FILE:
        raise Malformed(
            "settings",
            f"设置文件超过 {limits.SETTINGS_FILE} 字节，不会是设置文件。请检查文件名。",
            f"The settings file is over {limits.SETTINGS_FILE} bytes. Is it the right file?",
        )
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise Malformed(
            "settings",
            "设置文件不是 UTF-8 编码。请用 UTF-8 另存。",
            "The settings file is not UTF-8. Save it as UTF-8.",
        ) from exc
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise Malformed(
            "settings", f"设置文件不是正确的 TOML：{exc}。", f"The settings file is no valid TOML: {exc}."
        ) from exc


def _body(table: FieldTables) -> BodySettings:
    values = {name: table.text("body", name, default=None if required else "") for name, required in _BODY.items()}
    if values["approval_number"] and _APPROVAL.fullmatch(values["approval_number"]) is None:
        table.errors.append(
            field_error(
                "body.approval_number",
                values["approval_number"],
                "format",
                "批准号应形如 CNCA-R-2002-001。",
                "An approval number looks like CNCA-R-2002-001.",
            )
        )
    if values["number_prefix"] and _PREFIX.fullmatch(values["number_prefix"]) is None:
        table.errors.append(
            field_error(
                "body.number_prefix",
                values["number_prefix"],
                "format",
                "编号前缀应为 3 或 4 位数字。",
                "The number prefix has 3 or 4 digits.",
            )
        )
    zone = values.pop("time_zone")
    if zone not in {"", "Asia/Shanghai"}:
        table.errors.append(
            field_error(
                "body.time_zone",
                zone,
                "range",
                "日期一律按北京时间，只能写 Asia/Shanghai。",
                "Days are Beijing days: only Asia/Shanghai is taken.",
            )
        )
    return BodySettings(**values)


def _outside(table: FieldTables, name: str) -> str:
    url = table.text("outside", name, default="")
    if url and _OUTSIDE.fullmatch(url) is None:
        table.errors.append(
            field_error(
                f"outside.{name}",
                url,
                "format",
                "应写成 https://主机，可带路径（http:// 只能用于本机）。",
                "Write https://host, with a path if there is one (http:// is for this machine only).",
            )
        )
    return url


def _mark_unchosen() -> FieldError:
    choices = [choice_words(code) for code in MARK_POLICIES]
    return field_error(
        "mark.packaging",
        "",
        "missing",
        f"标志能不能用在商品和包装上，由机构自己选定，没有默认，请写其中一个。{''.join(c.zh for c in choices)}",
        "Whether the mark may stand on goods and packaging is the body's own choice, without a default; write one of "
        f"these. {' '.join(c.en for c in choices)}",
    )


def _base_url_errors(text: str) -> list[FieldError]:
    host, _, port = text.removeprefix("https://").partition(":")
    labels = host.split(".")
    if not text.startswith("https://"):
        zh, en = (
            "必须以 https:// 开头（小写）：二维码和 did:web 都需要它。",
            "It must begin with https:// (lower case): QR codes and did:web need it.",
        )
    elif len(host) > limits.HOST:
        zh, en = (
            f"主机名不得超过 {limits.HOST} 个字符，否则二维码装不下。",
            f"The host may have at most {limits.HOST} characters, or QR codes overflow.",
        )
    elif len(labels) < 2 or not all(_LABEL.fullmatch(x) for x in labels) or labels[-1].isdigit():
        zh, en = (
            "必须是小写的域名，不能是 IP 地址，也不能带路径、用户名或结尾的斜线。",
            "It must be a DNS name in lower case: no IP address, path, user name or trailing slash.",
        )
    elif ":" in text.removeprefix("https://") and not (
        port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536 and str(int(port)) == port
    ):
        zh, en = "端口不对，应为 1 到 65535 的数字。", "The port is wrong: a number from 1 to 65535."
    else:
        return []
    return [field_error("service.base_url", text, "format", zh, en)]
