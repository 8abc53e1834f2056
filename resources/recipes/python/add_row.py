t.field.$table.append({"$column": "$value"})
