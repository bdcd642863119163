"""`starmark report`: the verification report of one certificate as PDF, with the offline file in it.

Exit code 0 once it is written, whatever the status on it; 1 where there is no such certificate, or its record is not
genuine; 2 where that could not be checked.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from certs.certificate.reading.asked_moment import Moment
from certs.documents.report.report_answer import Report, report_of
from certs.documents.report.report_sheet import Sheet
from certs.errors import Words
from certs.instance import whole_files
from certs.instance.folder import open_instance
from certs.publication.files import bundle_format, compose_bundle
from certs.publication.files.accepted_witnesses import witnessed
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Reader
from certs.trust.verification.verdict import Overall
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, code_words, lookup_tables, speech, verb_frame
from scripts.terminal.lookup_tables import at_option
from scripts.terminal.product_coverage import product_option
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, require, verb


@verb(
    "report",
    Words(
        "把一次查验写成一页 PDF 报告，供采购归档；里面附有离线核验文件。",
        "Write the answer about a certificate as a one-page PDF to file, with the offline file in it.",
    ),
)
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@at_option
@product_option
@option(
    "--to",
    "target",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words("写到这个文件；已有的会被替换。", "File to write; one that is there is replaced."),
)
@json_option
def command(number: str, moment: Moment | None, product: str | None, target: Path | None, as_json: bool) -> int:
    """Write the report."""
    require("--to", target)
    assert target is not None
    now = clock.now()
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, now, moment)
        if isinstance(certificate, NotFound):
            return lookup_tables.tell_not_found(certificate, as_json=as_json)
        report, bundle = _asked(reader, certificate, now, moment, product or "")
    if not report.proven:
        speech.tell(say(report.answer.verdict.message), "bold")
        return 2 if report.answer.verdict.overall is Overall.UNKNOWN else 1
    data = _set(report, bundle)
    whole_files.write(target, data)
    if as_json:
        speech.print_json(
            {
                "number": report.answer.number,
                "version": report.answer.version.version,
                "day": report.day.isoformat(),
                "status": report.answer.status,
                "query_number": report.query_number,
                "file": str(target),
                "bytes": len(data),
                **({"coverage": report.coverage and report.coverage.to_json()} if report.product else {}),
            }
        )
        return 0
    status = code_words.status_of(report.answer).plain
    speech.show(
        both(
            f"{report.answer.number} 的查验报告已写到 {target}：{report.day} 的状态是{status}，查询编号 {report.query_number}。",
            f"The report on {report.answer.number} is in {target}: {status} on {report.day}, query number "
            f"{report.query_number}.",
        )
    )
    return 0


def _asked(
    reader: Reader, certificate: Answer, now: datetime, moment: Moment | None, product: str
) -> tuple[Report, bytes]:
    """Return the report and the bundle that proves it, from one state of the register."""
    with reader.view() as view:
        record = view.record(certificate.number)
        assert record is not None  # nothing ever leaves the register
        seen = witnessed(view.connection, view.trust, verb_frame.home())
        cosigned = seen.raw if seen else None
        report = report_of(view, record, now, moment, cosigned, product)
        parts = compose_bundle.compose(view, record, now, cosigned, day=report.day)
    return report, bundle_format.encode(parts)


def _set(report: Report, bundle: bytes) -> bytes:
    from certs.documents.report.report_pdf import report_data, set_report
    from certs.documents.typesetting import Typesetter  # the fonts take long, and most refusals need none

    instance = open_instance(verb_frame.home())
    sheet = Sheet(report, both("zh", "en"), instance.settings.body.is_sample)
    return set_report(Typesetter(instance.fonts), report_data(sheet, bundle))
