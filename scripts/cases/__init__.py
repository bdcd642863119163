"""The commands of the casework: the list of staff, and a case from the application to the certificate."""
