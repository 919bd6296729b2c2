"""What `./dev bench` runs: speed as ratios to a bare Flask page in the same run, statements, bytes, memory, Lighthouse."""
