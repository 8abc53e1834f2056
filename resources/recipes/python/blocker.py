t.automation_blocker("A person should look at this.", t.field.$field)
