"""What happens to a case: machine, time, ladder, engine, sweep, loop; knows no database."""
