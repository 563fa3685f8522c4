"""The hot path: a case read in one statement, a change written in as few as the database allows."""
