// Starts the viewer of the API documentation. A file of its own, because no page may run scripts written into it.
"use strict";

SwaggerUIBundle({
  domNode: document.getElementById("schema"),
  url: document.getElementById("schema").dataset.document,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  filter: true,
  // Without this the viewer would send the document's address to a validation service elsewhere.
  validatorUrl: null,
});
