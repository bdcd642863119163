"""The field that a signature is written into: invisible, and part of the tag tree.

The certificate has a place for a signature by hand and shows who issued it, so that a second mark on it would only be
mistaken for a seal. PDF/A wants an annotation printed and not hidden, or without any extent (ISO 19005-3, 6.3);
PDF/UA wants it within the structure and described (ISO 14289-1, 7.18). So the field has no extent, and is nested.
"""

from __future__ import annotations

import io
from typing import Final

import pikepdf

from certs.errors import Words

NAME: Final = "Signature"
_PRINT, _LOCKED = 1 << 2, 1 << 7  # flags of an annotation (ISO 32000-1, table 165)
_BOTH_EXIST: Final = 3  # signatures exist, and are to be appended to (ISO 32000-1, table 219)
_DESCRIPTION: Final = Words("发证机构的电子签名（不显示）", "The body's electronic signature (not shown)")


def with_field(pdf: bytes, language: str) -> bytes:
    """Return a PDF of ours with an empty field for a signature, described in the language of its edition."""
    described = _DESCRIPTION.zh if language == "zh" else _DESCRIPTION.en
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root, page = document.Root, document.pages[0].obj
        tree = root.StructTreeRoot
        place = int(tree.ParentTreeNextKey)
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=pikepdf.String(NAME),
                TU=pikepdf.String(described),
                F=_PRINT | _LOCKED,
                Rect=[0, 0, 0, 0],
                P=page,
                StructParent=place,
            )
        )
        page.Annots = pikepdf.Array([*page.get("/Annots", pikepdf.Array()), field])
        root.AcroForm = document.make_indirect(pikepdf.Dictionary(Fields=[field], SigFlags=_BOTH_EXIST))
        parent = tree.K[0]
        element = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem,
                S=pikepdf.Name.Form,
                P=parent,
                Alt=pikepdf.String(described),
                K=pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=field, Pg=page),
            )
        )
        parent.K.append(element)
        for entry in (place, element):
            tree.ParentTree.Nums.append(entry)
        tree.ParentTreeNextKey = place + 1
        written = io.BytesIO()
        document.save(written, deterministic_id=True, fix_metadata_version=False)
    return written.getvalue()
