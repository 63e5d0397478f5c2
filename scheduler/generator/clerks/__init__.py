"""Clerks: they fill in the forms of a publication, clumsily, and it is known what they mean."""
