"""What each certificate is from day to day tells too until when it is suspended, and from when the next surveillance is
reckoned; and entries are found by when they were recorded. So what is due, or to be reported, is picked from many.
"""

import sqlalchemy as sa
from alembic import context, op

revision = "r0006"
down_revision = "r0005"

_STANDING = sa.table(
    "standing",
    *(sa.column(name, sa.Date) for name in ("begins", "ends", "until", "surveilled")),
    *(sa.column(name, sa.Text) for name in ("number", "status", "uscc", "region", "scheme", "level")),
)


def upgrade() -> None:
    """Add both days, fold the standings anew from the log, and index what is asked by day."""
    op.add_column("standing", sa.Column("until", sa.Date))
    op.add_column("standing", sa.Column("surveilled", sa.Date))
    op.execute(sa.delete(_STANDING))
    for rows in context.config.attributes["standings"](op.get_bind()):
        op.bulk_insert(_STANDING, [dict(row) for row in rows])
    op.create_index("standing_due", "standing", ["status", "surveilled", "ends", "begins", "number"])
    op.create_index("event_recorded", "event", ["recorded"])
    op.create_index("certificate_valid_until", "certificate", ["valid_until"])
