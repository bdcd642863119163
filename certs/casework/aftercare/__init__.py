"""The years after the issue: surveillance, what is due, and what is done about it."""
