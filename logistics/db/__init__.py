"""Tables, transactions, the journal and the due work. Decides nothing about the service."""
