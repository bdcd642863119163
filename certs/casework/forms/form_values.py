"""The values of a form, read as its fields say: forgiving in form, strict in meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from certs.casework.forms.form_layout import label_of
from certs.certificate import glyphs
from certs.certificate.reading.field_reader import Reader
from certs.certificate.reading.filler_values import note_filler
from certs.certificate.reading.tidy_text import UNREADABLE, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from certs.casework.forms.form_layout import FormField
    from certs.casework.forms.form_reading import FormRows
    from certs.certificate.reading.findings import Findings, Place


class FormReader:
    """Reads raw values as the fields say. `more` are the code points of a body's own fonts."""

    def __init__(self, findings: Findings, more: AbstractSet[int] = glyphs.NONE) -> None:
        self._findings, self._reader = findings, Reader(findings, more)

    def rows(self, form_rows: FormRows) -> Iterator[dict[str, Any]]:
        """Yield each row with its values read; what is required and empty is noted."""
        for index, values in enumerate(form_rows.rows):
            yield {
                each.name: self._value(each, values.get(each.name), form_rows.place(index, each.name))
                for each in form_rows.sheet.fields
            }

    def _value(self, each: FormField, value: object, place: Place) -> Any:
        if value is UNREADABLE:
            return each.field.empty
        if not each.choices and note_filler(self._findings, each.field, place, value):  # 否 is no content elsewhere
            return each.field.empty
        if is_empty(value):
            if each.required:
                zh, en = f"没有填写{each.field.head.zh}。{each.field.note.zh}", f"it is missing. {each.field.note.en}"
                self._findings.add(place, value, "missing", zh, en)
            return each.field.empty
        read = self._reader.read(each.field, place, value)
        if each.choices and label_of(read) not in map(label_of, each.choices):
            names = "、".join(each.choices)
            zh, en = f"“{read}”不在可选的内容里，只能是：{names}。", f"“{read}” is none of the choices: {names}."
            self._findings.add(place, value, "unknown", zh, en)
            return each.field.empty
        return next((choice for choice in each.choices if label_of(choice) == label_of(read)), read)
