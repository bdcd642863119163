"""Building a release: the wheel, twice and compared, and the list of what it needs (not installed on a body's host)."""
