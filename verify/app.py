"""The application factory: one service from one frozen configuration, without login and without key (decision 0011).

Nothing is read from the environment here.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import Flask

from certs import limits
from verify import failures, headers, languages
from verify.access.mirror_age import MirrorAge
from verify.access.register_access import Register
from verify.access.register_health import Health
from verify.access.replicas import Replicas
from verify.api import api_v1, lists_api, ready_certificate
from verify.bids import bid_page, bids_api
from verify.config import Config
from verify.document import document_api, document_page, object_api, offline_download
from verify.failures import FailurePages
from verify.kept_answers import EARLY, Early, KeptAnswers
from verify.open import certificate_files, health, kit_download, live_badge, log_tiles, status_list_views, trust_files
from verify.pages import (
    certificate_page,
    certificate_pdf,
    change_feeds,
    directory_page,
    figures_page,
    list_files,
    log_entries,
    log_proof,
    notices_page,
    qr_page,
    report_page,
    scan_page,
    search_page,
    site_files,
)
from verify.papers import JudgedFiles, Kits, Papers, Stacks
from verify.query_text import AskedRequest
from verify.rendering import Renderer
from verify.service import EXTENSION, Service
from verify.watch.readiness import published_size
from verify.witness_notes import Witnesses

_ANSWERING: Final = (
    search_page,
    certificate_page,
    certificate_pdf,
    report_page,
    qr_page,
    scan_page,
    offline_download,
    certificate_files,
    live_badge,
    kit_download,
    api_v1,
    lists_api,
    bid_page,
    bids_api,
    document_page,
    document_api,
    object_api,
    trust_files,
    health,
    log_tiles,
    log_proof,
    status_list_views,
    log_entries,
    change_feeds,
    notices_page,
    directory_page,
    figures_page,
    list_files,
    site_files,
)


def create_app(config: Config) -> Flask:
    """Make the service. It opens the register with the first question: it starts, and says 503, where there is none."""
    app = Flask(__name__.partition(".")[0], static_folder=None, template_folder=None)
    app.request_class = AskedRequest
    app.config.update(MAX_CONTENT_LENGTH=limits.REQUEST_BODY)
    # Werkzeug mends addresses by redirects that it builds from the Host header; ours are exact.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.url_map.redirect_defaults = False
    renderer = Renderer(config.settings, site=config.site_dir is not None)
    register, witnesses = Register(config.register_url, _replicas(config), _mirror(config)), Witnesses(config.home)
    papers = Papers(config.home / "fonts" if config.home else None)
    here = app.extensions[EXTENSION] = Service(
        config, register, renderer, KeptAnswers(), witnesses, Health(), papers, Kits(), Stacks(), JudgedFiles()
    )
    app.extensions[EARLY] = Early(ready_certificate.asked, partial(ready_certificate.answer, here), [])
    languages.install(app)
    for module in _ANSWERING:
        app.register_blueprint(module.blueprint)
    app.teardown_request(lambda _: register.turn.give_back())
    failures.install(app, FailurePages(renderer))
    app.wsgi_app = headers.Secured(  # type: ignore[method-assign]
        app.wsgi_app, hsts_subdomains=config.settings.service.hsts_subdomains
    )
    return app


def _mirror(config: Config) -> MirrorAge | None:
    own = config.settings.service
    return MirrorAge(config.home, own.mirror_seconds, config.clock) if own.mirror and config.home else None


def _replicas(config: Config) -> Replicas | None:
    own = config.settings.register
    if not own.replicas:
        return None
    return Replicas(
        config.register_url, own.replicas, own.replica_seconds, config.clock, lambda: published_size(config.home) or 0
    )
