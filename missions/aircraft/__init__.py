"""The aircraft of a deployment: their types, their batteries, and the weather they may fly in."""
