"""The only way a view gets an object: one function for each object and act, refusing what the viewer may not do.

What a viewer may not know of is a 404; what they may see but not do is a 403. A loader makes one to three statements.
"""
