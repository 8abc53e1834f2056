t.show_warning("Check this value.", t.field.$field)
