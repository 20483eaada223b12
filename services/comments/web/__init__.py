"""What browsers are given: the widget's files, readers' plain pages and the staff's desk."""
