"""The door by which booking systems of vendors tell that an appointment has changed."""
