"""What is published for other people's software: keys, DID documents, and the context."""

from __future__ import annotations

from typing import Final

import orjson
from flask import Blueprint, Response

from certs.trust.credential import context_file
from certs.trust.trust_list.did import did_document, status_did_document
from verify.headers import KEEP_FOR_EVER
from verify.open_answers import tagged
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("publication", __name__)
_DID: Final = "application/did+json"


@reads(blueprint, "/.well-known/did.json")
def did() -> Response:
    """The did:web document of the body: its `certificate` keys."""
    return tagged(service().register.read(lambda view: orjson.dumps(did_document(view.trust))), _DID)


@reads(blueprint, "/status/did.json")
def status_did() -> Response:
    """The did:web document under which status lists are issued: `list` keys only."""
    return tagged(service().register.read(lambda view: orjson.dumps(status_did_document(view.trust))), _DID)


@reads(blueprint, "/trust.json")
def trust() -> Response:
    """The trust list, byte for byte as the root signed it."""
    return tagged(service().register.read(lambda view: view.trust_bytes()), "application/json")


@reads(blueprint, "/contexts/v1")
def context() -> Response:
    """The JSON-LD context of our credentials. It never changes."""
    return tagged(context_file.CONTEXT_V1, "application/ld+json", KEEP_FOR_EVER)
