"""The signed token of the certificate's QR code (COSE, CBOR) and its symbols. Pure."""
