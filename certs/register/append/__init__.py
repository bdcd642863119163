"""Appending to the register: entries, what is folded from them, and the log's growth. Only inside a write transaction."""
