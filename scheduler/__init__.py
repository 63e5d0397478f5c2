"""Rotation scheduling with proof: who visits which branch meeting, fairly in rotation."""

__version__ = "0.1.0"
