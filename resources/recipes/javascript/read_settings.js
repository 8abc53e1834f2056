const limit = payload.settings.limit ?? 1000;
