"""Take a news article apart (re-exports only)."""
