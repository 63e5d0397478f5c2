"""Questions put to the engine, and measures of a roster."""
