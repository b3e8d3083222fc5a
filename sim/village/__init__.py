"""The village that pretends: a service day played by scripted people through the real doors."""
