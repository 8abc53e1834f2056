for row in t.field.$table:
    if not is_empty(row.$field) and row.$field > date.today():
        t.show_warning("This date is in the future.", row.$field)
