"""How a letter looks: the papers it is shown on."""
