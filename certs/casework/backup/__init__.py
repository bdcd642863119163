"""Backing up and restoring an instance: one sealed file with all that cannot be made again."""
