"""What our mails and pages say: words in four languages, parts in order, one layout for HTML and one for text."""
