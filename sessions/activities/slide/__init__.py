"""Slides: what is shown, one after the other, and what of it is taken home."""

from sessions.activities.slide.rules import Slides

__all__ = ["Slides"]
