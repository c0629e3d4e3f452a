"""What mails and public pages share: the customer's language, how a ticket is described, the frame of a page."""
