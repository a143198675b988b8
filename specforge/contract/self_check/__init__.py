"""The self-check: which breaches of the document would this configuration of the contract test not notice?"""
