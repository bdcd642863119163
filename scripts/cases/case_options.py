"""What the commands of the casework share: the code of who acts, and the argument that names a case."""

from __future__ import annotations

from collections.abc import Sequence

from certs.certificate import staff_code
from certs.errors import Malformed, Misuse, Words
from scripts.terminal.verb_frame import argument, option, require

case_argument = argument(
    "case", metavar="CASE", words=Words("案件编号，如 A26-00001。", "The case, such as A26-00001.")
)
by_one_option = option(
    "--by",
    multiple=True,
    metavar="CODE",
    words=Words("办理人的工号（不写姓名）。", "Staff code of who acts (never a name)."),
)


def read_code(given: str | Sequence[str], name: str) -> str:
    """Return one staff code in its one form. Raises Misuse for none, for several, and for what is no code."""
    codes = [given] if isinstance(given, str) else list(given)
    require(name, codes or None)
    if len(codes) > 1:
        raise Misuse(
            "by",
            f"{name} 只写一个工号，这次写了 {len(codes)} 个。什么也没有办理。",
            f"{name} takes one staff code and was given {len(codes)}. Nothing was done.",
        )
    try:
        return staff_code.validate(codes[0])
    except Malformed as error:
        zh, en = error.words
        raise Misuse("by", f"{name}：{zh}什么也没有办理。", f"{name}: {en} Nothing was done.") from error
