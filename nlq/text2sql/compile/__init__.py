"""A typed plan -> SQL over the analyst views, through sqlglot expressions.

semantics    what a plan's words mean on each view        operands   values -> bound parameters
conditions   filters and related rows                     measures   figures and keys
select       the statement: projection, order, limit
"""

from nlq.text2sql.compile.select import Compiled, compile_plan

__all__ = ["Compiled", "compile_plan"]
