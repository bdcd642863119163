"""Figures for whoever watches over the service: counted by each worker, added up for a monitor, never public."""
