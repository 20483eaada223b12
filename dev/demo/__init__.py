"""The demo site: an article with 160 drawn pictures and its readers' conversation, as a publisher would embed both."""
