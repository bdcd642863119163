"""What an audit finds: each difference with the table and row, or the file, and the field where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from certs import limits
from certs.errors import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the log says.

    `where` is a table (`certificate`), a file (`public/log/checkpoint`) or a part of the staff journal; `row` names the
    row by its key, `field` the column; both may be empty where the whole is meant. `code` is stable: `changed`,
    `missing`, `extra`, `not_genuine`, `unreadable`.
    """

    where: str
    row: str
    field: str
    code: str
    words: Words

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "where": self.where,
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "message": self.words.to_json(),
        }


@dataclass(slots=True)
class Findings:
    """The differences of one audit, and what is only told. Beyond a bound, differences are counted and no longer
    kept.
    """

    differences: list[Difference] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    more: int = 0

    @property
    def count(self) -> int:
        """How many differences there are in all."""
        return len(self.differences) + self.more

    def add(self, difference: Difference) -> None:
        """Keep a difference."""
        if len(self.differences) < limits.AUDIT_DIFFERENCES:
            self.differences.append(difference)
        else:
            self.more += 1

    def changed(self, where: str, row: str, name: str, expected: object, actual: object) -> None:
        """Keep a field that says something else than the log."""
        zh, en = _shown(expected), _shown(actual)
        self.add(
            Difference(where, row, name, "changed", Words(f"应为 {zh}，却是 {en}。", f"It should be {zh} and is {en}."))
        )

    def missing(self, where: str, row: str) -> None:
        """Keep a row or file that the log calls for and that is not there."""
        words = Words("日志里有，这里没有。", "The log has it, and it is not here.")
        self.add(Difference(where, row, "", "missing", words))

    def surplus(self, where: str, row: str) -> None:
        """Keep a row or file that nothing in the log accounts for."""
        words = Words("这里有，日志里没有任何依据。", "It is here, and nothing in the log accounts for it.")
        self.add(Difference(where, row, "", "extra", words))

    def not_genuine(self, where: str, row: str, name: str, words: Words) -> None:
        """Keep something whose signature, hash or form does not hold."""
        self.add(Difference(where, row, name, "not_genuine", words))

    def unreadable(self, where: str, row: str, cause: object) -> None:
        """Keep something that cannot even be read."""
        text = str(cause).split("\n", 1)[0][:200]
        self.add(Difference(where, row, "", "unreadable", Words(f"读不出来：{text}。", f"It cannot be read: {text}.")))

    def note(self, zh: str, en: str) -> None:
        """Keep what is no difference and yet to be told."""
        self.notes.append(Words(zh, en))


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        return f"{len(value)} B {value[:12].hex()}…" if len(value) > 16 else value.hex() or "—"
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= 80 else text[:79] + "…"
