"""Event, limits, Run and Stop, and the run's results."""
