"""A result as files: what is written of it, and what is read of it when it comes back."""
