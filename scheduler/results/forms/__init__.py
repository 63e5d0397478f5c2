"""The form of an area: what an office fills in, signs and sends back, as a workbook."""
