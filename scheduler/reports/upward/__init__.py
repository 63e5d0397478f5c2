"""Reports upward: what was planned, what was made of it, and what was said, over a period."""
