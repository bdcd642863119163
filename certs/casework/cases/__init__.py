"""A case from the application to the certificate: what may become of it, and what is still missing."""
