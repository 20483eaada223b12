"""Mail in: taken safely, judged in a fixed order, and read so that nothing is published that nobody wrote."""
