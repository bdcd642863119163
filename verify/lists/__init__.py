"""What lists of the service share: what they are narrowed to, their feeds, their files."""
