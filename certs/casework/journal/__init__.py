"""The staff journal: who decided what, sealed before the act and opened by the audit."""
