"""Figures of stored results. Nothing here runs a simulation: a picture shows what a folder holds."""
