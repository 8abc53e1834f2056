// {"settings": {"tolerance": 0.5}}
exports.rossum_hook_request_handler = ({ settings, secrets }) => {
  const { currency, limit = 3 } = settings; // expect: settings-key
  const all = [settings.tolerance, settings.tolerence, settings.rate ?? 1, secrets.key]; // expect: settings-key
  return { all: [...all, currency, limit] };
};
