"""A table or line as written and the class that declares it → its object, and every fault of it."""
