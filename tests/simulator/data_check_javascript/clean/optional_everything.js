exports.rossum_hook_request_handler = (payload) => {
  const language = payload.queues?.[0]?.locale ?? 'en_GB';
  const author = (payload.modifiers || [])[0];
  const token = payload.rossum_authorization_token ?? '';
  const limit = Number(payload.settings?.limit ?? 10);
  console.log(token ? 'with a token' : 'without a token', Object.keys(payload.secrets ?? {}).length);
  return { messages: [{ type: 'info', content: `${language} ${author?.username} ${limit}` }] };
};
