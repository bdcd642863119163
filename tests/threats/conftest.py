"""The built site, for what its page of threats says."""

from tests.site.conftest import built

__all__ = ["built"]
