"""The pictures of a course as instructors add them: written anew, named, listed with the words that show them."""
