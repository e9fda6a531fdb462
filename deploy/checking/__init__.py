"""What must always be true, looked up in the database and at the simulator, each with its count."""
