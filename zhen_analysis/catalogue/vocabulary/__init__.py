"""The words of a catalogue, each declared once: rules, measures, shapes, kinds of issues, units."""
