"""Stored conversations played again with today's code and words: to explain them, compare them, keep them as tests."""
