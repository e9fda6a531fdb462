"""From the files' lines to the rows of the tables: each file here writes one subject and tells what it changed."""
