"""Measures of a run as safe arithmetic over named columns and figures (S3-71).

No names but those given, no calls but those listed, nothing of Python behind them.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.base.errors import ScenarioError

Value = np.ndarray | np.float64
Names = Mapping[str, Value]

LONGEST = 500
_DEEPEST = 40
_LARGEST = 1e300


def _at(values: Value, round_: Value) -> Value:
    """The value at the end of a round; rounds count from 1."""
    column = np.atleast_1d(values)
    index = int(round_) - 1
    return np.float64(column[index]) if 0 <= index < len(column) else np.float64(np.nan)


def _when(condition: Value, never: Value = np.float64(np.nan)) -> Value:  # noqa: B008 - a constant
    """The first round in which the condition holds; ``never`` when it does not."""
    found = np.flatnonzero(condition)
    return np.float64(found[0] + 1) if len(found) else never


def _smooth(values: Value, rounds: Value) -> Value:
    """Mean over the last ``rounds`` rounds, fewer at the start."""
    column, width = np.atleast_1d(values), max(int(rounds), 1)
    total = np.concatenate([[0.0], np.cumsum(column)])
    end = np.arange(1, len(column) + 1)
    begin = np.maximum(end - width, 0)
    return np.asarray((total[end] - total[begin]) / (end - begin))


def _over(reduce: Callable[[np.ndarray], Any]) -> Callable[[Value], Any]:
    """A reduction over the finite values; NaN when there is none."""

    def reduced(values: Value) -> np.float64:
        column = np.atleast_1d(values).astype(float)
        column = column[np.isfinite(column)]
        return np.float64(reduce(column)) if len(column) else np.float64(np.nan)

    return reduced


FUNCTIONS: Mapping[str, tuple[Callable[..., Any], int, int, str]] = MappingProxyType(
    {
        "sum": (lambda x: np.nansum(np.atleast_1d(x)), 1, 1, "sum(x): over all rounds"),
        "mean": (_over(np.mean), 1, 1, "mean(x): over all rounds"),
        "min": (_over(np.min), 1, 1, "min(x): least value"),
        "max": (_over(np.max), 1, 1, "max(x): greatest value"),
        "last": (lambda x: _at(x, np.float64(np.size(x))), 1, 1, "last(x): value of the last round"),
        "at": (_at, 2, 2, "at(x, r): value of round r"),
        "when": (_when, 1, 2, "when(condition, never): first round in which it holds"),
        "cumsum": (np.cumsum, 1, 1, "cumsum(x): sum of the rounds so far"),
        "smooth": (_smooth, 2, 2, "smooth(x, k): mean of the last k rounds"),
        "abs": (np.abs, 1, 1, "abs(x)"),
        "sqrt": (np.sqrt, 1, 1, "sqrt(x)"),
        "log": (np.log, 1, 1, "log(x): natural logarithm"),
        "exp": (np.exp, 1, 1, "exp(x)"),
    }
)
"""What may be called: function, least and most arguments, help."""

_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.Pow: operator.pow,
        ast.UAdd: operator.pos,
        ast.USub: operator.neg,
        ast.Not: np.logical_not,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.And: np.logical_and,
        ast.Or: np.logical_or,
    }
)
_MEND = "write arithmetic on columns, e.g. sum(lost[60:]) / sum(generated[60:])"


class Expression:
    """One measure, checked before anything runs.

    Args:
        text: The arithmetic; ``x[a:b]`` takes rounds a+1 to b, so that ``lost[60:]`` is what was lost after round 60.
        known: Names that it may use.

    Raises:
        ScenarioError: It is not arithmetic on known names; near names are offered.
    """

    def __init__(self, text: str, known: tuple[str, ...]) -> None:
        self.text = text
        self.names: tuple[str, ...] = ()
        self._known = known
        self._tree = self._parsed()
        self._check(self._tree, 0)

    def __call__(self, names: Names) -> Value:
        """The value of one run: float64[rounds] or one number; what is not finite becomes NaN."""
        with np.errstate(all="ignore"):
            value = np.asarray(self._value(self._tree, names), np.float64)
        value = np.where(np.isfinite(value), value, np.nan)
        return value if value.ndim else np.float64(value)

    def try_out(self, names: Names) -> Value:
        """The value for made-up ``names``, to learn its shape before anything runs.

        Raises:
            ScenarioError: Columns of different lengths meet.
        """
        try:
            return self(names)
        except (ValueError, TypeError, OverflowError):
            raise self._error("its parts do not fit together", "give all columns the same rounds") from None

    def _error(self, what: str, mend: str = _MEND) -> ScenarioError:
        return ScenarioError(what, where=f"measure {self.text[:80]!r}", mend=mend)

    def _parsed(self) -> ast.expr:
        if len(self.text) > LONGEST:
            raise self._error(f"is longer than {LONGEST} characters")
        try:
            return ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise self._error("is not an expression") from None

    def _check(self, node: ast.AST, depth: int) -> None:
        """Walks the tree once; whatever is not on the list is refused."""
        if depth > _DEEPEST:
            raise self._error("nests too deeply")
        for part in self._parts(node):
            self._check(part, depth + 1)

    def _parts(self, node: ast.AST) -> list[ast.expr]:
        """The operands of an allowed node."""
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and abs(node.value) < _LARGEST:  # type: ignore[arg-type]
            return []
        if isinstance(node, (ast.Name, ast.Attribute)):
            self._use(_dotted(node))
            return []
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return [node.left, node.right]
        if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
            return [node.operand]
        if isinstance(node, ast.BoolOp):
            return node.values
        if isinstance(node, ast.Compare) and all(type(op) in _OPERATORS for op in node.ops):
            return [node.left, *node.comparators]
        if isinstance(node, ast.Call):
            return self._arguments(node)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.step is None:
            bounds = (node.slice.lower, node.slice.upper)
            if all(b is None or (isinstance(b, ast.Constant) and type(b.value) is int) for b in bounds):
                return [node.value]
        raise self._error(f"{ast.unparse(node)[:40]!r} is not allowed here")

    def _use(self, name: str) -> None:
        if name not in self._known:
            near = get_close_matches(name, self._known, n=3, cutoff=0.5)
            some = f"did you mean {' or '.join(near)}?" if near else f"there is: {', '.join(self._known[:12])}, …"
            raise self._error(f"there is no column or figure called {name!r}", some)
        self.names = (*self.names, name)

    def _arguments(self, node: ast.Call) -> list[ast.expr]:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)[:40]
        if name not in FUNCTIONS:
            raise self._error(f"there is no function called {name!r}", f"there is: {', '.join(FUNCTIONS)}")
        _, least, most, usage = FUNCTIONS[name]
        if node.keywords or not least <= len(node.args) <= most or any(isinstance(a, ast.Starred) for a in node.args):
            raise self._error(f"{name} is not called like this", f"write {usage}")
        return node.args

    def _value(self, node: ast.AST, names: Names) -> Any:  # noqa: ANN401 - number or column
        if isinstance(node, ast.Constant):
            return np.float64(node.value)  # type: ignore[arg-type] # checked: int or float
        if isinstance(node, (ast.Name, ast.Attribute)):
            return names[_dotted(node)]
        if isinstance(node, ast.Compare):
            return self._compared(node, names)
        operands = [self._value(part, names) for part in self._parts(node)]
        if isinstance(node, ast.Subscript):
            part: ast.Slice = node.slice  # type: ignore[assignment] # checked
            low, high = (getattr(b, "value", None) for b in (part.lower, part.upper))
            return np.atleast_1d(operands[0])[low:high]
        if isinstance(node, ast.Call):
            return FUNCTIONS[node.func.id][0](*operands)  # type: ignore[attr-defined] # checked
        value = operands[0]
        operation: Callable[..., Any] = _OPERATORS[type(node.op)]  # type: ignore[attr-defined] # checked
        for other in operands[1:]:
            value = operation(value, other)
        return value if len(operands) > 1 else operation(value)

    def _compared(self, node: ast.Compare, names: Names) -> Any:  # noqa: ANN401 - truth, one or a column
        sides = [self._value(part, names) for part in (node.left, *node.comparators)]
        truth: Any = True
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
            truth = np.logical_and(truth, _OPERATORS[type(op)](left, right))
        return truth


def _dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name with attributes; nothing of any other node."""
    if isinstance(node, ast.Name):
        return node.id
    owner = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{owner}.{node.attr}" if owner and isinstance(node, ast.Attribute) else ""
