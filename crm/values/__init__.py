"""Numbers, money and dates as people write them, in Chinese and English, to values."""
