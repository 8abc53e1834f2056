"""Files become model values: recognised by content, completed, joined with a schema."""
