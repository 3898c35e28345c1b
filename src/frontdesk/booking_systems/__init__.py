"""Where appointments live: one folder for each booking system."""
