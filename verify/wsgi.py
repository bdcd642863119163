"""The door for a WSGI server: `verify.wsgi:app`, made from STARMARK_HOME when the server asks for it.

`STARMARK_SITE` names the folder of the built site; without it, `build/site` beside this package, if it exists.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certs.errors import Misuse
from certs.instance.folder import open_instance

if TYPE_CHECKING:
    from flask import Flask


@cache
def application() -> Flask:
    """Return the one application of this process. Raises Misuse if STARMARK_HOME is not set or is no instance."""
    from verify.app import create_app
    from verify.config import Config

    home = os.environ.get("STARMARK_HOME", "")
    if not home:
        raise Misuse(
            "no_home",
            "没有设置 STARMARK_HOME。请把它设为实例所在的目录，或用 starmark serve 启动。",
            "STARMARK_HOME is not set. Set it to the folder of the instance, or start with starmark serve.",
        )
    instance = open_instance(Path(home))
    built = Path(os.environ.get("STARMARK_SITE") or Path(__file__).resolve().parent.parent / "build" / "site")
    site = built if built.is_dir() else None
    return create_app(Config(instance.settings, instance.register_url, site, home=instance.home))


def __getattr__(name: str) -> Any:
    """Make `app` when it is first asked for, so that importing this module reads no environment."""
    if name == "app":
        return application()
    raise AttributeError(name)
