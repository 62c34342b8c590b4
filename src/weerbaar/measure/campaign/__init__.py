"""Did a campaign raise the number of reports, and did the rise last?"""
