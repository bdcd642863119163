"""Holding folded tables against the log's entries on all cores, and folding in bulk; it decides nothing."""
