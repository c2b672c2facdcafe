"""How firm a ranking is, and what if → the analyst's tables, sentences and sliders."""
