"""The life of a letter after it was drafted: what people do until it is filed away."""
