"""Reading a two-level TOML document strictly: every wrong, missing or unknown field is noted with its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from certs import limits
from certs.errors import FieldError, Words


class FieldTables:
    """Reads fields out of the two-level document and remembers what was asked for, so that the rest is reported."""

    def __init__(self, document: Mapping[str, Any], errors: list[FieldError]) -> None:
        self.document, self.errors, self.names = document, errors, set[tuple[str, str]]()

    def _get(self, table: str, name: str) -> Any:
        self.names.add((table, name))
        section = self.document.get(table, {})
        return section.get(name) if isinstance(section, dict) else None

    def text(self, table: str, name: str, default: str | None = None) -> str:
        """Return a string field; without a default it is required."""
        value = self._get(table, name)
        if value is None and default is not None:
            return default
        path = f"{table}.{name}"
        if value is None or value == "":
            self.errors.append(field_error(path, "", "missing", "缺少这一项。", "This is missing."))
        elif not isinstance(value, str):
            self.errors.append(
                field_error(path, str(value), "type", "应为加引号的文字。", "It must be text in quotes.")
            )
        elif len(value) > limits.STRING or not value.isprintable():
            self.errors.append(
                field_error(
                    path,
                    value,
                    "range",
                    f"最多 {limits.STRING} 个字符，不含控制字符。",
                    f"At most {limits.STRING} characters, none of them a control character.",
                )
            )
        else:
            return value
        return ""

    def count(self, table: str, name: str, default: int, least: int = 1) -> int:
        """Return a whole number, from `least` on."""
        value = self._get(table, name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= limits.HEADCOUNT:
            self.errors.append(
                field_error(
                    f"{table}.{name}",
                    str(value),
                    "type",
                    "应为正整数。" if least else "应为整数，不小于 0。",
                    "It must be a positive whole number." if least else "It must be a whole number, 0 or more.",
                )
            )
            return default
        return value

    def texts(self, table: str, name: str) -> tuple[str, ...]:
        """Return a list of strings; none if left out."""
        values = self._get(table, name)
        if values is None:
            return ()
        if isinstance(values, list) and all(
            isinstance(one, str) and one and len(one) <= limits.STRING and one.isprintable() for one in values
        ):
            return tuple(values)
        zh, en = "应为加引号的文字的列表。", "It must be a list of texts in quotes."
        self.errors.append(field_error(f"{table}.{name}", _shown(values), "type", zh, en))
        return ()

    def flag(self, table: str, name: str) -> bool:
        """Return true or false; false if left out."""
        value = self._get(table, name)
        if value is not None and not isinstance(value, bool):
            self.errors.append(
                field_error(f"{table}.{name}", str(value), "type", "应为 true 或 false。", "It must be true or false.")
            )
        return value is True

    def one_of(self, path: str, value: str, allowed: tuple[str, ...]) -> None:
        """Report a value outside a closed list."""
        if value and value not in allowed:
            names = "、".join(allowed)
            self.errors.append(
                field_error(path, value, "range", f"只能是：{names}。", f"It must be one of: {', '.join(allowed)}.")
            )

    def finish(self) -> None:
        """Report every table and field that nothing asked for."""
        tables = {table for table, _ in self.names}
        for table, section in self.document.items():
            if table not in tables or not isinstance(section, dict):
                self.errors.append(
                    field_error(
                        table,
                        _shown(section),
                        "unknown",
                        "不认识这一节，请检查拼写。",
                        "This section is not known; check the spelling.",
                    )
                )
                continue
            self.errors.extend(
                field_error(
                    f"{table}.{name}",
                    _shown(value),
                    "unknown",
                    "不认识这一项，请检查拼写。",
                    "This field is not known; check the spelling.",
                )
                for name, value in section.items()
                if (table, name) not in self.names
            )


def field_error(field: str, value: str, code: str, zh: str, en: str) -> FieldError:
    """Note one field; its path leads the sentence."""
    return FieldError(field, value, code, Words(f"{field}：{zh}", f"{field}: {en}"))


def _shown(value: object) -> str:
    """Return what stands there as text: of a section its fields, of a list its entries."""
    match value:
        case dict():
            return "; ".join(f"{name} = {_shown(entry)}" for name, entry in value.items())
        case list():
            return "; ".join(map(_shown, value))
        case _:
            return str(value)
