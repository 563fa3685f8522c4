"""Working time: calendars, periods, deadlines and lights, all as pure functions of their arguments."""
