"""Questions put to the engine: so far, why a request is impossible."""
