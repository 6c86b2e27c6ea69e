# The sandbox's live reload script would break the page's content security policy.
@sandbox
livereload false
