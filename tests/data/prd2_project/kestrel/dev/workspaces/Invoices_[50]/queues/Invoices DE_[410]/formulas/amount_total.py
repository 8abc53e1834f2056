# ruff: noqa: F821
field.amount_total_base + field.amount_total_tax
