"""What is thrown away when its time is over, and what is made ahead of time."""
