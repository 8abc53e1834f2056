"""The debugger in the window: breakpoints, the paused function, what its names stand for."""
