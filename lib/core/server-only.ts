// Imported as '#server-only' by modules that must never reach a browser: there, package.json maps the name to nothing and the build fails.
export {}
