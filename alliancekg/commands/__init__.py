"""What each command does: arguments in, output through the console, exit code out."""
