for row in t.field.$table:
    t.show_warning("Check this value.", row.$field)
