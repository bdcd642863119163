#!/bin/bash
# A standby in a container: the first time it copies the primary whole, and then follows it; each later time it goes on
# from what it has. PGDATA is where it lies, PRIMARY how the primary is reached; the words after it go to the server.
set -euo pipefail
if [ ! -e "$PGDATA" ]; then
    # A copy that was broken off is begun again: only a whole one gets the name.
    rm -rf "$PGDATA.unfinished"
    pg_basebackup --dbname="$PRIMARY" --pgdata="$PGDATA.unfinished" --write-recovery-conf --checkpoint=fast
    mv "$PGDATA.unfinished" "$PGDATA"
fi
exec postgres "$@"
