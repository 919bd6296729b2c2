"""Publishing a changed question together with the marks already given for it."""
