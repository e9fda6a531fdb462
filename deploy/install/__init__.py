"""Makes .venv from the locks in requirements/ with nothing but the standard library and pip."""
