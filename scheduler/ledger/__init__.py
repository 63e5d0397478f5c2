"""What was published, what came back, and what really happened: nothing here is ever undone."""
