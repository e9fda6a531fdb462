"""What starts the platform: PostgreSQL, the supervisor, the set-up on a bare machine."""
