"""MAVLink's protocols of question and answer, without I/O and without a clock."""
