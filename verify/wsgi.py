"""The door for a WSGI server: `verify.wsgi:app`, made from STARMARK_HOME when the server asks for it.

`STARMARK_SITE` names the folder of the built site; without it, `build/site` beside this package, if it exists.
`verify.wsgi:worker` is the same application in a process of granian as `starmark serve` starts it, which watches over
its connections.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.errors import Misuse
from certs.instance.folder import open_instance

if TYPE_CHECKING:
    from flask import Flask

    from certs.instance.service_settings import ServiceSettings
    from verify.door.connections import Ongoing


# After which a thread that computes lets another have its turn: a page that is ready does not wait for a hard question.
_SWITCH_SECONDS: Final = 0.001


@cache
def application() -> Flask:
    """Return the one application of this process. Raises Misuse if STARMARK_HOME is not set or is no instance."""
    return _made()[0]


@cache
def worker() -> Flask:
    """Return the application of this process, which from now on looks after the connections of its clients."""
    from verify.door.connections import Doorkeeper

    app, ongoing, service = _made()
    sys.setswitchinterval(_SWITCH_SECONDS)
    Doorkeeper(ongoing, per_address=service.proxies == 0).start()
    _ready_for_files(app)
    if service.metrics is not None:
        from verify.watch import monitor  # who counts nothing loads nothing that counts

        monitor.watch(app, service.metrics)
    return app


def _ready_for_files(app: Flask) -> None:
    """Start what judges files a moment from now, when the first pages are out: the first file must not wait for it."""
    from verify.service import EXTENSION

    files = app.extensions[EXTENSION].files
    starter = threading.Timer(limits.DOCUMENT_READY_SECONDS, files.children.prepare)
    starter.daemon = True
    starter.start()


def _made() -> tuple[Flask, Ongoing, ServiceSettings]:
    from verify.app import create_app
    from verify.config import Config
    from verify.door import front

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
    app = create_app(Config(instance.settings, instance.register_url, site, home=instance.home))
    return app, front.put_before(app, instance.settings.service), instance.settings.service


def __getattr__(name: str) -> Any:
    """Make the application when it is first asked for, so that importing this module reads no environment."""
    if name == "app":
        return application()
    raise AttributeError(name)
