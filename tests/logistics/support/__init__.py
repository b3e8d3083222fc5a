"""What tests of the service share: databases, the application, people at their doors, processes."""
