"""vcita (inTandem is the same): appointments kept by its platform API. See docs/booking-systems/vcita.md."""
