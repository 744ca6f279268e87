"""Figures of stored results. Nothing here runs a simulation: it shows what a folder holds."""
