"""An object store for the tests: moto's HTTP server, a process's own, and a hand before it that can be unfaithful.

It speaks S3 over a real socket to the real boto3. It is not Amazon's: what only that does is not tested here. (The
server asks for flask-cors.)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

BUCKET = "published"
Fault = Callable[[Request, Callable[[], Response]], Response | None]  # None: answered as usual


@dataclass
class ObjectStore:
    """A store with one bucket. `fault` may answer a request in its place; `asked` are methods and names, in order."""

    url: str
    fault: Fault = lambda _request, _do: None
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def client(self) -> Any:
        """A client of the test itself."""
        return boto3.client("s3", endpoint_url=self.url, config=Config(retries={"total_max_attempts": 1}))

    def put(self) -> list[str]:
        """Return the names that were written, in the order of the requests."""
        return [name for method, name in self.asked if method == "PUT"]


@contextmanager
def running(environment: Callable[[str, str], object]) -> Iterator[ObjectStore]:
    """Run a store on a free port; `environment` sets the variables by which boto3 finds it and its credentials."""
    inner = DomainDispatcherApplication(create_backend_app)
    store = ObjectStore("")

    def answer(environ: dict[str, Any], start: Any) -> Any:
        request = Request(environ, populate_request=False)
        name = request.path.removeprefix(f"/{BUCKET}").lstrip("/")

        def usual() -> Response:
            return Response.from_app(inner, environ)

        store.asked.append((request.method, name))
        return (store.fault(request, usual) or usual())(environ, start)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    store.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL_S3", store.url),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ):
        environment(name, value)
    try:
        store.client.create_bucket(Bucket=BUCKET)
        store.asked.clear()
        yield store
    finally:
        server.shutdown()
        thread.join(10)
        for backends in s3_backends.values():
            for backend in backends.values():
                backend.reset()
