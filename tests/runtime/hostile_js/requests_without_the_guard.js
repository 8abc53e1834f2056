// ok: Completed in
const net = require('node:net');
const { get } = require('node:http');
exports.rossum_hook_request_handler = ({ port }) =>
  new Promise((resolve) => {
    get({ port, host: '127.0.0.1' }).on('error', () => resolve({}));
    new net.Socket({ fd: 1 }).on('error', () => {});
  });
