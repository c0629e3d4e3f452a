"""PDF pages to ticket data. pdfium, qpdf and zxing run only in the disposable worker processes started here."""
