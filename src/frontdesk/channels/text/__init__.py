"""The text harness: a conversation in the terminal, and transcripts that are played and graded."""
