"""The open interface as tables, from the table that the service itself reads: addresses, parameters, answers."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from certs.errors import Words
from scripts.site_builder.site_rules import row, said
from scripts.site_builder.site_tables import LANGUAGES, data_table
from verify.contract.json_shapes import SHAPES
from verify.contract.openapi_document import ALWAYS, GROUPS, OPERATIONS
from verify.contract.operation import Operation

HEADS: Final = (
    Words("地址", "Address"),
    Words("做什么", "Purpose"),
    Words("参数", "Parameters"),
    Words("回答", "Answer"),
)
SHAPE_HEADS: Final = (Words("形状", "Shape"), Words("字段", "Fields"))
_SHAPES: Final = Words("回答的形状", "Shapes of answers")
_REFUSALS: Final = Words("别的回答", "Other answers")
_STATUS_HEADS: Final = (Words("状态码", "Status"), Words("什么时候", "When"))
_REQUIRED: Final = Words("必填", "required")
_OPTIONAL: Final = Words("可以没有", "may be left out")
_BODY: Final = Words("请求的内容", "Body")


def interface(language: str) -> str:
    """Return the whole page's content: a table for each group, the shapes, and what else is answered."""
    heads = [said(words, language) for words in HEADS]
    parts = []
    for group, words in GROUPS.items():
        rows = [_operation(one, heads, language) for one in OPERATIONS if one.group == group]
        parts += [f"## {said(words, language)}\n", data_table(heads, rows)]
    parts += [f"## {said(_SHAPES, language)}\n", _shapes(language)]
    parts += [f"## {said(_REFUSALS, language)}\n", _refusals(language)]
    return "\n".join(parts)


def snippets() -> dict[str, str]:
    """Return the snippet in both languages by its path below the snippet folder."""
    return {f"{language}/interface.md": interface(language) for language in LANGUAGES}


def _operation(one: Operation, heads: list[str], language: str) -> str:
    told = [
        f"<code>{parameter.name}</code> {said(parameter.words, language)}"
        + (f" ({said(_REQUIRED, language)})" if parameter.required else "")
        for parameter in (*one.places, *one.parameters)
    ]
    if one.body is not None:
        told.append(
            f"{said(_BODY, language)}: <code>{escape(one.body.content_type)}</code> <code>{one.body.shape}</code> "
            f"{said(one.body.words, language)}"
        )
    answer = f"<code>{escape(one.content_type)}</code>" + (f" <code>{one.shape}</code>" if one.shape else "")
    address = f"<code>{one.method} {escape(one.path)}</code>"
    return row(address, [said(one.words, language), "<br>".join(told) or "—", answer], heads)


def _shapes(language: str) -> str:
    heads = [said(words, language) for words in SHAPE_HEADS]
    rows = [row(f"<code>{name}</code>", [_fields(shape, language)], heads) for name, shape in SHAPES.items()]
    return data_table(heads, rows)


def _fields(shape: Mapping[str, Any], language: str) -> str:
    """Return the fields of a shape, those that may be lacking marked; of one without fields, what it is."""
    fields, needed = shape.get("properties", {}), shape.get("required", ())
    told = [
        f"<code>{name}</code> {_kind(of)}" + ("" if name in needed else f" ({said(_OPTIONAL, language)})")
        for name, of in fields.items()
    ]
    return "<br>".join(told) or _kind(shape)


def _kind(shape: Mapping[str, Any]) -> str:
    """Return in a word what a value is: the name of its shape, its codes, or its type."""
    if "$ref" in shape:
        return f"<code>{shape['$ref'].rpartition('/')[2]}</code>"
    if "anyOf" in shape:
        return " | ".join(_kind(one) for one in shape["anyOf"])
    if shape.get("type") == "array":
        return f"[{_kind(shape['items'])}]"
    if "enum" in shape:
        return " ".join(f"<code>{escape(str(code))}</code>" for code in shape["enum"])
    if "properties" in shape:
        return "{" + ", ".join(f"<code>{name}</code>" for name in shape["properties"]) + "}"
    return str(shape.get("format", shape.get("type", "")))


def _refusals(language: str) -> str:
    heads = [said(words, language) for words in _STATUS_HEADS]
    every = {(one.status, one.words) for operation in OPERATIONS for one in operation.refusals} | {
        (one.status, one.words) for one in ALWAYS
    }
    rows = [
        row(str(status), [said(words, language)], heads)
        for status, words in sorted(every, key=lambda one: (one[0], one[1].en))
    ]
    return data_table(heads, rows)
