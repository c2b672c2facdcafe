"""What a text says of time → spans of days: of tables, of headings, of deadlines.

A day in a cell of its own column is read by ``cells/dates.py``; a deadline (8月底前, 7日内) by
``deadlines.py`` (its table ``WORDED``) with the limits of ``timelimits.py``; the time that a title,
sheet, file or heading states (7月份, 1-8月) by ``stated_time.py``, which tries the ``READERS`` of
``time_readers.py`` one after the other: a wider pattern stands behind a narrower one.
"""
