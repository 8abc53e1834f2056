rows_total = sum(default_to(t.field.$column.all_values, 0))
if not is_empty(t.field.$total) and abs(t.field.$total - rows_total) > 0.01:
    t.show_warning(f"The rows add up to {rows_total}.", t.field.$total)
