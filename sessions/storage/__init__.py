"""Behind the journal: opening the file safely, and the one task that writes it. All SQL is here and there."""
