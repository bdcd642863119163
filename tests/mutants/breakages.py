"""Single breakages of a module: each changes one expression or takes one statement away, as a slip would.

Left out is what no test of ours should hold: words for people and everything inside them, docstrings, annotations,
what only remembers, and how much of a long text a message shows.
"""

from __future__ import annotations

import ast
import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

# For each sign, what it may be mistaken for: the neighbouring limit first, then the opposite.
_COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, tuple[str, ...]]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
}
_CALLS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_DEFAULTS: Final = {"bool": "True", "int": "0", "str": '""', "bytes": 'b""', "list": "[]", "tuple": "()", "dict": "{}"}
_SPEAKING: Final = frozenset({"Words", "Malformed", "NotGenuine", "Refused", "CouldNotCheck"})  # for people, all of it
_REMEMBERING: Final = frozenset({"lru_cache", "cache", "field"})  # and how a dataclass shows and compares itself
_SHOWN: Final = 40  # characters: whoever cuts a text there, or later, does it to show it in a message


@dataclass(frozen=True, slots=True)
class Breakage:
    """One change of a module's source: the bytes from `start` to `end` become `new`."""

    module: str
    line: int
    text: str  # the line as it is
    kind: str
    old: str
    new: str
    start: int
    end: int

    def applied(self, source: bytes) -> bytes:
        """Return the broken source."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    def is_python(self, source: bytes) -> bool:
        """Tell whether the broken source can still be compiled."""
        try:
            compile(self.applied(source), self.module, "exec", dont_inherit=True)
        except SyntaxError:
            return False
        return True

    def rank(self, seed: int) -> bytes:
        """Return the place in the order of a seed: it hangs on the text, not on where in the module it stands."""
        said = f"{seed}|{self.module}|{self.text}|{self.kind}|{self.old}|{self.new}"
        return hashlib.sha256(said.encode()).digest()


def breakages_of(module: str, source: bytes) -> list[Breakage]:
    """Return every breakage of a module's source, in the order of the source; a few may be no Python any more."""
    finder = _Finder(module, source)
    finder.visit(ast.parse(source))
    return sorted(finder.breakages, key=lambda each: (each.start, each.end, each.new))


class _Finder(ast.NodeVisitor):
    def __init__(self, module: str, source: bytes) -> None:
        self.breakages: list[Breakage] = []
        self._module, self._source = module, source
        self._returns = [""]
        self._lines = source.splitlines(keepends=True)
        self._begins = [0, *accumulate(map(len, self._lines))]

    # --- where things stand in the source ----------------------------------------------------------------------

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._begins[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        return self._begins[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def _text(self, start: int, end: int) -> str:
        return self._source[start:end].decode()

    def _add(self, kind: str, start: int, end: int, *news: str) -> None:
        old = self._text(start, end)
        line = bisect_right(self._begins, start)
        text = self._lines[line - 1].decode().strip()
        self.breakages += [Breakage(self._module, line, text, kind, old, new, start, end) for new in news if new != old]

    def _sign(self, kind: str, left: ast.expr, right: ast.expr, sign: str, *news: str) -> None:
        """Change the sign between two operands; brackets and blanks around it stay."""
        begins = self._end(left)
        match = re.search(rf"(?<![\w=<>!]){sign}(?![\w=<>])", self._text(begins, self._start(right)))
        if match is not None:
            before = len(match.string[: match.start()].encode())
            self._add(kind, begins + before, begins + before + len(match[0].encode()), *news)

    # --- what is left out --------------------------------------------------------------------------------------

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Pass over texts with values: they are words."""

    def visit_Assert(self, node: ast.Assert) -> None:
        """Pass over what cannot happen: broken, it would be noticed at once, and show nothing of a test."""

    def visit_keyword(self, node: ast.keyword) -> None:
        """Pass over how strictly two rows are zipped."""
        if node.arg != "strict":
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Pass over the annotation."""
        if node.value is not None:
            self.visit(node.value)

    def visit_arguments(self, node: ast.arguments) -> None:
        """Pass over the annotations of parameters; what they are by default counts."""
        for default in [*node.defaults, *node.kw_defaults]:
            if default is not None:
                self.visit(default)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Pass over decorators and bases."""
        self._statements(node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Pass over decorators, annotations, and functions that only make words."""
        returns = ast.unparse(node.returns) if node.returns else ""
        if returns in _SPEAKING:
            return
        self.visit(node.args)
        self._returns.append(returns)
        self._statements(node.body)
        self._returns.pop()

    def _statements(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self.visit(statement)

    def visit_Slice(self, node: ast.Slice) -> None:
        """Pass over a cut that is made for a message."""
        for part in (node.lower, node.upper, node.step):
            value = part.value if isinstance(part, ast.Constant) else None
            if part is not None and not (isinstance(value, int) and value >= _SHOWN):
                self.visit(part)

    # --- what is broken ----------------------------------------------------------------------------------------

    def visit_Compare(self, node: ast.Compare) -> None:
        """Shift a limit by one, or turn it round."""
        operands = [node.left, *node.comparators]
        for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
            sign, news = _COMPARISONS[type(operator)]
            self._sign("comparison", left, right, sign, *news)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Take `and` for `or`, and leave each condition out."""
        word, other, neutral = ("and", "or", "True") if isinstance(node.op, ast.And) else ("or", "and", "False")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._sign("and/or", left, right, word, other)
        for value in node.values:
            self._add("condition", self._start(value), self._end(value), neutral)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Drop a `not`."""
        if isinstance(node.op, ast.Not):
            self._add("not", self._start(node), self._start(node) + len("not "), "")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Reckon the other way, where it is numbers or days that are reckoned with."""
        signs = {ast.Add: ("+", "-"), ast.Sub: ("-", "+")}
        if type(node.op) in signs and any(_is_amount(side) for side in (node.left, node.right)):
            sign, other = signs[type(node.op)]
            self._sign("sign", node.left, node.right, re.escape(sign), other)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Be off by one, or say the opposite."""
        if isinstance(node.value, bool):
            self._add("constant", self._start(node), self._end(node), str(not node.value))
        elif isinstance(node.value, int):
            self._add("constant", self._start(node), self._end(node), str(node.value + 1), str(node.value - 1))

    def visit_Set(self, node: ast.Set) -> None:
        """Leave one element out."""
        if len(node.elts) > 1:
            for place, element in enumerate(node.elts):
                end = self._start(node.elts[place + 1]) if place + 1 < len(node.elts) else self._end(element)
                self._add("element", self._start(element), end, "")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Take the smallest for the largest, one for all."""
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _SPEAKING or name in _REMEMBERING:
            return
        if isinstance(node.func, ast.Name) and name in _CALLS:
            self._add("call", self._start(node.func), self._end(node.func), _CALLS[name])
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        """Return what says nothing."""
        returns, value = self._returns[-1], node.value
        if value is not None and not isinstance(value, ast.Constant):
            start, end = self._start(value), self._end(value)
            default = "None" if returns.endswith("| None") else _DEFAULTS.get(returns.partition("[")[0])
            self._add("return", start, end, *([default] if default else []), *(["False"] if returns == "bool" else []))
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Let what must be refused pass."""
        self._add("statement", self._start(node), self._end(node), "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Forget to add."""
        self._add("statement", self._start(node), self._end(node), "pass")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Forget to call; docstrings do nothing."""
        if isinstance(node.value, ast.Call):
            self._add("statement", self._start(node), self._end(node), "pass")
        self.generic_visit(node)


def _is_amount(node: ast.expr) -> bool:
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int)
    is_span = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "timedelta"
    return is_number or is_span
