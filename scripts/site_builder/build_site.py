"""Build the site: write tables from the program's data, build Chinese and then English, mend and check the result.

The order matters, since the Chinese build empties the folder. A plain script stands where MkDocs hooks could, so that
another builder of the same files can take over (decision 0013). The service reads `csp.txt`, the policy that fits what
was built.

    python -m scripts.site_builder.build_site [--to build/site] [--profile profile.toml]
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import time
from pathlib import Path
from typing import Final

from certs.errors import StarmarkError
from certs.instance.settings import Settings
from scripts.site_builder import (
    offline_file,
    site_assess,
    site_body,
    site_body_rules,
    site_commands,
    site_conformance,
    site_evidence,
    site_growth,
    site_interface,
    site_libraries,
    site_pages,
    site_paper,
    site_python,
    site_report,
    site_rules,
    site_search,
    site_tables,
    site_terms,
    site_threats,
    site_topics,
)
from scripts.terminal import refusals

ROOT: Final = site_tables.ROOT
CONFIGS: Final = (("mkdocs.yml", ".", "zh"), ("mkdocs.en.yml", "en", "en"))


def write_snippets(folder: Path, settings: Settings) -> None:
    """Write every table into the folder, below the language that it is in."""
    snippets: dict[str, str] = {}
    for source in (
        site_tables,
        site_growth,
        site_assess,
        site_evidence,
        site_terms,
        site_commands,
        site_threats,
        site_python,
        site_interface,
        site_conformance,
    ):
        snippets |= source.snippets()
    snippets |= site_body_rules.snippets(settings)
    snippets |= site_rules.snippets(settings) | site_body.snippets(settings)
    for name, text in snippets.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def build(config_file: str, site: Path, snippets: Path, settings: Settings, language: str) -> None:
    """Build one language strictly. Raises mkdocs.exceptions.Abort, after naming what is wrong on stderr."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build as build_pages
    from mkdocs.config import load_config

    config = load_config(
        config_file=str(ROOT / config_file), strict=True, site_dir=str(site), **site_body.overruled(settings, language)
    )
    config.extra.update(site_body.shown(settings, language) | site_body.links(language))
    config.mdx_configs["pymdownx.snippets"]["base_path"] = [str(snippets)]
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build_pages(config)
    finally:
        config.plugins.on_shutdown()


def build_all(site: Path, settings: Settings) -> None:
    """Build both languages into the folder and write the policy beside them."""
    snippets = site.parent / "snippets"
    write_snippets(snippets, settings)
    site_search.cut_words()
    for config_file, folder, language in CONFIGS:
        build(config_file, site / folder, snippets, settings, language)
    site_evidence.write_workbooks(site)
    site_body_rules.write_forms(site)
    site_conformance.write(site)
    site_paper.write(site, site_paper.pictures() | site_report.pictures())
    site_libraries.write(site)
    offline_file.write(site)
    site_pages.finish(site)
    site_topics.write(site)
    site_body.addressed(site, settings)
    (site / site_pages.CSP_FILE).write_text(site_pages.policy(site) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and build. Ends with 1, telling what is wrong, where profile or data are."""
    parser = argparse.ArgumentParser(description="Build the site in both languages.")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "site", help="folder to build into")
    parser.add_argument(
        "--profile",
        type=Path,
        default=site_body.SAMPLE,
        help="settings of the body that publishes, as `starmark init --profile` takes them",
    )
    options = parser.parse_args()
    site: Path = options.to.resolve()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    if not options.profile.is_file():
        parser.error(f"there is no file {options.profile}")
    begun = time.monotonic()
    try:
        settings = site_body.read(options.profile)
        with contextlib.chdir(ROOT):
            build_all(site, settings)
    except StarmarkError as error:
        refusals.tell_error(error)
        sys.exit(1)
    pages = len(list(site.rglob("*.html")))
    print(f"{pages} pages in {site} in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
