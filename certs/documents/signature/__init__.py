"""A certificate's PDF, signed by the body's own signing certificate: on the staff host only, never by the web."""
