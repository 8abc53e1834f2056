for row in t.field.$table:
    row.$field = "$value"
