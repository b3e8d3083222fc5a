"""The radio link to one vehicle: MAVLink in, typed values out, and the vehicle's own time."""
