"""`starmark issue`: issue certificates from TOML files and sheets; `--template` writes the empty sheet."""

from __future__ import annotations

from pathlib import Path

from certs.certificate.reading.template_xlsx import template_xlsx
from certs.days import beijing_day
from certs.errors import Misuse, Refused, Words
from certs.instance import whole_files
from certs.instance.folder import open_instance
from certs.lifecycle.request import Request
from scripts.desk import act_report
from scripts.desk.act_options import FILE, ActOptions, acting, confirming_option
from scripts.desk.batch import carry_out
from scripts.desk.input_drafts import read_files
from scripts.terminal import clock, speech, verb_frame
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, verb

_TEMPLATE = "starmark-template.xlsx"


@verb(
    "issue",
    Words(
        "签发证书：每个文件一张（TOML）或一批（XLSX）。输入里写明两名决定人。",
        "Issue certificates: one a file (TOML) or a batch (XLSX). The input names two deciders.",
    ),
)
@argument(
    "files", nargs=-1, type=FILE, metavar="FILE…", words=Words("输入文件，TOML 或 XLSX。", "Input files, TOML or XLSX.")
)
@option(
    "--template",
    is_flag=False,
    flag_value=_TEMPLATE,
    default=None,
    type=FILE,
    metavar="[FILE]",
    words=Words(
        f"写出空白表格（默认 {_TEMPLATE}），不签发。",
        f"Write the empty sheet ({_TEMPLATE} by default) and issue nothing.",
    ),
)
@confirming_option
@acting
def command(files: tuple[Path, ...], template: Path | None, options: ActOptions) -> int:
    """Issue what the files ask for."""
    if template is not None:
        return _write_template(template)
    if not files:
        raise Misuse(
            "missing_file",
            "没有写输入文件。什么也没有办理；空白表格用 issue --template 写出。",
            "No input file was given. Nothing was done; issue --template writes an empty sheet.",
        )
    _require_allowed()
    remark = options.remark("issued")
    drafts = read_files(files, beijing_day(clock.now()))
    requests = [Request("issued", draft=draft, remark=remark) for draft in drafts.drafts]
    return act_report.report("issued", carry_out(requests, drafts.faults(skip_bad=options.skip_bad), options), options)


def _require_allowed() -> None:
    """Raise Refused where the body has laid down that certificates are issued from cases alone."""
    if open_instance(verb_frame.home()).settings.rules.cases_only:
        raise Refused(
            "cases_only",
            "本机构的设置（[rules] cases_only）规定只由案件签发，不从文件签发。什么也没有办理；请用 starmark case open FILE.xlsx "
            "立案，决定以后用 starmark case issue CASE 签发。",
            "The body's settings ([rules] cases_only) have certificates issued from cases alone, not from files. "
            "Nothing was done; open a case with starmark case open FILE.xlsx, and once it is decided, issue it with "
            "starmark case issue CASE.",
        )


def _write_template(file: Path) -> int:
    whole_files.write_new(file, template_xlsx())
    speech.show(both(f"已写出空白表格：{file}", f"The empty sheet is in {file}"))
    return 0
