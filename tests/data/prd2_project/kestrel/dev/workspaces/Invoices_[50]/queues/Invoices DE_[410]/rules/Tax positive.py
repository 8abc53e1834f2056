# ruff: noqa: F821, B015
field.amount_total_tax < 0
