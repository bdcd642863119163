"""The forms of a case that applicants and staff fill in: what each asks, and what its answers must agree on."""
