"""Run in a copy of the program whose table has one field more: `warranty` of a scope item.

Follows the field from the files of staff to every place where a certificate is kept or told, and prints what arrived.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import replace
from typing import Any

from certs.certificate.input_json import issue_json
from certs.certificate.public_content import content_digest, public_content
from certs.certificate.reading.read_file import read
from certs.certificate.subject_fields import completed
from certs.days import instant_text
from certs.errors import Malformed
from certs.register.answers.certificate_answer import Answer, answer
from certs.register.answers.kin import NO_KIN
from certs.trust.credential.subject import require_subject
from scripts.site_builder import site_tables
from scripts.terminal import answer_json
from scripts.verbs import show
from tests.certificate.sample_inputs import EXAMPLE, TODAY, Book
from tests.register.founded_register import NOW, SETTINGS, founded
from verify.api.certificate_json import certificate_json

TERMS = "整机三年"


def refused(subject: dict[str, Any], value: object) -> bool:
    """Tell whether a credential with another value in the field is refused."""
    item = {**subject["scope"][0], "warranty": value}
    try:
        require_subject({**subject, "scope": [item, *subject["scope"][1:]]})
    except Malformed:
        return True
    return False


def followed(database: str) -> dict[str, Any]:
    """Return what arrived at each place."""
    written = EXAMPLE.replace('category = "C3852"', f'category = "C3852"\nwarranty = "{TERMS}"', 1)
    [draft] = read(written.encode(), "a.toml", TODAY).drafts
    [from_sheet] = Book().fill("范围", 3, warranty=TERMS).read().drafts
    items = issue_json(draft)["scope"]
    register = founded(f"sqlite:///{database}")
    [issued] = register.issue(draft)
    with register.reader().view() as view:
        matches = [(match.number, match.field) for match in view.find("三年", limit=9)[0]]
    shown = answer(register.reader(), issued.number, now=NOW)
    register.close()
    assert isinstance(shown, Answer)
    subject = dict(shown.version.subject)
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        show.tell(shown, None, NO_KIN)
    bare = replace(draft.scope[0], warranty="")  # type: ignore[call-arg]
    without = replace(draft, scope=(bare, *draft.scope[1:]))
    contents = [content_digest(public_content(each, "five-star")) for each in (draft, without)]
    return {
        "toml": draft.scope[0].warranty,  # type: ignore[attr-defined]
        "xlsx": from_sheet.scope[0].warranty,  # type: ignore[attr-defined]
        "input": [item.get("warranty") for item in items],
        "credential": [item.get("warranty") for item in subject["scope"]],
        "refused": [refused(subject, value) for value in (TERMS, "", [TERMS], 3)],
        "two contents": len(set(contents)),
        "search": matches == [(issued.number, "warranty")],
        "api": certificate_json(shown, NO_KIN, SETTINGS.base_url, instant_text(NOW))["scope"][0]["warranty"],
        "show --json": answer_json.certificate(shown)["scope"][0]["warranty"],
        "show": TERMS in "".join(screen.getvalue().split()),
        "page": [item["warranty"] for item in completed(subject)["scope"]],
        "handbook": "scope.warranty" in site_tables.fields("zh"),
    }


if __name__ == "__main__":
    print(json.dumps(followed(sys.argv[1])))  # noqa: T201 - what the test reads
