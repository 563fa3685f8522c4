"""How a report looks on paper: pages, tables, bars."""
