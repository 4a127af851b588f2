"""What is done. Operations are verbs, the actor is an argument, and each is one transaction."""
