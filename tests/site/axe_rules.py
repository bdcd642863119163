"""The rules of axe-core, run in a page: asked for what is violated alone, since listing what is met takes as long."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import axe_playwright_python
from playwright.sync_api import Page

AXE: Final = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN: Final = """async (rules) => {
  const options = { resultTypes: ["violations"], preload: false, elementRef: false };
  const found = await axe.run(document, rules ? { ...options, runOnly: { type: "rule", values: rules } } : options);
  return found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


def violations(page: Page, rules: tuple[str, ...] | None = None) -> list[str]:
    """Return what axe finds, as rule and places."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, rules)
    return found
