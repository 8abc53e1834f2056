"""Our own options and where they are kept."""
