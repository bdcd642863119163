"""What the web and the commands both say: a certificate, a search, a "not found", a judgement of what is shown."""
