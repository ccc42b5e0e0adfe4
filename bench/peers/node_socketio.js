// One message to all with socket.io for Node.
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const [port, size] = process.argv.slice(2).map(Number);
const web = createServer();
const io = new Server(web, { transports: ["websocket"], perMessageDeflate: false });
const text = "x".repeat(Math.max(size - 4 - '42["m",""]'.length, 1));

io.on("connection", (socket) => socket.on("go", () => io.emit("m", text)));
web.listen({ port, host: "127.0.0.1", backlog: 4096 });
process.on("SIGTERM", () => process.exit(0));
