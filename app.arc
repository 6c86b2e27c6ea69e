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

# apps/web, built by Vite: the folder public in the sandbox. packages/plugin-infra deploys copies with a hash in the name
@static
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

# The people, rooms and networks that the operator keeps out
blocks
  what *String
  expires TTL

# What each function may do when deployed, and nothing else: packages/plugin-infra gives each function a role of its own
@grants
get-index

post-ticket
  seats Query
  blocks GetItem

ws-connect
  tickets PutItem
  connections PutItem DeleteItem
  seats PutItem DeleteItem Query
  blocks GetItem
  sockets post delete

ws-default
  connections GetItem DeleteItem
  seats UpdateItem GetItem DeleteItem Query
  log PutItem Query UpdateItem.text
  sockets post delete

ws-disconnect
  connections GetItem DeleteItem
  seats DeleteItem Query
  sockets post
