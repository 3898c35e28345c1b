"""What the people of the business ask: bookings, openings, conversations, call-backs. JSON, behind a bearer token."""
