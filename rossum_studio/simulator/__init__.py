"""What an event does: model in, model out."""
