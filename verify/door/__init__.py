"""What stands before the service where it is public: who may ask how often, which connections stay, what is logged."""
