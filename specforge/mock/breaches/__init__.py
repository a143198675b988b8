"""A mock that breaks what its document promises, one promise at a time: what does a contract test notice?"""
