"""The staff commands, one file a verb."""
