"""A checkout of hooks, queues and rules on disk: reading it as a whole, and saving parts of it."""
