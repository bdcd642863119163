"""The audit: everything built again from the log and compared; recovery, catching up, copies. It issues nothing."""
