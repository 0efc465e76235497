"""A homeserver to throw away: for `rocbot demo` and for the tests."""
