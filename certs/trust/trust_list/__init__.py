"""Whose keys hold, and since when: the trust list as a fold of root events, and did.json from it. Pure."""
