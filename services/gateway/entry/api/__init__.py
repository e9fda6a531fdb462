"""JSON for parks, integrations and the command line."""
