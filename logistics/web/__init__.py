"""The pages: templates, the message catalogue, styles and scripts. No rule of the service."""
