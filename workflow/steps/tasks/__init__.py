"""What people are asked to do on a case, and what they say."""
