"""What others have seen of our log, decided on the bytes that they answer with: the published head, a witness's size.

A whole host that was put back from a copy cannot know by itself that it is old; those outside can. Only what the log
has signed, or what a witness says that it cosigned, stops an act: whoever answers with anything else has not answered.
"""

from __future__ import annotations

from typing import Final

from certs.errors import Malformed, NotGenuine, Refused
from certs.log.c2sp_text import decode_number
from certs.log.checkpoint import Head
from certs.log.checkpoint_policy import Policy, verify_checkpoint
from certs.log.witness_decision import Request

_COSIGNED: Final = 200
_OTHER_SIZE: Final = 409
_OTHER_TREE: Final = 422


def published_head(raw: bytes, policy: Policy) -> bytes:
    """Return a checkpoint that was fetched, if the log has signed it. Raises Malformed or NotGenuine."""
    verify_checkpoint(raw, policy)
    return raw


def question(ours: bytes, size: int) -> bytes:
    """Return the body that asks a witness about our newest head (C2SP tlog-witness, add-checkpoint)."""
    return Request(size, (), ours).encode()


def known_to_witness(status: int, body: bytes, ours: Head) -> int:
    """Return the size that a witness has cosigned, by its answer to `question`.

    Raises Refused (`log_forked`) if it has cosigned another tree of our size, NotGenuine or Malformed if that was no
    answer to the question.
    """
    if status == _COSIGNED:
        return ours.size
    if status == _OTHER_SIZE:
        try:
            return decode_number(body.decode("ascii").removesuffix("\n"))
        except UnicodeDecodeError as error:
            raise Malformed("witness_answer", *_NO_ANSWER) from error
    if status == _OTHER_TREE:
        raise Refused(
            "log_forked",
            f"见证方联署过 {ours.size} 条的另一棵树：登记簿与别人见过的历史不同，已停止办理，没有改动任何内容。请保留现场并按手册处理。",
            f"A witness has cosigned another tree of {ours.size} entries: the register is not the history that others "
            "have seen. Acts have stopped and nothing was changed. Keep everything as it is and follow the runbook.",
        )
    raise NotGenuine("witness_answer", f"{_NO_ANSWER[0]}（{status}）", f"{_NO_ANSWER[1]} ({status})")


def require_not_behind(size: int, cosigned: int, witness: str) -> None:
    """Raise Refused (`log_behind`) if a witness has cosigned more entries than the register has."""
    if cosigned > size:
        raise Refused(
            "log_behind",
            f"登记簿落后：它有 {size} 条，见证方 {witness} 联署过 {cosigned} 条。已停止办理，没有改动任何内容。"
            "很可能恢复了旧的副本：请用较新的备份，或从公开日志重建。",
            f"The register is behind: it has {size} entries, and the witness {witness} has cosigned {cosigned}. Acts "
            "have stopped and nothing was changed. An old copy was probably put back: use a newer backup, or rebuild "
            "from the public log.",
        )


_NO_ANSWER: Final = ("见证方答非所问", "the witness did not answer the question")
