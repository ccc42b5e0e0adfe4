// One message to all with Node's ws, as its manual shows it.
const { WebSocket, WebSocketServer } = require("ws");
const [port, size] = process.argv.slice(2).map(Number);
const text = "x".repeat(size - (size < 130 ? 2 : 4));
const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false, backlog: 4096 });

server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", () => {
    for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  });
});
process.on("SIGTERM", () => process.exit(0));
