"""What the agent says: acts become lines in one language, for voice or for text. Pure."""
