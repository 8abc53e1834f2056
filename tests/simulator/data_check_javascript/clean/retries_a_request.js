async function fetchTwice(url) {
  let last;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    last = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (last.ok) return last;
  }
  return last;
}

exports.rossum_hook_request_handler = async ({ settings }) => {
  const pending = fetchTwice(settings.url);
  const response = await pending;
  return { messages: [{ type: 'info', content: String(response.status) }] };
};
