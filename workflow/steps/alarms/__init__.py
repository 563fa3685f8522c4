"""What time does to a case: its light judged, its ladders climbed, its duties come round."""
