"""Simulated callers: people with a goal and a temperament, who talk with the desk until they have what they want."""
