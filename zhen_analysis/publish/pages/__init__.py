"""An executed notebook → a page of a single file; a period → all its pages."""
