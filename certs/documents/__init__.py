"""What people hold: the certificate on paper. Set by Typst from data alone; no text of a certificate is ever markup."""
