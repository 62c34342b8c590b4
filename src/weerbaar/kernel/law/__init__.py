"""The law: pure rules that admit or refuse what someone asks to do."""
