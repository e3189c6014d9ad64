"""What is covered: topics and their shares."""
