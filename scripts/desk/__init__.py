"""What the staff commands share: options, batches, refused sheets, ceremonies, opening an instance."""
