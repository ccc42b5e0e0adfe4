"""Comments on a draft, paragraph by paragraph, each with what was done about it and why."""

from sessions.activities.consultation.rules import Consultation

__all__ = ["Consultation"]
