"""What tests stand on: real servers, a clock that stands still, and waiting on conditions."""
