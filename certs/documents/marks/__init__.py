"""The star mark: its drawing, the mark of one certificate with number and QR code, the kit, and the live badge."""
