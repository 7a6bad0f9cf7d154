"""Altair charts: frames in, `altair.Chart` out; nothing is computed here."""
