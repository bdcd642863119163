"""The acts of staff and of the root key: planned, minted, proved, appended, in one transaction each."""
