"""The commands of whoever runs the machines: where the register lies, where what is public goes."""
