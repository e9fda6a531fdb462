"""The commands of `bangban`, one file a group; deploy/cli.py is the map of them."""
