"""Data for `./dev demo`, made through actions only. Nobody here is real."""
