"""`starmark takeover`: the certificates that a body has issued so far, from a sheet, with old numbers and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from certs.certificate.fields import Draft
from certs.days import beijing_day
from certs.errors import FieldError, Words
from certs.lifecycle.request import Request
from certs.lifecycle.rules import RefusedItem
from scripts.desk import act_report
from scripts.desk.act_options import FILE, ActOptions, acting, confirming_option
from scripts.desk.batch import carry_out
from scripts.desk.input_drafts import read_files
from scripts.terminal import clock
from scripts.terminal.refusals import Item
from scripts.terminal.verb_frame import argument, require, verb

_NO_OLD_NUMBER = Words(
    "没有原证书编号：接收的每张旧证书都要写编号（number）和初次获证日期（first_issued）。新证书请用 starmark issue 签发。",
    "there is no old number: every certificate that is taken over has its number and first_issued. A new one is issued "
    "with starmark issue.",
)


@verb(
    "takeover",
    Words(
        "接收机构以前颁发的证书：编号和日期照旧，暂停的仍是暂停。表格用 issue --template 写出。",
        "Take over the certificates that the body has issued so far: numbers and days as they are, suspended ones "
        "suspended. issue --template writes the sheet.",
    ),
)
@argument(
    "file", type=FILE, words=Words("旧证书的表格，XLSX（一张的也可用 TOML）。", "The old certificates: XLSX, or TOML.")
)
@confirming_option
@acting
def command(file: Path, options: ActOptions) -> int:
    """Take over what stands in the file."""
    require("--by", options.by or None)
    remark = options.remark("issued")
    drafts = read_files([file], beijing_day(clock.now()))
    requests = [
        Request("issued", draft=draft, remark=remark) for draft in drafts.drafts if draft.taken_over is not None
    ]
    refused: list[Item] = [*drafts.faults(skip_bad=options.skip_bad), *_new_ones(drafts.drafts)]
    return act_report.report("issued", carry_out(requests, refused, options), options)


def _new_ones(drafts: Iterable[Draft]) -> Iterator[RefusedItem]:
    """Yield what has no old number: it would be issued under a new one, which nobody asked for."""
    for draft in drafts:
        if draft.taken_over is None:
            cell, words = draft.source.rpartition(" ")[2], _NO_OLD_NUMBER
            named = Words(f"{cell}：{words.zh}", f"{cell}: {words.en}")
            yield RefusedItem(draft.source, (FieldError("taken_over.number", "", "missing", named),))
