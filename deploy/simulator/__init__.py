"""A stand-in for an SMS gateway and for the phones behind it: real HTTP, nobody's real phone."""
