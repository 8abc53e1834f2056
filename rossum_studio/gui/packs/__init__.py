"""Installing library packs from the window."""
