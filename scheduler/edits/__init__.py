"""Edits of an instance: applied in one place, read from and written as TOML, said in words."""
