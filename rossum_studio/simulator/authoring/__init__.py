"""Help while code is written: what could come next, what a name stands for, where it is defined."""
