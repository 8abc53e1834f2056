// exception: The function failed: Error: network is off for this run: example.com (line 4)
// blocked: network dns.lookup example.com
const dns = require('node:dns/promises');
exports.rossum_hook_request_handler = async () => ({ address: await dns.lookup('example.com') });
