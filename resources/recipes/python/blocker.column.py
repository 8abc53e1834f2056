for row in t.field.$table:
    t.automation_blocker("A person should look at this.", row.$field)
