"""How tests look at a page: the browser and its windows, a watch over what the page does, and which pages there are."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Page

CHROMIUM: Final = "/usr/bin/chromium-headless-shell"
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def view(width: int, scheme: str) -> dict[str, Any]:
    """Return the options of a window."""
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}


def watched(page: Page, origin: str) -> list[str]:
    """Return a list that fills with whatever a page should not do."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "requestfailed",
        lambda request: (
            None
            if request.failure == "net::ERR_ABORTED"  # the test went on
            else wrong.append(f"failed: {request.url}")
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((origin, "data:", "blob:")) else wrong.append(f"outside: {request.url}")
        ),
    )
    return wrong
