"""The digest of what a certificate says moves from the certificate to each of its versions.

So the file that an older version was issued from is known again, also after the organisation's own code was corrected.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from certs import canonical

revision = "r0002"
down_revision = "r0001"

# The newest version of each certificate says what the certificate had; the others are read from their entries.
_NEWEST = sa.text(
    "UPDATE version SET content = (SELECT content FROM certificate WHERE certificate.number = version.number) "
    "WHERE version = (SELECT max(v.version) FROM version AS v WHERE v.number = version.number)"
)
_OLDER = sa.text(
    "SELECT version.position, event.raw FROM version JOIN event ON event.position = version.position "
    "WHERE version.content = '' ORDER BY version.position"
)
_CONTENT = frozenset({"excludes", "holder", "level", "scheme", "scope", "scope_text", "sites"})  # of a subject
_FILL = sa.text("UPDATE version SET content = :content WHERE position = :position")


def upgrade() -> None:
    """Give every version its digest, and take it from the certificate."""
    op.add_column("version", sa.Column("content", sa.String(64), nullable=False, server_default=""))
    connection = op.get_bind()
    connection.execute(_NEWEST)
    older = [{"position": row.position, "content": _digest(bytes(row.raw))} for row in connection.execute(_OLDER)]
    if older:
        connection.execute(_FILL, older)
    op.create_index("version_content", "version", ["content"])
    op.drop_index("certificate_content", "certificate")
    op.drop_column("certificate", "content")


def _digest(raw: bytes) -> str:
    subject = json.loads(raw)["credential"]["credentialSubject"]
    content = {name: value for name, value in subject.items() if name in _CONTENT}
    return hashlib.sha256(canonical.dumps_trusted(content)).hexdigest()
