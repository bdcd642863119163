"""The open interface as one table: each address, what it takes and what it answers, for the service and for readers."""
