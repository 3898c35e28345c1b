"""Chat over plain HTTP: our own JSON webhook, and the shape of Rasa's REST channel for widgets that speak it."""
