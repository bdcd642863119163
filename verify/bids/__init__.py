"""A stack of bids: handed in on a page or over the API, answered, and not kept."""
