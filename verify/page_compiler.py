"""How our templates become Python: as Jinja compiles them, without what no page of ours needs while it is drawn.

Jinja makes a `Markup` of its own of each piece that a template prints, only to join them, and asks before each call
whether what is called wants the context of the template. Both took longer than everything that a page says (measured;
decision 0045).
"""

from __future__ import annotations

import re
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL: Final = re.compile("[&<>\"']").search  # what `escape` writes otherwise


def printed(value: Any) -> str:
    """Return what a template prints of a value: markup as it is, everything else escaped."""
    if type(value) is Markup or (type(value) is str and _SPECIAL(value) is None):
        return value
    return escape(value)


class PageCompiler(CodeGenerator):
    """Compiles templates that escape whatever they print, and call nothing that wants their context."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        del node, frame, finalize
        self.write("environment.printed(")

    def visit_Call(  # noqa: N802 - Jinja's
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Write a call as Python has it."""
        if node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")


class PageEnvironment(Environment):
    """An environment whose templates are compiled so."""

    code_generator_class = PageCompiler
    printed = staticmethod(printed)
