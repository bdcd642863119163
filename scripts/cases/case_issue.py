"""`starmark case issue`: what was decided is done from the case, with the papers for the holder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from certs.casework.cases import case_store, concern, evidence_files, forgetting, granting
from certs.casework.cases.case_moves import REVOCATION
from certs.casework.cases.case_store import Case
from certs.casework.journal.journal import Journal
from certs.documents.marks import kit_facts
from certs.errors import CouldNotCheck, Refused, Words
from certs.instance import whole_files
from certs.instance.folder import Instance
from certs.lifecycle.reasons import REASONS
from certs.register.answers.not_found import NotFound
from certs.register.store import ledger
from certs.register.store.database import open_store
from scripts.cases import case_desk, case_letter, concerned
from scripts.cases.case_options import case_argument, read_code
from scripts.cases.issue_request import ACTS, request_of
from scripts.desk import act_report, instance_access
from scripts.desk.act_options import FOLDER, ActOptions, acting, confirming_option, effective_option, reason_option
from scripts.desk.batch import carry_out
from scripts.papers import paper_files
from scripts.terminal import clock, lookup_tables, speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, verb

LETTER = "decision.pdf"


@verb(
    "issue",
    Words(
        "按案件的决定办理：签发证书；换证、变更、撤销的案件，就是换证、换发、撤销。内容和原因取自案件，不必再填；并写出给企业的文件："
        "证书（PDF，中文和英文）、标志包、决定通知书。中断了再运行一次：不会办两次，文件补齐。",
        "Do what was decided: issue the certificate; in a case of renewal, change or revocation, renew, reissue or "
        "revoke it. Content and reason are the case's, nothing is typed again. It writes the papers for the holder: "
        "the certificate (PDF, Chinese and English), the kit of marks, the notice of the decision. Run again after an "
        "interruption: it is not done twice, and the papers are completed.",
    ),
    REASONS["reissued"],
)
@case_argument
@option(
    "--to",
    "folder",
    type=FOLDER,
    default=None,
    metavar="DIR",
    words=Words(
        "文件写到这个目录，没有就建立，同名文件会被替换；不写就是实例里的 casework/CASE。",
        "Folder for the papers; made if missing, files of the same name are replaced. By default casework/CASE in the "
        "instance.",
    ),
)
@reason_option("reissued")
@effective_option
@confirming_option
@acting
def command(case: str, folder: Path | None, reason: str | None, effective: date | None, options: ActOptions) -> int:
    """Do it, and write the papers."""
    code, place = read_code(options.by, "--by"), case_desk.instance()
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        before = granting.issued_number(connection, present)
        if before and not forgetting.is_forgotten(connection, present):  # also once it is closed: papers get lost
            return _again(place, present, before, folder, options)
        case_store.require(present, "issue")
        about = concern.of(connection, present)
    number = _issued_before(place, present)
    if number:
        moved = present if options.dry_run else _record(place, present, number, code)
        return _again(place, moved, number, folder, options)
    if about is not None:
        concerned.require_current(present, about)
    with case_desk.looking(place) as connection:
        request = request_of(connection, place, present, (reason, effective), options)
    outcome = carry_out([request], (), options)
    papers = None
    if outcome.done and not options.dry_run:
        done = outcome.done[0].number
        papers = _write_papers(place, _record(place, present, done, code), done, folder)
    exit_code = act_report.report(request.act, outcome, options, papers=papers)
    _tell_papers(papers, options)
    return exit_code


def _issued_before(place: Instance, case: Case) -> str:
    """Return the number that an interrupted call acted on: the journal has its row, and the log its entry."""
    with Journal.open(place.casework_url) as journal:
        rows = journal.of_acts((ACTS[case.kind],))
    commitments = [row.commitment for row in rows if row.decision.case == case.identifier]
    if not commitments:
        return ""
    store = open_store(place.register_url, write=False)
    try:
        with store.reading() as connection:
            return ledger.number_decided(connection, commitments)
    finally:
        store.close()


def _record(place: Instance, case: Case, number: str, code: str) -> Case:
    with case_desk.acting(place) as connection:
        return granting.record_issue(
            connection, case_store.find(connection, case.identifier), number, code, clock.now()
        )


def _again(place: Instance, case: Case, number: str, folder: Path | None, options: ActOptions) -> int:
    """Nothing is signed: it was done before, and its papers are written."""
    papers = None if options.dry_run else _write_papers(place, case, number, folder)
    words = both(f"上次已经办理：{number}。", f"it was done before: {number}.")
    exit_code = case_desk.tell_moved(case, words, as_json=options.as_json, more={"number": number, "papers": papers})
    _tell_papers(papers, options)
    return exit_code


def _write_papers(place: Instance, case: Case, number: str, folder: Path | None) -> dict[str, Any]:
    """Write the papers and return where. Raises CouldNotCheck where the disk does not take them."""
    target = folder or place.home / "casework" / case.identifier
    files = _papers(place, case, number)
    try:
        if folder is None:
            evidence_files.make_private(target)
        paper_files.write_folder(target, files, whole_files.PRIVATE)
    except OSError as error:
        raise CouldNotCheck(
            "papers_not_written",
            f"证书 {number} 已经办理，文件写不进 {target}（{error.strerror}）。请检查磁盘空间和权限，再运行一次 starmark case "
            f"issue {case.identifier}，或用 --to 换一个目录：不会再办，只写文件。",
            f"What was decided on certificate {number} is done, but its papers could not be written to {target} "
            f"({error.strerror}). Check disk space and rights, then run starmark case issue {case.identifier} again, "
            "or name another folder with --to: it writes the papers and signs nothing.",
        ) from error
    return {"folder": str(target), "files": sorted(files)}


def _papers(place: Instance, case: Case, number: str) -> dict[str, bytes]:
    """Return the papers by the names of their files; no kit where there is none for the certificate today."""
    with case_desk.looking(place) as connection:
        application, (ruling, day) = case_store.application(connection, case), granting.ruling_of(connection, case)
        about = concern.of(connection, case)
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, clock.now())
        assert not isinstance(certificate, NotFound)  # the register gave the number
        if case.kind == REVOCATION:
            return {LETTER: case_letter.revocation(place, certificate.record)}
        pdfs = paper_files.certificate_pdfs(reader, certificate, place.fonts)
    letter = case_letter.decision(place, case, application, ruling, day, about.number if about else "")
    files = {LETTER: letter, **{name: data for name, (data, _) in pdfs.items()}}
    try:
        _, files[kit_facts.file_name(number)] = paper_files.kit(certificate, place.settings)
    except Refused as refusal:
        case_desk.note(*refusal.words)
    return files


def _tell_papers(papers: dict[str, Any] | None, options: ActOptions) -> None:
    if papers is None or options.as_json:
        return
    names, folder = papers["files"], papers["folder"]
    speech.show(both(f"文件已写到 {folder}：{'、'.join(names)}", f"The papers are in {folder}: {', '.join(names)}"))
