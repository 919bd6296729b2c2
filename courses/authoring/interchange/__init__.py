"""Questions between the bank and the files of other programs: taking in, handing out, and saying what is lost on the way."""
