const http = require('http');

const PROXY = new URL(process.env.HTTPS_PROXY); // expect: proxy-not-set

exports.rossum_hook_request_handler = async (payload) => {
  const api = `${payload.base_url}/api/v1`;
  http.request({ host: PROXY.hostname, path: 'https://kestrel.example/api' }).end(); // expect: request-to-proxy
  http.request({ host: PROXY.hostname, path: '/api' }).end();
  const queues = await fetch(`${api}/queues`);
  const users = await fetch(`${payload.base_url}/api/v1/users`); // expect: fetch-without-proxy
  const other = await fetch(payload.settings.url ?? '');
  return { all: [queues.status, users.status, other.status, new URL('https://kestrel.example').host] };
};
