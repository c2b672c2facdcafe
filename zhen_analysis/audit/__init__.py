"""A published table → every number in it that does not follow from the others."""

from zhen_analysis.audit.audit import audit_file, audit_ranking

__all__ = ["audit_file", "audit_ranking"]
