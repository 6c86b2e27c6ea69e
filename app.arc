@app
arc-chat

# The functions' runtime, and additions to Architect's CloudFormation template
@plugins
arc-chat/plugin-runtime
arc-chat/plugin-infra

# packages/plugin-runtime: Node 24 on Lambda, and warm processes in the sandbox
@aws
runtime warm-node24
architecture arm64
timeout 15

# The page, and a new socket URL for it
@http
/
  method get
  src apps/get-index

/ticket
  method post
  src apps/post-ticket

# A socket opens, sends frames, and closes
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
# Every message, in its room's order. Rows are never deleted. PointInTimeRecovery makes the table outlive the stack
log
  room *String
  seq **Number
  PointInTimeRecovery true

# The sockets in each room
seats
  room *String
  connection **String
  expires TTL

# The room of each connection, for events that carry only the connection's id
connections
  connection *String
  expires TTL

# Used tickets
tickets
  jti *String
  expires TTL
