for row in t.field.$table:
    if is_empty(row.$column):
        t.show_error("Fill this in.", row.$column)
