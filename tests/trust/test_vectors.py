"""Our own vector: format 1 as it will stand for ever. If this fails, papers already issued no longer verify.

`python -m tests.trust.test_vectors` writes the file anew, which is right only before the first release of a format.
"""

from __future__ import annotations

import json
from typing import Any

from certs import canonical
from certs.trust.trust_list.did import did_document, status_did_document
from certs.trust.trust_list.trust_fold import secure_trust_list
from tests.trust.sample_trust import NOW, VECTORS, founding, key, paper, trust_after

FILE = VECTORS / "starmark_v1.json"


def made() -> dict[str, Any]:
    of, trust = paper(), trust_after()
    return {
        "founding_events": [canonical.dumps(event).decode() for event in founding()],
        "trust_json": secure_trust_list(trust, key("root-1").sign, trust.key("root-1"), NOW).decode(),
        "did_json": did_document(trust),
        "status_did_json": status_did_document(trust),
        "certificate_json": of.json.decode(),
        "certificate_jwt": of.jwt,
        "qr_text": of.qr_text,
        "issued_event": of.event.decode(),
    }


def test_format_1_is_what_it_was() -> None:
    stored = json.loads(FILE.read_text("utf-8"))
    for name, value in made().items():
        assert value == stored[name], name


if __name__ == "__main__":
    FILE.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", "utf-8")
