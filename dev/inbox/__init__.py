"""The dev inbox: a real SMTP server with a page, where every mail is seen and answered. Never in production."""
