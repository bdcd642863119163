"""The pages for people: search, a certificate, a scanned code, the log, and the site beside them."""
