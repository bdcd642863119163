"""The commands of the after-care: what a certificate needs in the years after its issue."""
