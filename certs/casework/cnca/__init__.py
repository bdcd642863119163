"""What the national register (CNCA) is told each month, and how its answers are held against ours."""
