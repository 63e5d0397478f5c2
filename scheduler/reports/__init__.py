"""Tables and sentences for people, made from a problem and a roster without a solver."""
