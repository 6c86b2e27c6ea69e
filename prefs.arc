# The live reload script that the sandbox would inject breaks the page's content security policy.
@sandbox
livereload false
