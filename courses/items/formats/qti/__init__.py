"""QTI, all versions: items, tests and packages in, packages of versions 2.1 and 3.0 out."""
