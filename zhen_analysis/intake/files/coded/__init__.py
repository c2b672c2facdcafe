"""Cells as read → columns of texts, within limits of size; what passes from child to parent."""
