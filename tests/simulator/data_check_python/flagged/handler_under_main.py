if __name__ == "__main__":

    def rossum_hook_request_handler(payload):  # expect: python-handler-under-main
        return {}
