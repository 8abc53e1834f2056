const SYSTEM = 'You read invoices.';

const describe = (content) => ({ type: 'text', content, role: 'user' });

exports.rossum_hook_request_handler = async ({ settings, secrets, annotation }) => {
  const response = await fetch(settings.chat_url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secrets.chat_key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ prompt: [describe(SYSTEM), describe(annotation.url)] }),
  });
  const { answer } = await response.json();
  return { messages: [{ type: 'info', content: answer }] };
};
