"""Did smuggling fall, or did it move to another place?"""
