"""The demonstration: a lifelike year of an invented office, run by the real engine."""
