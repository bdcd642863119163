"""Keys, signatures, credentials, QR tokens and the verdict. Pure: bytes and `now` come in, decisions go out."""
