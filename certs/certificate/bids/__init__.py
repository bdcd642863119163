"""A stack of bids, read from a stranger's list: who bids with which certificate, for which product, on which day."""
