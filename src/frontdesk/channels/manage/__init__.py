"""The customer's own link: see, move, cancel and confirm one booking."""
