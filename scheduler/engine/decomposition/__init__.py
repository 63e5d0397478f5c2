"""Problems too large for one search: a first roster, bounds by parts, and improvement piecewise."""
