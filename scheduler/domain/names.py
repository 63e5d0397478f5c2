"""Names as people write, sort and mistype them, Vietnamese ones in particular."""
