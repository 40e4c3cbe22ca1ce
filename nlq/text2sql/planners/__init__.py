"""Linked question -> plan: one interface, `Planner.plan(linked)`, for every engine.

outcome   what a planner may say          shipped   the model that this repository trains
"""

from nlq.text2sql.planners.outcome import Outcome, Planned, Planner, Refusal, Unsure

__all__ = ["Outcome", "Planned", "Planner", "Refusal", "Unsure"]
