"""A linear model and its lexicographic optimum with proof; what is planned, nothing here knows."""
