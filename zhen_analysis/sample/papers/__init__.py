"""Deeds → drafts of sheets, with mistakes, drawn and filed."""
