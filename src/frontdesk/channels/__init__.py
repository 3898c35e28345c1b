"""The ways a business is reached. Each folder speaks one outside format and knows nothing of the others."""
