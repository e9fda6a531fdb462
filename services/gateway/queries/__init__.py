"""Reading for the doors: plain SQL into view structs. Nothing here changes a row."""
