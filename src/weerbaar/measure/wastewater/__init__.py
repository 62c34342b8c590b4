"""What does sewage say about the use of drugs, and was anything dumped into it?"""
