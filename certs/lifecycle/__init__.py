"""A certificate's life as a fold of its events: statuses, reasons, and what may be done when. Pure."""
