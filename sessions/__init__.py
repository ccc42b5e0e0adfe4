"""What a workshop is, and what keeps it alive."""
