"""Reading many rows."""

from crm.queries.visible import visible_to

__all__ = ["visible_to"]
