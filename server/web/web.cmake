add_library(web_assets INTERFACE)
