if not is_empty(t.field.$field) and t.field.$field > date.today():
    t.show_warning("This date is in the future.", t.field.$field)
