"""Frontdesk answers a business's phone and chat, and books appointments."""

__version__ = "0.1.0"
