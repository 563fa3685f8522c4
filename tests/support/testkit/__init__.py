"""What the tests share: a real PostgreSQL, fresh databases, counts per database."""
