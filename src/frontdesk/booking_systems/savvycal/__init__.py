"""SavvyCal Appointments, by its public calls or with a token (docs/booking-systems/savvycal.md)."""
