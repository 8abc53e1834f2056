"""What is wrong with a hook, found without running it."""
