"""What things are: documents, schemas, hooks, messages, operations. Imports nothing of ours."""
