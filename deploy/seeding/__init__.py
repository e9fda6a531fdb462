"""Reading the reference data of deploy/seed and writing it into the database."""
