"""Running a handler in another process, and what came of it."""
