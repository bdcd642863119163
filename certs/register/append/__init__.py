"""Appending to the register: entries, what is folded from them, the log's growth; inside a write transaction only."""
