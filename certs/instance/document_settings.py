"""What a body sets for its papers (`[documents]` of its settings): its own terms, and what it signs them with.

Nothing here has a default: where a body has not written a term, the sentence that would state it is left out; where it
names no certificate, nothing is signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.instance.toml_tables import FieldTables, field_error

_SECTION: Final = "documents"
_URL: Final = re.compile(r"https?://[^\s/?#@]+(/[^\s#]*)?")


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """The terms of a body, 0 where it states none; and "" where it signs no PDF.

    `appeal_days` and `appeal_working_days`, of which at most one is set, count from the day on which a letter is
    received; `renewal_months` is how long before its end a certificate's renewal should be applied for.
    `signing_certificate` is the file of the certificate that signs, from the instance on; `timestamp_url` is asked for
    the time stamp.
    """

    appeal_days: int = 0
    appeal_working_days: int = 0
    renewal_months: int = 0
    signing_certificate: str = ""
    timestamp_url: str = ""


def read(table: FieldTables) -> DocumentSettings:
    """Read the section; what is wrong in it is noted among the errors of the table."""
    days = _count(table, "appeal_days", limits.APPEAL_DAYS)
    working_days = _count(table, "appeal_working_days", limits.APPEAL_DAYS)
    if days and working_days:
        table.errors.append(
            field_error(
                f"{_SECTION}.appeal_working_days",
                str(working_days),
                "conflict",
                "申诉期限按日（appeal_days）或者按工作日（appeal_working_days），只能写一个。",
                "The term of an appeal is in days (appeal_days) or in working days (appeal_working_days): write one.",
            )
        )
    months = _count(table, "renewal_months", limits.RENEWAL_MONTHS)
    certificate = table.text(_SECTION, "signing_certificate", default="")
    url = table.text(_SECTION, "timestamp_url", default="")
    if url and _URL.fullmatch(url) is None:
        table.errors.append(
            field_error(
                f"{_SECTION}.timestamp_url",
                url,
                "format",
                "应为时间戳服务的网址，http:// 或 https:// 开头。",
                "It must be the address of a time stamping authority, beginning with http:// or https://.",
            )
        )
    return DocumentSettings(days, working_days, months, certificate, url)


def _count(table: FieldTables, name: str, most: int) -> int:
    value = table.count(_SECTION, name, 0)
    if value > most:
        table.errors.append(
            field_error(
                f"{_SECTION}.{name}", str(value), "range", f"应为 1 到 {most}。", f"It must be from 1 to {most}."
            )
        )
    return value
