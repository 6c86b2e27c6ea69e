@app
arc-chat

# The functions' runtime, and what Architect's template lacks
@plugins
arc-chat/plugin-runtime
arc-chat/plugin-infra

# packages/plugin-runtime: Node 24 on Lambda, the same kept warm in the sandbox
@aws
runtime warm-node24
architecture arm64
timeout 15

# The page, and a fresh socket URL for it
@http
/
  method get
  src apps/get-index

/ticket
  method post
  src apps/post-ticket

# The life of a socket: the door, the event bus, the goodbye
@ws
connect
  src apps/ws-connect

default
  src apps/ws-default

disconnect
  src apps/ws-disconnect

# apps/web, built by Vite
@static
folder public
compression true

@tables
# Every message, in the order of its room. Never deleted: being recoverable, it also outlives the stack
log
  room *String
  seq **Number
  PointInTimeRecovery true

# Who sits in which room
seats
  room *String
  connection **String
  expires TTL

# The room of a connection, for what knows only its connection
connections
  connection *String
  expires TTL

# Tickets that were used
tickets
  jti *String
  expires TTL
