// crashed: The process exited with status 0 before the handler returned
process.exit();
