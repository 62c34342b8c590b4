"""The formats that the outside world speaks; nothing here knows a protocol."""
