"""The desk, the wall, after the day, and the server itself."""
