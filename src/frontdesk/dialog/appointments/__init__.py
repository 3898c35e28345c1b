"""What a caller may do with an appointment there is: hear of it, move it, cancel it, once two facts fit."""
