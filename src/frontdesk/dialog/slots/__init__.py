"""What is valid in a slot, and how a new value joins what was known. A file per slot that has rules of its own."""
