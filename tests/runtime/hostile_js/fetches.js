// exception: The function failed: TypeError: fetch failed (line 3)
// blocked: network fetch 127.0.0.1:{port}
exports.rossum_hook_request_handler = async ({ port }) => ({ text: await (await fetch(`http://127.0.0.1:${port}/`)).text() });
