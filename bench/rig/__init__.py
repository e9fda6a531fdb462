"""What the questions share: a platform to ask, clients that ask, a line that answers."""
