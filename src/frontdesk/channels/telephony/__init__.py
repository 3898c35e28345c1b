"""Phone calls: Twilio's voice webhooks. The provider listens and speaks; we answer what it heard with TwiML."""
