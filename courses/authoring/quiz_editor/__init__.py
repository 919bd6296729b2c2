"""Writing quizzes in the browser: forms for every kind of item, saved into the quiz's file with the rest of it left as it is."""
