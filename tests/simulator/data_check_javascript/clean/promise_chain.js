const https = require('https');

exports.rossum_hook_request_handler = (payload) =>
  new Promise((resolve) => {
    const request = https.request(payload.settings.url, { method: 'POST' }, (response) => {
      response.resume();
      response.on('end', () => resolve({ messages: [{ type: 'info', content: `${response.statusCode}` }] }));
    });
    request.on('error', () => resolve({ messages: [{ type: 'warning', content: 'Not reached' }] }));
    request.end(JSON.stringify({ annotation: payload.annotation.id }));
  });
