"""Private keys on the staff host: files for their owner's eyes only, and PKCS#11 tokens."""
