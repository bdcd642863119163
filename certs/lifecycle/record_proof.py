"""What the log entries of a certificate prove by themselves: each its own signature, and one of them the credential
that it carries.

The entries are taken as they were read, so nothing is parsed or written a second time.
"""

from __future__ import annotations

from certs.lifecycle.event_proof import check_event_proof
from certs.lifecycle.record import Record, Version
from certs.trust.credential.credential import read_credential, require_issuer
from certs.trust.data_integrity import ASSERTION, verify_proof
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.verification import Proven, proven_by


def prove_record(record: Record, version: Version, trust: TrustList) -> Proven:
    """Return what a version of a certificate proves, all its entries that count having proved themselves.

    A void entry is not believed, so it does not speak against the rest either; but the version shown has to be proved.
    Raises NotGenuine for a signature that does not hold, Malformed for another shape than ours, CouldNotCheck for a
    newer format.
    """
    for entry in record.entries:
        if entry.position not in record.void or entry.position == version.position:
            check_event_proof(entry, trust)
    credential = read_credential(version.credential, secured=True)
    require_issuer(credential, trust.base_url, trust.did)
    key = verify_proof(credential.document, lambda method: trust.signer(method, "certificate"), ASSERTION)
    return proven_by(credential, key)
