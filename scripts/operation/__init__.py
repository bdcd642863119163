"""The commands of whoever runs the machines: where the register lies."""
