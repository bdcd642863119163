"""What a test looks at within a PDF: its tag tree and the files that belong to it."""

from __future__ import annotations

from typing import Any

import pikepdf


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    """Return every element of the tag tree."""
    elements, open_ones = list[Any](), [pdf.Root.StructTreeRoot]
    while open_ones:
        element = open_ones.pop()
        kids: Any = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                elements.append(kid)
                open_ones.append(kid)
    return elements


def attached(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Return the file specifications that belong to the document, by name."""
    return {str(spec.UF): spec for spec in pdf.Root.AF}
