"""Simulated callers talk with a desk whose booking system is a vendor's, while that fails by chance.

Afterwards what was said is held against what the vendor has: nothing booked twice, nothing claimed that is not there,
nothing lost without anybody being told. `python -m tests.faults --n 1000 --system calcom`, or `make faults`.
"""
