"""How many people are there that no list has seen?"""
