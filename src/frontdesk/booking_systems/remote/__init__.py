"""Booking systems that somebody else runs: what all adapters share. Each vendor has a folder beside this one."""
