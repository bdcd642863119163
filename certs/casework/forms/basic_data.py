"""企业基本信息表, the applicant's basic data sheet: what it asks, and the application that it is read into.

Holder, scope and sites are read by the same rules as a certificate's input, so that nothing has to be typed again when
the certificate is issued. What is personal, the contact, is kept apart.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.casework.forms.application import Application
from certs.casework.sheets.read_form import FormReading, FormRow, read_form
from certs.casework.sheets.sheet_form import Form, FormSheet, asked, words
from certs.certificate import glyphs
from certs.certificate.field_kinds import Field, Kind
from certs.certificate.fields import CERTIFICATE, HOLDER, SCOPE, SITES
from certs.certificate.input_json import issue_json
from certs.certificate.reading.draft import RawCertificate, build
from certs.certificate.reading.findings import Findings, Place
from certs.certificate.reading.tidy_text import half_width
from certs.scheme.evidence import EvidenceList
from certs.scheme.schemes import SCHEMES, evidence

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

COMPANY, PRODUCTS, PLACES, HELD, APPLIES = "企业", "产品", "场所", "证书", "适用"
YES, NO = "是", "否"
HEADQUARTERS: Final = "总部"
KINDS_OF_SITE: Final = (HEADQUARTERS, "自营网点", "委托网点", "其他场所")
CONTACT: Final = ("contact", "contact_post", "contact_phone", "contact_email")
_ADDRESS: Final = "address"
_SCHEME: Final = "gbt27922-2011"
_STAND_IN: Final = {"score": Decimal(100), "decided_by": ["reviewer-02", "decider-01"], "scheme": _SCHEME}


def _of_certificate(*names: str) -> tuple[Field, ...]:
    return tuple(each for each in CERTIFICATE if each.name in names)


def _facts() -> tuple[Field, ...]:
    return (
        *HOLDER,
        *_of_certificate("headcount"),
        asked(
            "service_managers",
            Kind.COUNT,
            ("服务管理人员数", "Service management staff"),
            ("总部和各网点从事服务管理的人数。", "People who manage service at headquarters and outlets."),
            least=1,
            most=limits.HEADCOUNT,
            required=True,
        ),
        asked(
            "certified_managers",
            Kind.COUNT,
            ("售后服务管理师人数", "After-sales service managers"),
            (
                "其中有售后服务管理师证书的人数，没有填 0。",
                "Those of them with the certificate 售后服务管理师; 0 if none.",
            ),
            most=limits.HEADCOUNT,
            required=True,
        ),
        asked(
            "level",
            Kind.TEXT,
            ("申请等级", "Level applied for"),
            ("可不填；等级由评价得分决定。", "May be left empty; the score decides."),
        ),
        asked(
            "remote",
            Kind.TEXT,
            ("申请远程审核", "Remote audit requested"),
            ("填 是 或 否；填 是 的，写明理由。", "是 (yes) or 否 (no); if yes, say why."),
            required=True,
        ),
        asked(
            "remote_reason",
            Kind.TEXT,
            ("远程审核的理由", "Why remote"),
            ("不申请的留空。", "Empty where it is not requested."),
        ),
        *_of_certificate("excludes"),
    )


def _contact() -> tuple[Field, ...]:
    return (
        asked("contact", Kind.TEXT, ("联系人", "Contact"), ("姓名。", "A name."), required=True, most=40),
        asked("contact_post", Kind.TEXT, ("联系人职务", "Post"), ("可不填。", "May be left empty."), most=40),
        asked(
            "contact_phone", Kind.TEXT, ("联系电话", "Telephone"), ("手机或座机。", "A number."), required=True, most=40
        ),
        asked("contact_email", Kind.TEXT, ("电子邮箱", "E-mail"), ("可不填。", "May be left empty."), most=80),
    )


def _sites() -> tuple[Field, ...]:
    return (
        *SITES,
        asked(
            "kind",
            Kind.TEXT,
            ("场所类型", "Kind"),
            ("总部只能有一个。", "There is one 总部 (headquarters)."),
            required=True,
        ),
        asked("people", Kind.COUNT, ("人数", "People"), ("可不填。", "May be left empty."), most=limits.HEADCOUNT),
        asked(
            "services", Kind.TEXT, ("服务内容", "Services"), ("如 安装、维修；可不填。", "May be left empty."), width=30
        ),
    )


def _held() -> tuple[Field, ...]:
    return (
        asked(
            "name",
            Kind.TEXT,
            ("证书名称", "Certificate"),
            ("如 质量管理体系认证。", "Its name."),
            width=34,
            required=True,
        ),
        asked("number", Kind.TEXT, ("证书编号", "Number"), ("照证书填写。", "As on the certificate."), width=26),
        asked("issuer", Kind.TEXT, ("发证机构", "Issued by"), ("可不填。", "May be left empty."), width=34),
        asked("until", Kind.DAY, ("有效期至", "Valid until"), ("如 2027-05-31。", "Such as 2027-05-31."), width=14),
    )


def _applies(listed: EvidenceList) -> tuple[Field, ...]:
    note = (
        "没有这项业务或记录的填 否，不用交；其余填 是 或留空。",
        "否 (no) where there is no such thing; else 是 or empty.",
    )
    return tuple(
        asked(item.code, Kind.TEXT, (item.name.zh, item.name.en), note) for item in listed.items if not item.always
    )


def _names(fields: tuple[Field, ...]) -> frozenset[str]:
    return frozenset(each.name for each in fields)


def _sheets() -> tuple[FormSheet, ...]:
    levels = words(*(level.name.zh for level in SCHEMES[_SCHEME].levels))
    yes_or_no, applies = words(YES, NO), _applies(evidence())
    return (
        FormSheet(
            COMPANY,
            (*_facts(), *_contact()),
            {"level": levels, "remote": yes_or_no},
            lines=True,
            code="company",
            raw=_names((*HOLDER, *_of_certificate("headcount", "excludes"))),
        ),
        FormSheet(PRODUCTS, SCOPE, most=limits.SCOPE_ITEMS, code="scope", raw=_names(SCOPE)),
        FormSheet(
            PLACES, _sites(), {"kind": words(*KINDS_OF_SITE)}, most=limits.SITES, code="sites", raw=_names(SITES)
        ),
        FormSheet(HELD, _held(), most=limits.SITES, code="held"),
        FormSheet(APPLIES, applies, {each.name: yes_or_no for each in applies}, lines=True, code="applies"),
    )


_TITLE: Final = "企业基本信息表（商品售后服务评价体系认证申请）"
BASIC: Final = Form(
    _TITLE,
    "starmark case template basic",
    _sheets(),
    (
        _TITLE,
        "怎样填写",
        "1. “企业”和“适用”两张表每项一行，填在“填写”一列；“产品”“场所”“证书”三张表一行一项。黄色的必须填写。",
        "2. “产品”写明申请的每一种产品或服务；不填品牌和型号表示全部。评价和证书只覆盖这里写的。",
        "3. “场所”写明总部和每一个服务网点。“适用”里填 否 的材料不用交；填错了可以再改。",
        "4. 一格里填几项时用；分开，不用顿号、逗号。没有内容就留空，不要填“无”“/”“同上”。只填数值，不用公式，不合并单元格。",
        "5. 联系人只用于办理这次申请，不公布，案件办结以后可以要求删除。不要填身份证号。",
    ),
    heads=1,
)


def read_basic_data(
    data: bytes, today: date, more: AbstractSet[int] = glyphs.NONE
) -> tuple[Application | None, Findings]:
    """Read a filled sheet: the application, or None with everything that is wrong.

    Raises FileRefused for a file that is no such workbook.
    """
    reading = read_form(data, BASIC, more=more)
    findings = reading.findings
    facts, applies = reading.single(COMPANY).plain(), reading.single(APPLIES).plain()
    kinds, held = ([row.plain() for row in reading.rows.get(name, ())] for name in (PLACES, HELD))
    draft = build(_raw(reading), today, findings, more)
    _check(reading, facts, kinds)
    if findings.errors or draft is None:
        return None, findings
    content = issue_json(draft)
    for name in _STAND_IN:
        del content["certificate"][name]
    contact: dict[str, str] = {name: half_width(facts.pop(name)) for name in CONTACT}
    facts |= {
        "sites": kinds,
        "held": [{**row, "number": half_width(row["number"]), "until": str(row["until"])} for row in held],
    }
    says = {each.name: applies[each.name] != NO for each in BASIC.sheet(APPLIES).fields}
    return Application(content, facts, contact, says), findings


def _raw(reading: FormReading) -> RawCertificate:
    company = reading.single(COMPANY)
    sheets = {"scope": PRODUCTS, "sites": PLACES}

    def place(section: str, index: int, name: str) -> Place:
        return reading.place(sheets.get(section, COMPANY), index, name)

    return RawCertificate(
        BASIC.title,
        _of(company, HOLDER),
        {**_of(company, _of_certificate("headcount", "excludes")), **_STAND_IN},
        [_of(row, SCOPE) for row in reading.rows.get(PRODUCTS, ())],
        [_of(row, SITES) for row in reading.rows.get(PLACES, ())],
        None,
        place,
    )


def _of(row: FormRow, fields: tuple[Field, ...]) -> dict[str, object]:
    return {each.name: _plain(each.name, row.get(each.name)) for each in fields}


def _plain(name: str, value: object) -> object:
    """Return a value as typed, but an address with plain letters and digits: full-width ones are the input method's."""
    return half_width(value) if name == _ADDRESS and isinstance(value, str) else value


def _check(reading: FormReading, facts: dict[str, Any], kinds: list[dict[str, Any]]) -> None:
    """Hold the answers against each other."""
    findings, company = reading.findings, reading.single(COMPANY)
    if facts.get("remote") == YES and not facts.get("remote_reason"):
        zh, en = "申请远程审核要写明理由。", "a remote audit is requested without saying why."
        findings.add(company.place("remote_reason"), "", "missing", zh, en)
    managers, certified = facts.get("service_managers"), facts.get("certified_managers")
    if isinstance(managers, int) and isinstance(certified, int) and certified > managers > 0:
        zh, en = f"多于服务管理人员数 {managers}，请核对。", f"these are more than the {managers} service managers."
        findings.add(company.place("certified_managers"), certified, "conflict", zh, en)
    heads = [index for index, row in enumerate(kinds) if row.get("kind") == HEADQUARTERS]
    if kinds and len(heads) != 1 and all(row.get("kind") for row in kinds):
        place = reading.rows[PLACES][heads[1] if heads else 0].place("kind")
        zh, en = f"总部要有一个，现在是 {len(heads)} 个。", f"there must be one 总部 and there are {len(heads)}."
        findings.add(place, "", "conflict", zh, en)
