"""What waits for somebody: the notices of his inbox and his tasks, page by page and counted."""
