"""How the database is laid out: tables and column types."""
