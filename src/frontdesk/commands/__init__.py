"""The commands of `frontdesk`, a file each. What is slow to import is imported when a command runs."""
