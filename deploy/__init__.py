"""Starts the services, together on one machine or apart; the only code that knows all three."""
