import functools
import traceback


def reports_errors(function):
    @functools.wraps(function)
    def wrapper(payload):
        try:
            return function(payload)
        except Exception as error:
            print(traceback.format_exc())
            return {"messages": [{"type": "error", "content": f"{type(error).__name__}: {error}"}]}

    return wrapper


@reports_errors
def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "info", "content": payload["document"]["original_file_name"]}]}
