t.field.$field = "$value"
