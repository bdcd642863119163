"""Build the site: write tables from the program's data, build Chinese and then English, mend and check the result.

The order matters, since the Chinese build empties the folder. A plain script stands where MkDocs hooks could, so that
another builder of the same files can take over. The service reads `csp.txt`, the policy that fits what was built.

    python -m scripts.build_site [--to build/site]
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import time
from pathlib import Path
from typing import Final

from scripts import (
    site_assess,
    site_contact,
    site_evidence,
    site_glossary,
    site_pages,
    site_rules,
    site_tables,
    site_threats,
)

ROOT: Final = site_tables.ROOT
CONFIGS: Final = (("mkdocs.yml", "."), ("mkdocs.en.yml", "en"))
# jieba keeps these as one word, so that a search for 星级 would miss them.
TOO_LONG_WORDS: Final = ("五星级", "四星级", "三星级", "二星级")


def write_snippets(folder: Path) -> None:
    """Write every table into the folder, below the language that it is in."""
    made: dict[str, str] = {}
    for source in (site_tables, site_rules, site_assess, site_evidence, site_glossary, site_contact, site_threats):
        made |= source.snippets()
    for name, text in made.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def cut_words() -> None:
    """Teach the word splitter of the search what to cut."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    for word in TOO_LONG_WORDS:
        jieba.del_word(word)


def build(config_file: str, site: Path, snippets: Path) -> None:
    """Build one language strictly. Raises mkdocs.exceptions.Abort, after naming what is wrong on stderr."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build as build_pages
    from mkdocs.config import load_config

    config = load_config(config_file=str(ROOT / config_file), strict=True, site_dir=str(site))
    config.mdx_configs["pymdownx.snippets"]["base_path"] = [str(snippets)]
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build_pages(config)
    finally:
        config.plugins.on_shutdown()


def build_all(site: Path) -> None:
    """Build both languages into the folder and write the policy beside them."""
    snippets = site.parent / "snippets"
    write_snippets(snippets)
    cut_words()
    for config_file, folder in CONFIGS:
        build(config_file, site / folder, snippets)
    site_evidence.write_workbooks(site)
    site_pages.finish(site)
    (site / site_pages.CSP_FILE).write_text(site_pages.policy(site) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the site in both languages.")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "site", help="folder to build into")
    site: Path = parser.parse_args().to.resolve()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    begun = time.monotonic()
    with contextlib.chdir(ROOT):
        build_all(site)
    pages = len(list(site.rglob("*.html")))
    print(f"{pages} pages in {site} in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
