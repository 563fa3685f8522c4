"""The steps commands are made of: each reads and writes a ``Sheet``, none touches a database."""
