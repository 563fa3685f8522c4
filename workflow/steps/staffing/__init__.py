"""Who plays which part on a case, and how he is found."""
