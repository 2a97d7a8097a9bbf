// One turn over the Diminuendo protocol: joins a session, prompts, allows what the agent asks, and comes back after a lost connection.
const url = process.env.DIMINUENDO_URL ?? 'ws://127.0.0.1:7777/diminuendo/ws'
const prompt = process.argv[2] ?? 'write notes.txt: remember the milk'
let socket, sessionId, turnId
let lastSeq = 0 // the last number of the session that this program has dealt with
let dropped = false // the line is cut once, to show that nothing is lost by it

function connect() {
  socket = new WebSocket(url)
  socket.onmessage = ({ data }) => receive(JSON.parse(data))
  socket.onerror = () => {} // a close follows, and is where we come back
  socket.onclose = () => {
    console.log(`\n(connection lost after ${lastSeq}, coming back)`)
    setTimeout(connect, 300)
  }
}

const send = message => socket.send(JSON.stringify(message))

function end(text, code) {
  console.log(text)
  process.exitCode = code
  socket.onclose = null
  socket.close()
}

function receive(message) {
  if (message.type.endsWith('_snapshot')) return show(message) // true at its number, but no step towards it
  if (message.seq <= lastSeq && message.type !== 'permission_requested') return end(`number ${message.seq} came twice`, 2)
  lastSeq = Math.max(lastSeq, message.seq ?? message.toSeq ?? message.lastSeq ?? 0)
  show(message)
}

function show(message) {
  switch (message.type) {
    case 'welcome': return message.requiresAuth && send({ type: 'authenticate', token: process.env.CARILLON_TOKEN ?? '' })
    case 'authenticated': return send(sessionId
      ? { type: 'join_session', sessionId, afterSeq: lastSeq }
      : { type: 'create_session', agentType: 'demo', name: 'node' })
    case 'session_created':
      sessionId = message.session.id
      return send({ type: 'join_session', sessionId, afterSeq: lastSeq })
    case 'replay_complete': return turnId || send({ type: 'run_turn', sessionId, text: prompt })
    case 'turn_started': return turnId = message.turnId
    case 'text_delta':
      process.stdout.write(message.text)
      if (!dropped) socket.close()
      return dropped = true
    case 'stream_snapshot': return console.log(`(back in the middle of: ${JSON.stringify(message.textSoFar)})`)
    case 'gap': return console.log(`(${message.fromSeq + 1} to ${message.toSeq} will not come)`)
    case 'permission_requested':
      console.log(`\n? ${message.description}: allowed`)
      return send({ type: 'resolve_permission', sessionId, requestId: message.requestId, approved: true })
    case 'turn_complete': return end(`\nwhole answer: ${message.finalText}`, 0)
    case 'turn_error': return end(`\nfailed: ${message.message} (${message.code})`, 1)
    case 'error': return message.code === 'AlreadyResolved' || end(`\nrefused: ${message.message} (${message.code})`, 1)
  }
}

connect()
