"""Foreign bank statement layouts: invented data, drawn with reportlab."""
