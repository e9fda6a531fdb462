"""Reading the reference data of deploy/seed and writing it into the database: `load(settings, engine, demo)`."""

from deploy.seeding.load import Report, load

__all__ = ["Report", "load"]
