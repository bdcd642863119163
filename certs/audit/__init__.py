"""The audit: everything built again from the log and compared; recovery, catching up, copies. Reads and mends, issues nothing."""
