"""How letters are written: templates, the facts they name, the neutral letter they become."""
