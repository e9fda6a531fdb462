"""The database and its three roles: owner migrates, app serves under row-level security, queue rings and ticks."""

import psycopg
from psycopg import sql

DATABASE = "bangban"
ROLES = {"owner": "bangban_owner", "app": "bangban_app", "queue": "bangban_queue"}
# No role may pass over row-level security, and only the owner makes tables.
LIMITS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")


def ensure(superuser_url: str, passwords: dict[str, str], database: str = DATABASE) -> None:
    """Make what is missing and set the passwords; the same at every start, so a changed key file takes effect."""
    with psycopg.connect(superuser_url, dbname="postgres", autocommit=True) as connection:
        for short, name in ROLES.items():
            _role(connection, name, passwords[short])
        _database(connection, database)
    with psycopg.connect(superuser_url, dbname=database, autocommit=True) as connection:
        owner = sql.Identifier(ROLES["owner"])
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _role(connection: psycopg.Connection, name: str, password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER" if found else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} {} PASSWORD {}").format(verb, sql.Identifier(name), LIMITS, sql.Literal(password))
    )


def _database(connection: psycopg.Connection, name: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(ROLES["owner"])
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for role in ("app", "queue"):
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(ROLES[role])))
