"""What `public/` holds, and how it is written: whole, in order, never over something newer."""
