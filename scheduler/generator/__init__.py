"""Synthetic instances: a recipe and a seed make an instance, always the same one."""

from scheduler.generator.generate import generate
from scheduler.generator.read_recipe import read_recipe
from scheduler.generator.recipe import Recipe

__all__ = ["Recipe", "generate", "read_recipe"]
