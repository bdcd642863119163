"""Shapes as SVG: one fill a path and no stroke, so that every program and every printer draws the same."""

from __future__ import annotations

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


def figure(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def polygon(points: list[Point]) -> str:
    """Return path data of a closed polygon."""
    return "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in points) + "Z"


def box(left: float, top: float, right: float, bottom: float) -> str:
    """Return path data of a rectangle."""
    return f"M{figure(left)} {figure(top)}H{figure(right)}V{figure(bottom)}H{figure(left)}Z"


def path(fill: str, data: str, *, cut: bool = False) -> str:
    """Return one filled path; `cut` leaves out what is drawn twice."""
    rule = ' fill-rule="evenodd"' if cut else ""
    return f'<path fill="{fill}"{rule} d="{data}"/>'


def place(inner: str, left: float, top: float, across: float, down: float | None = None) -> str:
    """Return a drawing moved and scaled; another scale down than across stretches it."""
    scale = f"{across:g}" if down is None else f"{across:g} {down:g}"
    return f'<g transform="translate({left:g} {top:g}) scale({scale})">{inner}</g>'


def document(title: str, size: tuple[float, float], inner: str, shown: tuple[str, str] | None = None) -> str:
    """Return an SVG file of this width and height in units; `shown` are others to show it at, such as `15mm`."""
    width, height = shown or (figure(size[0]), figure(size[1]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure(size[0])} {figure(size[1])}" '
        f'width="{width}" height="{height}" role="img"><title>{title}</title>{inner}</svg>\n'
    )
