"""Integer linear programs and their lexicographic optimum with proof: pure mathematics."""
