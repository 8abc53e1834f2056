class Extension:
    def rossum_hook_request_handler(self, payload):  # expect: python-no-handler
        return {}
