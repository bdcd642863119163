"""The child process that makes kits of the star mark: `python -m certs.documents.kit_process`."""

from __future__ import annotations

from typing import Final

import orjson

from certs import limits
from certs.documents import child_processes
from certs.documents.marks.kit_facts import KitFacts
from certs.errors import Words

MODULE: Final = "certs.documents.kit_process"
_IN_TWO_LANGUAGES: Final = ("level", "holder", "body")


def question(facts: KitFacts) -> bytes:
    """Return what is asked of the child: the same bytes for the same kit."""
    return orjson.dumps(facts)


def answer(data: bytes) -> bytes:
    """Make the kit that is asked for. Raises as `kit.make` does."""
    from certs.documents.marks import kit  # here, so that who only asks loads neither compiler nor reader

    values = orjson.loads(data)
    return kit.make(KitFacts(**{**values, **{name: Words(**values[name]) for name in _IN_TWO_LANGUAGES}}))


if __name__ == "__main__":
    child_processes.serve(answer, limits.PAPER_MEMORY)
