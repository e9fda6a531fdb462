"""Screens: plain forms that work without JavaScript; htmx swaps parts of the same pages where there is some."""
