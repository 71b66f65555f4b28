"""Tests mirror the source tree; `acceptance/` holds the whole product against real databases."""
