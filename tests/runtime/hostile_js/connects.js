// exception: The function failed: Error: network is off for this run: 127.0.0.1:{port}
// blocked: network net.connect 127.0.0.1:{port}
const net = require('node:net');
exports.rossum_hook_request_handler = ({ port }) => new Promise(() => net.connect(port, '127.0.0.1'));
