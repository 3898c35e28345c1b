"""The database that bookings and conversations share: schema, migrations, units of work."""
