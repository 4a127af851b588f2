"""What people fill in. Every message is Chinese and stands at its field; nothing typed is ever thrown away."""
