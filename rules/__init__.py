"""What must hold between claims: the contract, the engine, and one folder a family of rules."""
