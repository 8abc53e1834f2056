// timeout: Timed out (limit 1 s)
for (;;);
