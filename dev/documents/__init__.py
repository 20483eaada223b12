"""Documents that are generated from the code; `./paddock check` compares them with what is committed."""
